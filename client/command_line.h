// The command tree of `sitrep`.
#ifndef SITREP_CLIENT_COMMAND_LINE_H_
#define SITREP_CLIENT_COMMAND_LINE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "client/client.h"
#include "client/console.h"

namespace sitrep {

// Parses arguments and runs the command that they name. Commands declare themselves in their
// constructors (see AddCommands) and live as long as this object.
class CommandLine {
 public:
  CommandLine(Console& console, Clock clock);

  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // The arguments without the program's name. The exit code.
  int Run(std::vector<std::string> arguments);

  // For commands.

  // A command; `examples` are lines of its help, `run` gives its exit code.
  CLI::App* AddCommand(const std::string& name, const std::string& help,
                       const std::string& examples, std::function<int()> run);
  // Connected; UNAVAILABLE if there is no server.
  absl::StatusOr<Client*> Connect();

  Console& console() { return console_; }
  // When the command started.
  absl::Time now() const { return now_; }
  const CLI::App& app() const { return app_; }

 private:
  Console& console_;
  const Clock clock_;
  absl::Time now_;
  CLI::App app_;
  std::string server_;
  std::function<int()> run_;
  std::unique_ptr<Client> client_;
};

// Each adds one command, or two that belong together.
void AddSubmitCommand(CommandLine& line);
void AddAddCommand(CommandLine& line);
void AddQueryCommand(CommandLine& line);
void AddCountCommand(CommandLine& line);
void AddWatchCommand(CommandLine& line);
void AddGetCommand(CommandLine& line);
void AddAmendCommand(CommandLine& line);
void AddNameCommands(CommandLine& line);
void AddPutActorsCommand(CommandLine& line);
void AddStatusCommand(CommandLine& line);
void AddSubscriptionsCommand(CommandLine& line);
void AddCompletionCommand(CommandLine& line);

}  // namespace sitrep

#endif  // SITREP_CLIENT_COMMAND_LINE_H_
