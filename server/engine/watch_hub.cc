#include "server/engine/watch_hub.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "base/limits.h"
#include "base/status_macros.h"

namespace sitrep {
namespace {

using std::chrono::milliseconds;

// What watches that keep up share. One that needs older calls reads the log.
constexpr size_t kRecentBytesMax = 64 << 20;

void RefuseUnserved(const v1::WatchEventsRequest& request, FieldErrors& errors) {
  constexpr char kNotServed[] = "is not served yet";
  if (request.has_after_time()) errors.Add("after_time", kNotServed);
  if (request.matching_first()) errors.Add("matching_first", kNotServed);
  if (!request.subscription().empty()) errors.Add("subscription", kNotServed);
  if (request.take_over()) errors.Add("take_over", kNotServed);
  if (request.filter().as_of_sequence() != 0) {
    errors.Add("filter.as_of_sequence", "a watch shows what happens, not how it was");
  }
}

milliseconds IntervalOf(const v1::WatchEventsRequest& request, FieldErrors& errors) {
  if (!request.has_progress_interval()) return milliseconds(limits::kProgressIntervalMsDefault);
  const auto& interval = request.progress_interval();
  // Clamped before the multiplication, which can't overflow then.
  const int64_t seconds = std::clamp<int64_t>(interval.seconds(), -1, 1'000'000);
  const int64_t ms = seconds * 1000 + interval.nanos() / 1'000'000;
  if (ms < limits::kProgressIntervalMsMin || ms > limits::kProgressIntervalMsMax) {
    errors.Add("progress_interval", "is not between 0.1 s and 1 h");
  }
  return milliseconds(ms);
}

absl::StatusOr<int64_t> StartOf(const v1::WatchEventsRequest& request, const EventStore& store) {
  if (!request.ledger_id().empty() && request.ledger_id() != store.ledger_id()) {
    return absl::OutOfRangeError(absl::StrCat("ledger_id: this is ledger ", store.ledger_id(),
                                              ", with sequences 1 to ", store.sequence()));
  }
  switch (request.start_case()) {
    case v1::WatchEventsRequest::kBeginning:
      return 0;
    case v1::WatchEventsRequest::kAfterSequence:
      if (request.after_sequence() < 0 || request.after_sequence() > store.sequence()) {
        return absl::OutOfRangeError(absl::StrCat("after_sequence: ", request.after_sequence(),
                                                  " is not in this ledger (", store.ledger_id(),
                                                  "), which holds 0 to ", store.sequence()));
      }
      return request.after_sequence();
    default:
      return store.sequence();
  }
}

}  // namespace

WatchHub::WatchHub(const EventStore& store, const FilterReader& filters)
    : store_(store),
      filters_(filters),
      recent_(store, store.sequence(), kRecentBytesMax),
      thread_([this] { Run(); }) {}

WatchHub::~WatchHub() { Stop(); }

absl::StatusOr<std::shared_ptr<Watch>> WatchHub::Open(const v1::WatchEventsRequest& request,
                                                      WatchOutput output) {
  FieldErrors errors;
  RefuseUnserved(request, errors);
  WatchOptions options;
  options.progress_interval = IntervalOf(request, errors);
  RETURN_IF_ERROR(errors.ToStatus());
  ASSIGN_OR_RETURN(FilterReading reading, filters_.Read(request.filter()));
  ASSIGN_OR_RETURN(options.after_sequence, StartOf(request, store_));
  options.ledger_id = store_.ledger_id();
  options.include_previous = request.include_previous();
  auto watch = std::make_shared<Watch>(EventFilter(std::move(reading.filter)), std::move(options),
                                       std::move(output));
  const std::lock_guard lock(mutex_);
  if (stopped_) return absl::UnavailableError("the server is stopping");
  if (watches_.size() >= limits::kWatchersMax) {
    return absl::ResourceExhaustedError(
        absl::StrCat("there are ", limits::kWatchersMax, " watches already"));
  }
  watches_.push_back(watch);
  work_ = true;
  wake_.notify_one();
  return watch;
}

void WatchHub::Sent(const std::shared_ptr<Watch>& watch) {
  const std::lock_guard lock(mutex_);
  watch->set_sending(false);
  work_ = true;
  wake_.notify_one();
}

void WatchHub::Close(const std::shared_ptr<Watch>& watch) {
  watch->Close();
  const std::lock_guard lock(mutex_);
  std::erase(watches_, watch);
}

void WatchHub::Committed() {
  const std::lock_guard lock(mutex_);
  if (watches_.empty()) return;
  work_ = true;
  wake_.notify_one();
}

void WatchHub::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
  std::vector<std::shared_ptr<Watch>> watches;
  {
    const std::lock_guard lock(mutex_);
    watches.swap(watches_);
  }
  for (const auto& watch : watches) {
    watch->Finish(absl::UnavailableError("the server is stopping; go on after the last sequence"));
  }
}

int WatchHub::watchers() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(watches_.size());
}

void WatchHub::Run() {
  std::unique_lock lock(mutex_);
  while (WaitForWork(lock)) {
    std::vector<std::shared_ptr<Watch>> ready;
    for (const auto& watch : watches_) {
      if (!watch->sending()) ready.push_back(watch);
    }
    lock.unlock();
    const bool more = ServeAll(ready, std::chrono::steady_clock::now());
    lock.lock();
    if (more) work_ = true;
    next_mark_ = TimePoint::max();
    for (const auto& watch : watches_) {
      if (!watch->sending() && !watch->closed()) {
        next_mark_ = std::min(next_mark_, watch->progress_due());
      }
    }
  }
}

bool WatchHub::WaitForWork(std::unique_lock<std::mutex>& lock) {
  const auto due = [this] { return work_ || stopped_; };
  if (next_mark_ == TimePoint::max()) {
    wake_.wait(lock, due);
  } else {
    wake_.wait_until(lock, next_mark_, due);
  }
  work_ = false;
  return !stopped_;
}

bool WatchHub::ServeAll(const std::vector<std::shared_ptr<Watch>>& watches, TimePoint now) {
  const absl::Status refreshed = recent_.Refresh();
  bool more = false;
  for (const auto& watch : watches) {
    if (!refreshed.ok()) {
      watch->Finish(refreshed);
      continue;
    }
    if (Serve(*watch, now)) more = true;
  }
  return more;
}

bool WatchHub::Serve(Watch& watch, TimePoint now) {
  if (watch.closed() || !watch.Due(recent_.end_sequence(), now)) return false;
  if (!watch.HasPending()) {
    const absl::Status produced = watch.Produce(store_, recent_, now);
    if (!produced.ok()) {
      watch.Finish(produced);
      return false;
    }
  }
  if (!watch.HasPending()) return watch.Due(recent_.end_sequence(), now);
  // Before the output has it: Sent may come from another thread at once.
  SetSending(watch, true);
  if (!watch.SendNext()) SetSending(watch, false);
  return false;
}

void WatchHub::SetSending(Watch& watch, bool sending) {
  const std::lock_guard lock(mutex_);
  watch.set_sending(sending);
}

}  // namespace sitrep
