// The watches of a server: who is due, and the thread that serves them.
#ifndef SITREP_SERVER_ENGINE_WATCH_HUB_H_
#define SITREP_SERVER_ENGINE_WATCH_HUB_H_

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/engine/filter_reader.h"
#include "server/engine/recent_calls.h"
#include "server/engine/watch.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// One thread of its own looks at what was committed, off the commit path, and feeds every watch in
// turn; each has at most one message with its output, so a reader that stops costs its place in the
// log and no memory. Thread-safe.
class WatchHub {
 public:
  // Both must outlive the hub.
  WatchHub(const EventStore& store, const FilterReader& filters);
  // Stops.
  ~WatchHub();

  // Begins a watch. INVALID_ARGUMENT and NOT_FOUND for the filter, OUT_OF_RANGE for a start beyond
  // the end or in another ledger, RESOURCE_EXHAUSTED past limits::kWatchersMax.
  absl::StatusOr<std::shared_ptr<Watch>> Open(const v1::WatchEventsRequest& request,
                                              WatchOutput output);
  // The output is done with the last message.
  void Sent(const std::shared_ptr<Watch>& watch);
  // The reader has gone. Nothing is sent once it returns.
  void Close(const std::shared_ptr<Watch>& watch);

  // Something was committed. Cheap.
  void Committed();

  // Ends every watch with UNAVAILABLE and the thread with them. Further Opens are refused.
  void Stop();

  int watchers() const;

 private:
  using TimePoint = Watch::TimePoint;

  void Run();
  // Waits until something may be due; false when stopped.
  bool WaitForWork(std::unique_lock<std::mutex>& lock);
  // Serves each of the watches, whose outputs are free, once; whether any has more to do right
  // away.
  bool ServeAll(const std::vector<std::shared_ptr<Watch>>& watches, TimePoint now);
  bool Serve(Watch& watch, TimePoint now);
  void SetSending(Watch& watch, bool sending);

  const EventStore& store_;
  const FilterReader& filters_;
  // Used by the thread alone.
  RecentCalls recent_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Guarded by mutex_.
  std::vector<std::shared_ptr<Watch>> watches_;
  TimePoint next_mark_ = TimePoint::max();
  bool work_ = false;
  bool stopped_ = false;

  // Last, so that it ends before what it uses.
  std::thread thread_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_WATCH_HUB_H_
