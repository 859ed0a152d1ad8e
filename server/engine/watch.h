// One watch: what is still to be said to its reader, and the messages of its stream.
#ifndef SITREP_SERVER_ENGINE_WATCH_H_
#define SITREP_SERVER_ENGINE_WATCH_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/engine/event_filter.h"

namespace sitrep {

// A serialised v1::WatchEventsResponse in pieces, which other messages may share.
using SharedBytes = std::shared_ptr<const std::string>;
struct WatchMessage {
  std::vector<SharedBytes> pieces;
};

// Where a watch's messages go. Called with the watch locked: both must return at once and must not
// call the watch or the hub.
struct WatchOutput {
  // Takes a message. The next one comes only after WatchHub::Sent.
  std::function<void(const WatchMessage& message)> send;
  // The hub ends the watch; nothing follows. Not called after WatchHub::Close.
  std::function<void(absl::Status status)> finish;
};

struct WatchOptions {
  std::string ledger_id;
  // Delivers what comes after it.
  int64_t after_sequence = 0;
  // Before that, delivers what matches at `after_sequence`, judged at this time.
  std::optional<int64_t> initial_at_us;
  bool include_previous = false;
  std::chrono::milliseconds progress_interval{};
  // The named subscription whose place it reads on from; empty: none.
  std::string subscription;
  // Who reads it, if the reader says so.
  std::string reader;
};

// Changes that are to be sent: a serialised v1::Changes.
struct WatchPiece {
  SharedBytes bytes;
  // Whoever has it and all before it goes on after this sequence.
  int64_t through = 0;
  // Every match at or below it, which ends a call, is in this piece or before it; 0 if that is not
  // known.
  int64_t covers = 0;
  // As WatchEventsResponse.initial.
  bool initial = false;
};

// A piece is closed when it has this much, and so is a message, so that one is under way while the
// next is made, and so that a reader that stops holds up no more than this in gRPC.
inline constexpr size_t kWatchMessageBytesTarget = 64 << 10;

// Says, in this order: Started, pieces as they were added, CaughtUp when it is due, Progress when
// it is due. What Progress and CaughtUp cover was said before; their sequence is always the last of
// a call.
//
// Thread-safe. Holds at most kPendingBytesMax of pieces, or what one Add brought while nothing else
// was pending.
class Watch {
 public:
  static constexpr size_t kPendingBytesMax = 512 << 10;

  Watch(EventFilter filter, WatchOptions options, WatchOutput output);

  const EventFilter& filter() const { return filter_; }
  const WatchOptions& options() const { return options_; }

  // Every match at or below `covered`, which ends a call, is among the pieces so far. False if they
  // would be too much beside what is pending: then all pieces are dropped, the watch is live no
  // more, says FellBehind, and goes on after `resume_after()`.
  bool Add(std::vector<WatchPiece> pieces, int64_t covered);

  // From now on what comes is added as it is matched; see Pump.
  void GoLive();
  // Everything at or below it was given to the output.
  int64_t resume_after() const;

  // CaughtUp after all that was added so far, unless it has said so.
  void SayCaughtUp();
  void SayProgress();

  // Gives the next message to the output, if there is one, no other is with the output, and the
  // watch is open. `matched_through`: the last sequence of a call up to which all matches were
  // added to all live watches.
  void Pump(int64_t matched_through);
  // The output is done with the last message.
  void Sent();
  // Whether it is behind, and nothing is pending or with the output.
  bool waits_for_turn() const;

  // Ends the stream from this side.
  void Finish(absl::Status status);
  // Nothing is sent or finished once it returns.
  void Close();
  bool closed() const;

 private:
  // Drops what is pending, and will say so.
  void FallBehind();
  std::optional<WatchMessage> NextMessage(int64_t matched_through);
  std::optional<WatchMessage> NextMark();
  WatchMessage NextChanges();
  WatchMessage Mark(int field_number, int64_t sequence);

  const EventFilter filter_;
  const WatchOptions options_;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  WatchOutput output_;
  std::vector<WatchPiece> pending_;
  size_t pending_bytes_ = 0;
  int64_t resume_after_;
  // As of the pieces that were added, and as of those that were sent.
  int64_t covered_;
  int64_t sent_covered_;
  bool live_ = false;
  bool started_ = false;
  bool caught_up_ = false;
  // It is to be said when everything up to here was sent.
  std::optional<int64_t> caught_up_due_;
  bool fell_behind_due_ = false;
  bool progress_due_ = false;
  bool sending_ = false;
  bool closed_ = false;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_WATCH_H_
