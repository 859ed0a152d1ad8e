// A submitted event, checked and read, with all that can be done before its turn comes.
#ifndef SITREP_SERVER_ENGINE_PREPARED_EVENT_H_
#define SITREP_SERVER_ENGINE_PREPARED_EVENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/engine/event_reader.h"
#include "server/engine/submission.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/posting.h"

namespace sitrep {

struct PreparedEvent {
  // Why it is refused; if OK, the rest holds.
  absl::Status refusal;
  // As MakeContent leaves it, with its id; if refused, as submitted, and no more than the id of one
  // that could not be read.
  v1::Event content;
  uint64_t content_hash = 0;
  std::vector<v1::Warning> warnings;
  // What the record will say whenever it is committed: submitted_by, killed, kind.
  v1::Record record;
  // The event as it will be served, serialised, without its record.
  std::string served_bytes;
  // The rest of its storage::Entry, serialised.
  std::string reading_bytes;
  // Its fold; the sequence and what it supersedes are still to come.
  Posting posting;
};

// Checks and reads one event of a call by `principal`. An empty id is replaced by a UUIDv7 of the
// time `now`.
PreparedEvent Prepare(SubmittedEvent submitted, const EventReader& reader,
                      const std::string& principal, absl::Time now);

// The bytes of a storage::Entry of a prepared event. `prev_sort_start` is that of the revision
// before, if the record names one.
std::string EntryBytes(const PreparedEvent& prepared, const v1::Record& record,
                       int64_t prev_sort_start);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_PREPARED_EVENT_H_
