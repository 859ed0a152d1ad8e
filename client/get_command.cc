// `sitrep get ID`: one event.
#include <memory>
#include <string>

#include "client/command_line.h"
#include "client/event_text.h"
#include "client/flag.h"
#include "client/json_writer.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep get dispatch-2025-07-12/16\n"
    "  sitrep get dispatch-2025-07-12/16 -o ndjson | jq .record";

struct GetFlags {
  std::string id;
  std::string output;
};

}  // namespace

void AddGetCommand(CommandLine& line) {
  const auto flags = std::make_shared<GetFlags>();
  CLI::App* command =
      line.AddCommand("get", "One event, as stored", kExamples, [&line, flags]() -> int {
        Console& console = line.console();
        const absl::StatusOr<Client*> client = line.Connect();
        if (!client.ok()) return SayError(console, client.status());
        const absl::StatusOr<v1::Event> event = (*client)->GetEvent(flags->id);
        if (!event.ok()) return SayError(console, event.status());
        const std::string output =
            !flags->output.empty() ? flags->output : (console.out_is_terminal ? "text" : "ndjson");
        if (output == "text") {
          console.out << EventText(*event, absl::UTCTimeZone());
        } else if (output == "json") {
          console.out << ToJson(*event, JsonLayout::kIndented);
        } else {
          console.out << ToJson(*event) << "\n";
        }
        return kExitDone;
      });
  command->add_option("ID", flags->id, "The event's id")->required();
  AddChoice(*command, "-o,--output", flags->output, "text|json|ndjson",
            "Output; default: text on a terminal, else ndjson");
}

}  // namespace sitrep
