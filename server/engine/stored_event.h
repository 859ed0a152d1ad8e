// A revision as the log holds it, read once and then asked often.
#ifndef SITREP_SERVER_ENGINE_STORED_EVENT_H_
#define SITREP_SERVER_ENGINE_STORED_EVENT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/time_span.h"
#include "google/protobuf/arena.h"
#include "storage/entry.pb.h"

namespace sitrep {

// Immutable; any number of threads may use one.
class StoredEvent {
 public:
  // Reads a serialised storage::Entry, onto the arena if there is one: many that come and go
  // together share it. DATA_LOSS if it can't be read.
  static absl::StatusOr<StoredEvent> Parse(
      std::shared_ptr<const std::string> entry_bytes,
      const std::shared_ptr<google::protobuf::Arena>& arena = nullptr);

  // The event of a serialised storage::Entry, as it goes on the wire, without reading it. DATA_LOSS
  // if the entry does not begin with it.
  static absl::StatusOr<absl::string_view> EventBytesOf(absl::string_view entry_bytes);

  // False for an entry that changes actors: its event is a record and nothing else.
  bool is_event() const { return entry_->actors().empty(); }

  const storage::Entry& entry() const { return *entry_; }
  const v1::Event& event() const { return entry_->event(); }
  const v1::Record& record() const { return event().record(); }
  const SpanTimes& times() const { return times_; }

  // The event as it goes on the wire; valid as long as this object or a copy of it.
  absl::string_view event_bytes() const { return event_bytes_; }

 private:
  StoredEvent() = default;

  std::shared_ptr<const std::string> bytes_;
  // Owns the arena if it lies on one.
  std::shared_ptr<const storage::Entry> entry_;
  absl::string_view event_bytes_;
  SpanTimes times_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_STORED_EVENT_H_
