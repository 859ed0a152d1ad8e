// What one call changed, read once for all watchers.
#ifndef SITREP_SERVER_ENGINE_CHANGE_CALL_H_
#define SITREP_SERVER_ENGINE_CHANGE_CALL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "server/engine/stored_event.h"
#include "storage/event_store.h"

namespace sitrep {

// The events of one call, each with the revision before it. Immutable.
struct ChangeCall {
  struct Item {
    StoredEvent event;
    std::optional<StoredEvent> previous;
  };
  // Entries that change actors are left out.
  std::vector<Item> items;
  int64_t first_sequence = 0;
  int64_t last_sequence = 0;
  // In memory, about.
  size_t bytes = 0;
};

// An entry with the revision before it.
absl::StatusOr<ChangeCall::Item> ReadPrevious(const EventStore& store, StoredEvent event);

// Reads calls after a sequence, in order. Not thread-safe.
class ChangeCallReader {
 public:
  ChangeCallReader(const EventStore& store, int64_t after_sequence);

  // The next call, or null at the end of the log. DATA_LOSS if the log is damaged.
  absl::StatusOr<std::shared_ptr<const ChangeCall>> Next();

 private:
  const EventStore& store_;
  LogReader log_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_CHANGE_CALL_H_
