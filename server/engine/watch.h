// One watch: a cursor into the log that turns calls into the messages of a stream.
#ifndef SITREP_SERVER_ENGINE_WATCH_H_
#define SITREP_SERVER_ENGINE_WATCH_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "server/engine/change_call.h"
#include "server/engine/event_filter.h"
#include "server/engine/recent_calls.h"
#include "storage/event_store.h"

namespace sitrep {

// Where a watch's messages go. Both are called by the hub's thread, and must return at once.
struct WatchOutput {
  // Takes one serialised v1::WatchEventsResponse. The next one comes only after WatchHub::Sent.
  std::function<void(std::string message)> send;
  // The hub ends the watch; nothing follows. Not called after WatchHub::Close.
  std::function<void(absl::Status status)> finish;
};

struct WatchOptions {
  std::string ledger_id;
  // Delivers what comes after it.
  int64_t after_sequence = 0;
  bool include_previous = false;
  std::chrono::milliseconds progress_interval{};
};

// Produces messages: Started, then Changes in sequence order, CaughtUp once when the end is
// reached, and Progress whenever the interval has passed. Everything that a message of Progress or
// CaughtUp covers has been produced before it; its sequence is always the last of a call.
//
// Used by the hub's thread alone, except Close.
class Watch {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Watch(EventFilter filter, WatchOptions options, WatchOutput output);

  bool HasPending() const { return !pending_.empty(); }
  // Whether there is, or may be, something to send: pending messages, calls not looked at, a mark
  // due.
  bool Due(int64_t end_sequence, TimePoint now) const;
  // When a mark is next due.
  TimePoint progress_due() const { return progress_due_; }

  // Makes the next message pending, looking at a bounded number of entries; there may be none yet.
  absl::Status Produce(const EventStore& store, const RecentCalls& recent, TimePoint now);

  // Gives the oldest pending message to the output, unless there is none or the watch is closed.
  // False if nothing was given.
  bool SendNext();
  // Ends the stream from this side.
  void Finish(absl::Status status);

  // From any thread: nothing is sent or finished once it returns.
  void Close();
  bool closed() const { return closed_; }

  // A message is with the output and WatchHub::Sent has not come. Guarded by the hub's mutex.
  bool sending() const { return sending_; }
  void set_sending(bool sending) { sending_ = sending; }

 private:
  absl::Status LookAtCalls(const EventStore& store, const RecentCalls& recent);
  void AddChanges(const ChangeCall& call, std::string& changes);
  void FlushChanges(std::string& changes);
  void AddMark(int field_number, TimePoint now);

  const EventFilter filter_;
  const WatchOptions options_;

  std::deque<std::string> pending_;
  // Every match at or below it is pending or sent.
  int64_t position_;
  bool started_ = false;
  bool caught_up_ = false;
  bool sending_ = false;
  TimePoint progress_due_;

  // Held while the output is called, and to set closed_.
  std::mutex output_mutex_;
  WatchOutput output_;
  std::atomic<bool> closed_ = false;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_WATCH_H_
