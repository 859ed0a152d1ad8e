// `sitrep completion bash|zsh`.
#include <memory>
#include <string>

#include "client/command_line.h"
#include "client/completion_script.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  source <(sitrep completion bash)\n"
    "  sitrep completion zsh > ~/.zfunc/_sitrep";

}  // namespace

void AddCompletionCommand(CommandLine& line) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* command = line.AddCommand("completion", "A script that completes commands in a shell",
                                      kExamples, [&line, shell]() -> int {
                                        line.console().out
                                            << (*shell == "zsh" ? ZshCompletion(line.app())
                                                                : BashCompletion(line.app()));
                                        return kExitDone;
                                      });
  command->add_option("SHELL", *shell, "bash or zsh")
      ->type_name("bash|zsh")
      ->required()
      ->check([](const std::string& word) {
        return word == "bash" || word == "zsh" ? "" : "'" + word + "' is none of bash, zsh";
      });
}

}  // namespace sitrep
