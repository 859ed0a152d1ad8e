#include "client/command_line.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace sitrep {
namespace {

constexpr absl::Duration kConnectWait = absl::Seconds(10);

constexpr char kExitCodes[] =
    "Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 the server refused "
    "something,\n2 bad usage, 3 no connection.\n";

}  // namespace

CommandLine::CommandLine(Console& console, Clock clock)
    : console_(console),
      clock_(std::move(clock)),
      app_("A ledger of geopolitical events: submit, query and watch.", "sitrep") {
  app_.require_subcommand(1);
  app_.fallthrough();
  app_.footer(kExitCodes);
  app_.add_option("--server", server_, "The server")
      ->envname("SITREP_SERVER")
      ->type_name("HOST:PORT")
      ->default_str("127.0.0.1:7447");
  server_ = "127.0.0.1:7447";
  AddSubmitCommand(*this);
  AddAddCommand(*this);
  AddQueryCommand(*this);
  AddCountCommand(*this);
  AddWatchCommand(*this);
  AddGetCommand(*this);
  AddAmendCommand(*this);
  AddNameCommands(*this);
  AddPutActorsCommand(*this);
  AddStatusCommand(*this);
  AddSubscriptionsCommand(*this);
  AddCompletionCommand(*this);
}

CLI::App* CommandLine::AddCommand(const std::string& name, const std::string& help,
                                  const std::string& examples, std::function<int()> run) {
  CLI::App* command = app_.add_subcommand(name, help);
  command->footer(absl::StrCat("Examples:\n", examples, "\n"));
  command->fallthrough();
  command->callback([this, run = std::move(run)] { run_ = run; });
  return command;
}

absl::StatusOr<Client*> CommandLine::Connect() {
  client_ = std::make_unique<Client>(server_);
  const absl::Status connected = client_->Connect(kConnectWait);
  if (!connected.ok()) return connected;
  return client_.get();
}

int CommandLine::Run(std::vector<std::string> arguments) {
  // CLI11 takes them from the back, and reports by exceptions.
  std::reverse(arguments.begin(), arguments.end());
  try {
    app_.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    const int code = app_.exit(error, console_.out, console_.err);
    return code == 0 ? kExitDone : kExitUsage;
  }
  now_ = clock_();
  return run_();
}

}  // namespace sitrep
