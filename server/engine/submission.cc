#include "server/engine/submission.h"

#include <utility>

#include "base/status_macros.h"
#include "server/engine/event_parser.h"

namespace sitrep {

absl::StatusOr<Submission> ParseSubmission(absl::string_view request, std::string principal) {
  ASSIGN_OR_RETURN(SubmitEnvelope envelope, ParseSubmitRequest(request));
  Submission submission;
  submission.events = std::move(envelope.events);
  const auto& revisions = envelope.rest.expected_revisions();
  submission.expected_revisions.insert(revisions.begin(), revisions.end());
  submission.on_conflict = envelope.rest.on_conflict();
  submission.validate_only = envelope.rest.validate_only();
  submission.change_reason = envelope.rest.change_reason();
  submission.reason = std::move(*envelope.rest.mutable_reason());
  submission.principal = std::move(principal);
  return submission;
}

}  // namespace sitrep
