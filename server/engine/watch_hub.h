// The watches of a server, and the threads that serve them.
#ifndef SITREP_SERVER_ENGINE_WATCH_HUB_H_
#define SITREP_SERVER_ENGINE_WATCH_HUB_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "server/engine/catch_up.h"
#include "server/engine/filter_reader.h"
#include "server/engine/live_matcher.h"
#include "server/engine/log_call_cache.h"
#include "server/engine/recent_calls.h"
#include "server/engine/subscriptions.h"
#include "server/engine/watch.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// A watch is live or behind. One thread reads what was committed, once for all and off the commit
// path, and asks it about the live watches' filters, which are indexed; what a reader does not take
// in time is dropped, and the watch is behind. Another thread brings those that are behind forward,
// each a bounded turn at a time, until they are live again. A watch has at most one message with
// its output, so a reader that stops costs its place in the log. Thread-safe.
class WatchHub {
 public:
  // What watches that keep up share, in memory. One that needs older calls reads the log.
  static constexpr size_t kRecentBytesMax = 64 << 20;

  // All must outlive the hub. The clock says when initial matches are asked for.
  WatchHub(const EventStore& store, const FilterReader& filters, Subscriptions& subscriptions,
           Clock clock, size_t recent_bytes_max = kRecentBytesMax);
  // Stops.
  ~WatchHub();

  // Begins a watch. INVALID_ARGUMENT and NOT_FOUND for the filter, OUT_OF_RANGE for a start beyond
  // the end or in another ledger, RESOURCE_EXHAUSTED past limits::kWatchersMax, FAILED_PRECONDITION
  // if another watch reads the subscription and is not to be taken over from. The output may be
  // called before it returns.
  absl::StatusOr<std::shared_ptr<Watch>> Open(const v1::WatchEventsRequest& request,
                                              WatchOutput output);
  // The output is done with the last message.
  void Sent(const std::shared_ptr<Watch>& watch);
  // The reader has gone. Nothing is sent once it returns.
  void Close(const std::shared_ptr<Watch>& watch);

  // Something was committed. Cheap.
  void Committed();

  // Ends every watch with UNAVAILABLE and the threads with them. Further Opens are refused.
  void Stop();

  int watchers() const;
  // Named subscriptions, by name.
  std::vector<v1::Subscription> ListSubscriptions() const;
  // FAILED_PRECONDITION while a watch reads it; else as Subscriptions::Delete.
  absl::Status DeleteSubscription(const std::string& name);
  // Everything at or below it was asked about the live watches.
  int64_t matched_through() const { return matched_through_; }

 private:
  using TimePoint = std::chrono::steady_clock::time_point;

  struct Place {
    std::shared_ptr<Watch> watch;
    // When it is next told how far it is.
    TimePoint mark_due;
    // It waits in behind_.
    bool queued = false;
    // Only the thread that brings it forward uses it.
    std::unique_ptr<CatchUp> catch_up;
  };

  // The live thread.
  void RunLive();
  // Which terms are common, from the log's end.
  void LearnTerms();
  // False when stopped.
  bool WaitForCommit();
  absl::Status MatchNew();
  void SendDueMarks(TimePoint now);

  // The other one.
  void RunBehind();
  // Null when stopped.
  std::shared_ptr<Place> NextBehind();
  void BringForward(Place& place);
  absl::Status TakeTurn(Place& place);
  // Makes it live if it has come to the end.
  absl::Status Join(Place& place);
  // Lets it wait for a turn, unless it does or has something to send first.
  void QueueIfIdle(const std::shared_ptr<Watch>& watch);

  // `place` is the new watch's; `ended` the one that it takes over from, if there is one.
  absl::Status Insert(const std::shared_ptr<Watch>& watch, bool take_over,
                      std::shared_ptr<Place>& place, std::shared_ptr<Watch>& ended);
  // With mutex_ held.
  absl::Status BecomeReader(const std::shared_ptr<Watch>& watch, bool take_over,
                            std::shared_ptr<Watch>& ended);
  void EndTakenOver(const std::shared_ptr<Watch>& watch);
  void Leave(const Watch& watch);
  void FinishAll(const absl::Status& status);

  const EventStore& store_;
  const FilterReader& filters_;
  Subscriptions& subscriptions_;
  const Clock clock_;

  // Held while calls are taken in and matched, and while watches become live or leave. Taken before
  // mutex_ and before a watch's own.
  std::mutex match_mutex_;
  // Guarded by match_mutex_, except RecentCalls::After and older_, which guards itself.
  RecentCalls recent_;
  LogCallCache older_;
  LiveMatcher matcher_;
  absl::flat_hash_map<const Watch*, LiveMatcher::Slot> live_;
  // Changes under match_mutex_.
  std::atomic<int64_t> matched_through_;

  mutable std::mutex mutex_;
  std::condition_variable commit_or_mark_;
  std::condition_variable behind_or_stopped_;
  // Guarded by mutex_.
  absl::flat_hash_map<const Watch*, std::shared_ptr<Place>> places_;
  // By subscription; null while it is being deleted.
  absl::flat_hash_map<std::string, std::shared_ptr<Watch>> readers_;
  std::set<std::pair<TimePoint, const Watch*>> marks_;
  std::deque<std::shared_ptr<Place>> behind_;
  bool committed_ = false;
  bool stopped_ = false;

  // Last, so that they end before what they use.
  std::thread live_thread_;
  std::thread behind_thread_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_WATCH_HUB_H_
