// A command of the shell that gets a text on its standard input.
#ifndef SITREP_CLIENT_SHELL_COMMAND_H_
#define SITREP_CLIENT_SHELL_COMMAND_H_

#include <atomic>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace sitrep {

// Runs `sh -c command` with the input and waits until it has ended; what it prints goes where this
// process's own output goes. OK for exit 0; ABORTED tells another exit or the signal; a command
// need not read its input. When a signal wakes this process and `interrupted` is set, the command
// is sent SIGTERM and waited for. UNAVAILABLE if there is no process to be had.
absl::Status RunShellCommand(const std::string& command, absl::string_view input,
                             const std::atomic<bool>& interrupted);

}  // namespace sitrep

#endif  // SITREP_CLIENT_SHELL_COMMAND_H_
