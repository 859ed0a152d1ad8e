// One call of SubmitEvents as the engine takes it.
#ifndef SITREP_SERVER_ENGINE_SUBMISSION_H_
#define SITREP_SERVER_ENGINE_SUBMISSION_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// An event as a caller sent it.
struct SubmittedEvent {
  SubmittedEvent(v1::Event read) : event(std::move(read)) {}  // NOLINT: it is one
  SubmittedEvent(v1::Event read_so_far, absl::Status why)
      : event(std::move(read_so_far)), unreadable(std::move(why)) {}

  // If unreadable, what could be read of it.
  v1::Event event;
  // Why its bytes can't be read; OK if they can.
  absl::Status unreadable;
};

struct Submission {
  // In request order. At most limits::kEventsPerCallMax.
  std::vector<SubmittedEvent> events;
  absl::flat_hash_map<std::string, int32_t> expected_revisions;
  v1::OnConflict on_conflict = v1::ON_CONFLICT_UNSPECIFIED;
  bool validate_only = false;
  v1::ChangeReason change_reason = v1::CHANGE_REASON_UNSPECIFIED;
  std::string reason;
  // Who calls.
  std::string principal;
};

// Reads the bytes of a SubmitEventsRequest; an event that can't be read spoils no other.
// INVALID_ARGUMENT for an envelope that can't be read, see ParseSubmitRequest.
absl::StatusOr<Submission> ParseSubmission(absl::string_view request, std::string principal);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_SUBMISSION_H_
