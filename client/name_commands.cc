// `sitrep places` and `sitrep actors`: what a name may mean; `sitrep place`: one place by its id.
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/command_line.h"
#include "client/event_phrases.h"
#include "client/flag.h"
#include "client/json_writer.h"
#include "client/table.h"

namespace sitrep {
namespace {

struct NameFlags {
  std::string name;
  std::string country;
  std::string output;
  int limit = 0;
};

void PrintTable(const v1::Resolution& resolution, Console& console) {
  Table table({{.title = "ID", .cells_min = 24},
               {.title = "NAME", .cells_min = 12},
               {.title = "KIND", .cells_min = 8},
               {.title = "IN", .cells_min = 6},
               {.title = "CLAIMED BY", .cells_min = 10},
               {.title = "MATCHED BY", .cells_min = 10},
               {.title = "SCORE", .cells_min = 5}});
  for (const v1::Candidate& candidate : resolution.candidates()) {
    table.AddRow({candidate.id(), candidate.name(), candidate.kind(),
                  absl::StrJoin(candidate.ancestor_ids(), " < "),
                  absl::StrJoin(candidate.claimed_by(), ", "), EnumWord(candidate.matched_by()),
                  absl::StrFormat("%.2f", candidate.score())});
  }
  console.out << table.Render(console.columns, console.colors);
}

int PrintResolution(const v1::Resolution& resolution, const NameFlags& flags, Console& console) {
  if (resolution.candidates().empty()) {
    Say(console, absl::StrCat("nothing is known by the name '", flags.name, "'",
                              flags.country.empty() ? "" : " in ", flags.country));
    return kExitRefused;
  }
  const std::string output =
      !flags.output.empty() ? flags.output : (console.out_is_terminal ? "table" : "ndjson");
  if (output == "table") {
    PrintTable(resolution, console);
  } else if (output == "json") {
    console.out << ToJson(resolution, JsonLayout::kIndented);
  } else {
    for (const v1::Candidate& candidate : resolution.candidates()) {
      console.out << ToJson(candidate) << "\n";
    }
  }
  return kExitDone;
}

// One command; `resolve` makes the call.
template <typename Request, typename Response>
void AddNameCommand(CommandLine& line, const std::string& name, const std::string& help,
                    const std::string& examples,
                    absl::StatusOr<Response> (Client::*resolve)(const Request&)) {
  const auto flags = std::make_shared<NameFlags>();
  CLI::App* command = line.AddCommand(name, help, examples, [&line, flags, resolve]() -> int {
    const absl::StatusOr<Client*> client = line.Connect();
    if (!client.ok()) return SayError(line.console(), client.status());
    absl::AsciiStrToUpper(&flags->country);
    Request request;
    request.add_names(flags->name);
    request.set_country(flags->country);
    request.set_limit(flags->limit);
    const absl::StatusOr<Response> response = ((*client)->*resolve)(request);
    if (!response.ok()) return SayError(line.console(), response.status());
    if (response->resolutions().empty()) {
      return SayError(line.console(), absl::InternalError("the server sent no answer"));
    }
    return PrintResolution(response->resolutions(0), *flags, line.console());
  });
  command->add_option("NAME", flags->name, "A name in any script, or an id")->required();
  command->add_option("--country", flags->country, "ISO 3166-1 code")->type_name("CC");
  command->add_option("--limit", flags->limit, "How many at most; default: 10")
      ->type_name("N")
      ->check([](const std::string& text) -> std::string {
        int limit;
        return absl::SimpleAtoi(text, &limit) && limit > 0 ? "" : "'" + text + "' is not above 0";
      });
  AddChoice(*command, "-o,--output", flags->output, "table|json|ndjson",
            "Output; default: a table on a terminal, else ndjson");
}

void AddPlaceCommand(CommandLine& line) {
  const auto id = std::make_shared<std::string>();
  CLI::App* command =
      line.AddCommand("place", "One place by its id, as JSON",
                      "  sitrep place RU-KRS\n  sitrep place group:donbas", [&line, id]() -> int {
                        const absl::StatusOr<Client*> client = line.Connect();
                        if (!client.ok()) return SayError(line.console(), client.status());
                        const absl::StatusOr<v1::Region> region = (*client)->GetPlace(*id);
                        if (!region.ok()) return SayError(line.console(), region.status());
                        line.console().out << (line.console().out_is_terminal
                                                   ? ToJson(*region, JsonLayout::kIndented)
                                                   : ToJson(*region) + "\n");
                        return kExitDone;
                      });
  command->add_option("ID", *id, "As `sitrep places` gives it")->required();
}

}  // namespace

void AddNameCommands(CommandLine& line) {
  AddPlaceCommand(line);
  AddNameCommand(line, "places", "What a name of a place may mean, best first",
                 "  sitrep places Kursk\n  sitrep places 원산 -o ndjson\n"
                 "  sitrep places Springfield --country US",
                 &Client::ResolvePlaces);
  AddNameCommand(line, "actors", "What a name of an actor may mean, best first",
                 "  sitrep actors Лавров\n  sitrep actors \"North Korea\" -o ndjson",
                 &Client::ResolveActors);
}

}  // namespace sitrep
