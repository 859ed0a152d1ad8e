// What becomes of a submitted event: the one decision of the ledger, as a pure function.
#ifndef SITREP_SERVER_ENGINE_DECIDE_H_
#define SITREP_SERVER_ENGINE_DECIDE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sitrep/v1/event.pb.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// What the ledger holds under an id.
struct EventState {
  // ContentHash of each revision, the first one first; never empty. Its size is the current
  // revision.
  std::vector<uint64_t> content_hashes;
  // The highest one of its revisions.
  int64_t content_version = 0;
  std::string created_by;
  bool retracted = false;

  int32_t revision() const { return static_cast<int32_t>(content_hashes.size()); }
};

// A submitted event that keeps the rules.
struct Command {
  absl::string_view event_id;
  // As MakeContent leaves it; outlives the call. Not needed if the ledger does not know the id.
  const v1::Event* content = nullptr;
  // ContentHash of `content`.
  uint64_t content_hash = 0;
  // The revision that the caller says is current; 0: that there is none.
  std::optional<int32_t> expected_revision;
  v1::OnConflict on_conflict = v1::ON_CONFLICT_UNSPECIFIED;
  // Who submits.
  absl::string_view principal;
};

struct Decision {
  // CREATED, UNCHANGED, AMENDED, CONFLICT or STALE.
  v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
  // Why it was refused, with a ConflictDetail for CONFLICT; OK if it was not.
  absl::Status refusal;
  std::vector<v1::Warning> warnings;

  // A new entry of the log follows.
  bool changes_ledger() const {
    return outcome == v1::OUTCOME_CREATED || outcome == v1::OUTCOME_AMENDED;
  }
};

// Gives a stored revision (from 1) of the event, as it is served.
using RevisionReader = std::function<absl::StatusOr<v1::Event>(int32_t revision)>;

// The decision. `state` is missing if the ledger does not know the id. Older revisions are compared
// only if their hash is that of the submitted content, the current one always. An error is one of
// `read_revision` and decides nothing.
absl::StatusOr<Decision> Decide(const std::optional<EventState>& state, const Command& command,
                                const RevisionReader& read_revision);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_DECIDE_H_
