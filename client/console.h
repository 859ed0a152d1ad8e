// Where a command reads and writes, and how its errors become exit codes.
#ifndef SITREP_CLIENT_CONSOLE_H_
#define SITREP_CLIENT_CONSOLE_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace sitrep {

enum ExitCode : int {
  kExitDone = 0,
  // The server refused something, or a name means nothing.
  kExitRefused = 1,
  kExitUsage = 2,
  kExitNoConnection = 3,
};

struct Console {
  // Data.
  std::ostream& out;
  // Messages, warnings, progress, summaries.
  std::ostream& err;
  int in_fd = 0;
  // Of `out`, to see that its reader is gone; -1 if it has none.
  int out_fd = -1;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // How many cells a line of the terminal has; 0 if there is no bound.
  int columns = 0;
  // Terminal escapes may be written to `out`.
  bool colors = false;
};

// The process's own, as the environment asks for (NO_COLOR, COLUMNS, TERM).
Console ProcessConsole();

// "sitrep: message" to `err`; the message is made printable.
void Say(Console& console, absl::string_view message);

// The error with all its details to `err`; its exit code.
ExitCode SayError(Console& console, const absl::Status& status);

// The same for an error of the command line itself: kExitUsage.
ExitCode SayUsageError(Console& console, const absl::Status& status);

}  // namespace sitrep

#endif  // SITREP_CLIENT_CONSOLE_H_
