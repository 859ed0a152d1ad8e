// The newest calls, read once from the log and shared by all watchers that keep up.
#ifndef SITREP_SERVER_ENGINE_RECENT_CALLS_H_
#define SITREP_SERVER_ENGINE_RECENT_CALLS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/statusor.h"
#include "server/engine/change_call.h"
#include "storage/event_store.h"

namespace sitrep {

// A window on the end of the log, bounded by bytes: when it is full, the oldest call leaves, and a
// watcher that still needs it reads the log by itself. One thread takes calls in; After is for any
// thread.
class RecentCalls {
 public:
  // Begins with what comes after `after_sequence`.
  RecentCalls(const EventStore& store, int64_t after_sequence, size_t bytes_max);

  // Takes in the next calls that were appended, in order, and returns them: none if there is
  // nothing new, and no more after `entries_max` entries. DATA_LOSS if the log is damaged.
  absl::StatusOr<std::vector<std::shared_ptr<const ChangeCall>>> TakeIn(size_t entries_max);
  // Forgets all and begins anew after a sequence.
  void SkipTo(int64_t sequence);

  // The call that follows a sequence, or that holds what follows it; null if it has left or has not
  // come.
  std::shared_ptr<const ChangeCall> After(int64_t sequence) const;

 private:
  void Add(std::shared_ptr<const ChangeCall> call);

  const EventStore& store_;
  const size_t bytes_max_;
  // Everything at or below it has been taken in. Used by whoever takes in or skips, one at a time.
  int64_t end_sequence_;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::deque<std::shared_ptr<const ChangeCall>> calls_;
  size_t bytes_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_RECENT_CALLS_H_
