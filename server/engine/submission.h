// One call of SubmitEvents as the engine takes it.
#ifndef SITREP_SERVER_ENGINE_SUBMISSION_H_
#define SITREP_SERVER_ENGINE_SUBMISSION_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

struct Submission {
  // The bytes of each event as the caller sent them, in request order; views into the request. At
  // most limits::kEventsPerCallMax.
  std::vector<absl::string_view> events;
  absl::flat_hash_map<std::string, int32_t> expected_revisions;
  v1::OnConflict on_conflict = v1::ON_CONFLICT_UNSPECIFIED;
  bool validate_only = false;
  v1::ChangeReason change_reason = v1::CHANGE_REASON_UNSPECIFIED;
  std::string reason;
  // Who calls.
  std::string principal;
};

// Reads the bytes of a SubmitEventsRequest but for its events; they outlive the submission's
// events. INVALID_ARGUMENT for an envelope that can't be read, see ParseSubmitRequest.
absl::StatusOr<Submission> ParseSubmission(absl::string_view request, std::string principal);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_SUBMISSION_H_
