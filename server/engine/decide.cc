#include "server/engine/decide.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "base/status_macros.h"
#include "server/engine/content.h"

namespace sitrep {
namespace {

absl::StatusOr<v1::Event> ContentOf(int32_t revision, const RevisionReader& read_revision) {
  ASSIGN_OR_RETURN(v1::Event event, read_revision(revision));
  MakeContent(event);
  return event;
}

Decision Accept(v1::Outcome outcome) { return {.outcome = outcome, .refusal = {}, .warnings = {}}; }

Decision Unchanged(std::string warning) {
  Decision decision = Accept(v1::OUTCOME_UNCHANGED);
  if (!warning.empty()) decision.warnings.emplace_back().set_message(std::move(warning));
  return decision;
}

Decision Unchanged(const EventState& state) {
  return Unchanged(state.retracted ? "the event is withdrawn; to restore it, submit it with its "
                                     "current revision as the expected one"
                                   : "");
}

Decision Stale(const EventState& state, const Command& command) {
  return {.outcome = v1::OUTCOME_STALE,
          .refusal = absl::FailedPreconditionError(
              absl::StrCat("content_version ", command.content->content_version(),
                           " is older than the stored ", state.content_version)),
          .warnings = {}};
}

// `current` is the content of the current revision; null if there is none.
Decision Conflict(absl::Status refusal, int32_t current_revision, const Command& command,
                  const v1::Event* current) {
  v1::ConflictDetail detail;
  detail.set_event_id(std::string(command.event_id));
  detail.set_current_revision(current_revision);
  if (current != nullptr) {
    for (std::string& path : DifferingFields(*current, *command.content)) {
      detail.add_differing_fields(std::move(path));
    }
  }
  AttachDetail(detail, refusal);
  return {.outcome = v1::OUTCOME_CONFLICT, .refusal = std::move(refusal), .warnings = {}};
}

Decision DecideNew(const Command& command) {
  const int32_t expected = command.expected_revision.value_or(0);
  if (expected == 0) return Accept(v1::OUTCOME_CREATED);
  return Conflict(absl::AbortedError(absl::StrCat("revision ", expected,
                                                  " was expected, and there is no such event")),
                  0, command, nullptr);
}

// The ledger holds no revision with this content.
Decision DecideOther(const EventState& state, const Command& command, const v1::Event& current) {
  if (command.content->content_version() < state.content_version) return Stale(state, command);
  if (command.expected_revision) {
    if (*command.expected_revision == state.revision()) return Accept(v1::OUTCOME_AMENDED);
    return Conflict(
        absl::AbortedError(absl::StrCat("revision ", *command.expected_revision,
                                        " was expected, the current one is ", state.revision())),
        state.revision(), command, &current);
  }
  if (command.on_conflict == v1::ON_CONFLICT_AMEND_OWN && state.created_by == command.principal) {
    return Accept(v1::OUTCOME_AMENDED);
  }
  if (command.on_conflict == v1::ON_CONFLICT_SKIP) {
    return Unchanged("the ledger holds other content under this id; it was left as it is");
  }
  return Conflict(absl::AlreadyExistsError("the ledger holds other content under this id"),
                  state.revision(), command, &current);
}

absl::StatusOr<bool> EqualsOlderRevision(const EventState& state, const Command& command,
                                         const RevisionReader& read_revision) {
  for (int32_t revision = state.revision() - 1; revision >= 1; --revision) {
    if (state.content_hashes[revision - 1] != command.content_hash) continue;
    ASSIGN_OR_RETURN(const v1::Event content, ContentOf(revision, read_revision));
    if (SameContent(content, *command.content)) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<Decision> Decide(const std::optional<EventState>& state, const Command& command,
                                const RevisionReader& read_revision) {
  if (!state) return DecideNew(command);
  const bool names_current = command.expected_revision == state->revision();
  ASSIGN_OR_RETURN(const v1::Event current, ContentOf(state->revision(), read_revision));
  // A retry is quiet whatever it expected: what it asked for is so.
  if (SameContent(current, *command.content)) {
    if (state->retracted && names_current) return Accept(v1::OUTCOME_AMENDED);
    return Unchanged(*state);
  }
  ASSIGN_OR_RETURN(const bool is_older, EqualsOlderRevision(*state, command, read_revision));
  // Who names the current revision means to go back; who does not repeats an old submission.
  if (is_older && !names_current) return Unchanged(*state);
  return DecideOther(*state, command, current);
}

}  // namespace sitrep
