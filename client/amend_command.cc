// `sitrep amend ID --set PATH=VALUE --reason TEXT`: a new revision of an event.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/command_line.h"
#include "client/field_path.h"
#include "client/rpc_status.h"
#include "client/submit_summary.h"

namespace sitrep {
namespace {

constexpr char kExamples[] =
    "  sitrep amend feed/12 --set status=occurred --reason \"it has happened\"\n"
    "  sitrep amend feed/12 --set 'casualties[0].killed.best=5' --reason \"official count\"\n"
    "  sitrep amend feed/12 --set 'places[0].name=Kursk' --reason \"wrong city\" --correction";

struct AmendFlags {
  std::string id;
  std::vector<std::string> set;
  std::string reason;
  bool correction = false;
};

// Submits the changed event as the revision after the one that was read.
absl::StatusOr<v1::SubmitResult> SubmitAmended(Client& client, const AmendFlags& flags,
                                               v1::Event event) {
  v1::SubmitEventsRequest request;
  (*request.mutable_expected_revisions())[event.id()] = event.record().revision();
  request.set_reason(flags.reason);
  request.set_change_reason(flags.correction ? v1::CHANGE_REASON_CORRECTION
                                             : v1::CHANGE_REASON_UPDATE);
  event.clear_record();
  *request.add_events() = std::move(event);
  ASSIGN_OR_RETURN(const v1::SubmitEventsResponse response, client.SubmitEvents(request));
  if (response.results().empty()) return absl::InternalError("the server sent no result");
  return response.results(0);
}

int Amend(CommandLine& line, const AmendFlags& flags) {
  Console& console = line.console();
  // A path that means nothing in any event needs no server to be told.
  for (const std::string& assignment : flags.set) {
    if (assignment.find('=') == std::string::npos) {
      return SayUsageError(console, absl::InvalidArgumentError(absl::StrCat(
                                        "--set: '", assignment, "' is not PATH=VALUE")));
    }
  }
  const absl::StatusOr<Client*> client = line.Connect();
  if (!client.ok()) return SayError(console, client.status());
  absl::StatusOr<v1::Event> event = (*client)->GetEvent(flags.id);
  if (!event.ok()) return SayError(console, event.status());
  for (const std::string& assignment : flags.set) {
    const absl::Status assigned = AssignField(assignment, *event);
    if (!assigned.ok()) return SayUsageError(console, assigned);
  }
  const absl::StatusOr<v1::SubmitResult> result = SubmitAmended(**client, flags, *event);
  if (!result.ok()) return SayError(console, result.status());
  for (const v1::Warning& warning : result->warnings()) Say(console, WarningText(warning));
  if (IsRefused(result->outcome())) return SayError(console, FromRpc(result->status()));
  Say(console, absl::StrCat(OutcomeWord(result->outcome()), " ", result->event_id(), ", revision ",
                            result->revision(), ", sequence ", result->sequence()));
  return kExitDone;
}

}  // namespace

void AddAmendCommand(CommandLine& line) {
  const auto flags = std::make_shared<AmendFlags>();
  CLI::App* command = line.AddCommand("amend", "A new revision of an event", kExamples,
                                      [&line, flags] { return Amend(line, *flags); });
  command->add_option("ID", flags->id, "The event's id")->required();
  command->add_option("--set", flags->set, "A field and its new value; an empty one clears it")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false)
      ->required();
  command->add_option("--reason", flags->reason, "Why, in words")
      ->type_name("TEXT")
      ->required()
      ->check([](const std::string& text) {
        return text.empty() ? std::string("is empty") : std::string();
      });
  command->add_flag("--correction", flags->correction, "The earlier revision was wrong");
}

}  // namespace sitrep
