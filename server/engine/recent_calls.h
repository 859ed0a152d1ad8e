// The newest calls, read once from the log and shared by all watchers that keep up.
#ifndef SITREP_SERVER_ENGINE_RECENT_CALLS_H_
#define SITREP_SERVER_ENGINE_RECENT_CALLS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "absl/status/status.h"
#include "server/engine/change_call.h"
#include "storage/event_store.h"

namespace sitrep {

// A window on the end of the log, bounded by bytes: when it is full, the oldest call leaves, and a
// watcher that still needs it reads the log by itself. Not thread-safe.
class RecentCalls {
 public:
  // Begins with what comes after `after_sequence`.
  RecentCalls(const EventStore& store, int64_t after_sequence, size_t bytes_max);

  // Takes in what was appended since.
  absl::Status Refresh();

  // Everything at or below it has been taken in.
  int64_t end_sequence() const { return end_sequence_; }

  // The call that follows a sequence; null if it has left or has not come.
  std::shared_ptr<const ChangeCall> After(int64_t sequence) const;

 private:
  const EventStore& store_;
  const size_t bytes_max_;
  std::deque<std::shared_ptr<const ChangeCall>> calls_;
  size_t bytes_ = 0;
  int64_t end_sequence_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_RECENT_CALLS_H_
