// `sitrep add KIND ...`: one event from flags.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/uuid.h"
#include "client/command_line.h"
#include "client/event_draft.h"
#include "client/event_text.h"
#include "client/flag.h"
#include "client/json_writer.h"
#include "client/period.h"
#include "client/rpc_status.h"
#include "client/submit_summary.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep add strike --in Kharkiv --when 2025-07-12 --by Russia --on Ukraine --killed '>=2' "
    "\\\n"
    "      --said-by 'regional governor' --publisher Suspilne --url URL --summary TEXT\n"
    "  sitrep add meeting --in Wonsan --when 2025-07-11..2025-07-13 --with Lavrov "
    "--with \"Choe Son Hui\"\n"
    "  sitrep add unrest --in Kyiv --when 2025-07 --status planned --dry-run";

struct AddFlags {
  EventDraft draft;
  std::string output;
  bool dry_run = false;
};

void PrintEvent(const v1::Event& event, const AddFlags& flags, Console& console) {
  const std::string output =
      !flags.output.empty() ? flags.output : (console.out_is_terminal ? "text" : "ndjson");
  if (output == "text") {
    absl::StatusOr<absl::TimeZone> zone = ParseZone(flags.draft.zone);
    console.out << EventText(event, zone.ok() ? *zone : absl::UTCTimeZone());
  } else {
    console.out << ToJson(event, output == "json" ? JsonLayout::kIndented : JsonLayout::kLine)
                << (output == "json" ? "" : "\n");
  }
}

int Add(CommandLine& line, const AddFlags& flags) {
  Console& console = line.console();
  absl::StatusOr<v1::Event> event = EventOf(flags.draft, line.now());
  if (!event.ok()) return SayUsageError(console, event.status());
  if (event->id().empty()) event->set_id(NewUuid(line.now()));
  const absl::StatusOr<Client*> client = line.Connect();
  if (!client.ok()) return SayError(console, client.status());
  v1::SubmitEventsRequest request;
  request.set_validate_only(flags.dry_run);
  *request.add_events() = *event;
  const absl::StatusOr<v1::SubmitEventsResponse> response = (*client)->SubmitEvents(request);
  if (!response.ok()) return SayError(console, response.status());
  if (response->results().empty()) {
    return SayError(console, absl::InternalError("the server sent no result"));
  }
  const v1::SubmitResult& result = response->results(0);
  for (const v1::Warning& warning : result.warnings()) Say(console, WarningText(warning));
  if (IsRefused(result.outcome())) return SayError(console, FromRpc(result.status()));
  if (!flags.dry_run) {
    absl::StatusOr<v1::Event> stored = (*client)->GetEvent(result.event_id());
    if (!stored.ok()) return SayError(console, stored.status());
    event = std::move(stored);
  }
  PrintEvent(*event, flags, console);
  Say(console, absl::StrCat(flags.dry_run ? "would be " : "", OutcomeWord(result.outcome()), " ",
                            event->id()));
  return kExitDone;
}

void AddEventFlags(CLI::App& command, EventDraft& draft) {
  const auto text = [&](const char* name, std::string& target, const std::string& type,
                        const char* help) {
    command.add_option(name, target, help)->type_name(type);
  };
  const auto list = [&](const char* name, std::vector<std::string>& target, const char* type,
                        const char* help) {
    command.add_option(name, target, help)->type_name(type)->allow_extra_args(false);
  };
  list("--in", draft.in, "PLACE", "Where; repeated: all of them");
  text("--country", draft.country, "CC", "The country of the place, ISO 3166-1: UA");
  text("--point", draft.point, "LAT,LON", "The point of the place");
  text("--precision", draft.precision, EnumChoices<v1::PlacePrecision>(),
       "How exactly the place is known");
  text("--when", draft.when, "TIME", "2025-07-12, 2025-07, 2025, an instant, or A..B");
  text("--tz", draft.zone, "ZONE", "Time zone of --when; default: UTC");
  command.add_flag("--lasting", draft.lasting, "It went on through all of --when");
  list("--by", draft.by, "NAME", "Who does it (speaks, supplies)");
  list("--on", draft.on, "NAME", "To whom it is done");
  list("--with", draft.with, "NAME", "An equal party");
  text("--killed", draft.killed, "N", "2, '>=2', '<=5', 2-5 or ~4");
  text("--wounded", draft.wounded, "N", "The same");
  text("--status", draft.status, EnumChoices<v1::Status>(),
       "Default: occurred, or planned if it lies ahead");
  text("--verification", draft.verification, EnumChoices<v1::Verification>(),
       "How far it is established");
  text("--said-by", draft.said_by, "NAME", "Whom the publisher quotes");
  text("--publisher", draft.publisher, "NAME", "Who published it");
  text("--url", draft.url, "URL", "Where");
  text("--summary", draft.summary, "TEXT", "What happened");
  text("--language", draft.language, "TAG", "Language of the summary: en, uk");
  list("--tag", draft.tags, "TAG", "A label");
  command.add_flag("--test", draft.test, "An exercise or a test");
}

}  // namespace

void AddAddCommand(CommandLine& line) {
  const auto flags = std::make_shared<AddFlags>();
  CLI::App* command = line.AddCommand("add", "One event from flags", kExamples,
                                      [&line, flags] { return Add(line, *flags); });
  command->add_option("KIND", flags->draft.kind, "The kind of event")
      ->type_name(EnumChoices<v1::Kind>())
      ->required();
  command->add_option("--id", flags->draft.id, "The event's id; default: a new one")
      ->type_name("ID");
  AddEventFlags(*command, flags->draft);
  command->add_flag("--dry-run", flags->dry_run, "Only say what would be done");
  AddChoice(*command, "-o,--output", flags->output, "text|json|ndjson",
            "Output; default: text on a terminal, else ndjson");
}

}  // namespace sitrep
