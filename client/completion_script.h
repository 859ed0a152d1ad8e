// Completion scripts for shells, made from the command tree so that they cannot differ from it.
#ifndef SITREP_CLIENT_COMPLETION_SCRIPT_H_
#define SITREP_CLIENT_COMPLETION_SCRIPT_H_

#include <string>

#include "CLI/CLI.hpp"

namespace sitrep {

// For `source <(sitrep completion bash)`. Completes commands, flags, and values: the words of an
// option whose type name is "a|b|c", files where it is "FILE".
std::string BashCompletion(const CLI::App& app);

// For `source <(sitrep completion zsh)`; with descriptions.
std::string ZshCompletion(const CLI::App& app);

}  // namespace sitrep

#endif  // SITREP_CLIENT_COMPLETION_SCRIPT_H_
