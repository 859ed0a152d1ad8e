// A submitted event, checked and read, with all that can be done before its turn comes.
#ifndef SITREP_SERVER_ENGINE_PREPARED_EVENT_H_
#define SITREP_SERVER_ENGINE_PREPARED_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/arena.h"
#include "server/engine/event_reader.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/posting.h"

namespace sitrep {

struct PreparedEvent {
  // Why it is refused; if OK, the rest holds.
  absl::Status refusal;
  // Empty for a refused event that has none or an impossible one.
  std::string id;
  int64_t content_version = 0;
  // ContentHash of its content.
  uint64_t content_hash = 0;
  std::vector<v1::Warning> warnings;
  // What the record will say of it whenever it is committed.
  v1::Kind kind = v1::KIND_UNSPECIFIED;
  std::optional<v1::Estimate> killed;
  // The event as it will be served, serialised, without its record.
  std::string served_bytes;
  // The rest of its storage::Entry, serialised.
  std::string reading_bytes;
  // Its fold; the sequence and what it supersedes are still to come.
  Posting posting;
};

// Parses, checks and reads one event of a call by `principal`. An empty id is replaced by a UUIDv7
// of the time `now`. The arena holds nothing that is needed afterwards.
PreparedEvent PrepareEvent(absl::string_view event_bytes, const EventReader& reader,
                           const std::string& principal, absl::Time now,
                           google::protobuf::Arena& arena);

// The content of an event that was not refused, as MakeContent leaves it.
v1::Event ContentOf(const PreparedEvent& prepared);

// The bytes of a storage::Entry of a prepared event. `prev_sort_start` is that of the revision
// before, if the record names one.
std::string EntryBytes(const PreparedEvent& prepared, const v1::Record& record,
                       int64_t prev_sort_start);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_PREPARED_EVENT_H_
