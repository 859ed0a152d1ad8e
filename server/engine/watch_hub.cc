#include "server/engine/watch_hub.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "server/engine/watch_start.h"
#include "spdlog/spdlog.h"

namespace sitrep {
namespace {

// Entries that are matched at a time: bounds how long watches wait to come and go.
constexpr size_t kMatchEntriesMax = 512;
// Marks that are sent between two looks at what was committed.
constexpr int kMarksAtATimeMax = 1'000;
// What watches that are behind share of the log.
constexpr size_t kOlderBytesMax = 32 << 20;
// How much of the log's end tells which terms are common.
constexpr int64_t kLearnEntries = 4'000;

}  // namespace

WatchHub::WatchHub(const EventStore& store, const FilterReader& filters,
                   Subscriptions& subscriptions, Clock clock, size_t recent_bytes_max)
    : store_(store),
      filters_(filters),
      subscriptions_(subscriptions),
      clock_(std::move(clock)),
      recent_(store, store.sequence(), recent_bytes_max),
      older_(kOlderBytesMax),
      matched_through_(store.sequence()),
      live_thread_([this] { RunLive(); }),
      behind_thread_([this] { RunBehind(); }) {}

WatchHub::~WatchHub() { Stop(); }

absl::StatusOr<std::shared_ptr<Watch>> WatchHub::Open(const v1::WatchEventsRequest& request,
                                                      WatchOutput output) {
  ASSIGN_OR_RETURN(FilterReading reading, filters_.Read(request.filter()));
  ASSIGN_OR_RETURN(WatchOptions options,
                   ReadWatchRequest(request, store_, subscriptions_, clock_()));
  auto watch = std::make_shared<Watch>(EventFilter(std::move(reading.filter)), std::move(options),
                                       std::move(output));
  std::shared_ptr<Place> place;
  std::shared_ptr<Watch> ended;
  RETURN_IF_ERROR(Insert(watch, request.take_over(), place, ended));
  if (ended != nullptr) EndTakenOver(ended);
  // Where there is nothing to catch up on, it is live at once.
  const absl::Status joined = Join(*place);
  if (!joined.ok()) {
    Close(watch);
    return joined;
  }
  watch->Pump(matched_through_);
  {
    const std::lock_guard lock(mutex_);
    place->queued = false;
  }
  QueueIfIdle(watch);
  return watch;
}

absl::Status WatchHub::Insert(const std::shared_ptr<Watch>& watch, bool take_over,
                              std::shared_ptr<Place>& place, std::shared_ptr<Watch>& ended) {
  const std::lock_guard match_lock(match_mutex_);
  const std::lock_guard lock(mutex_);
  if (stopped_) return absl::UnavailableError("the server is stopping");
  if (places_.size() >= limits::kWatchersMax) {
    return absl::ResourceExhaustedError(
        absl::StrCat("there are ", limits::kWatchersMax, " watches already"));
  }
  RETURN_IF_ERROR(BecomeReader(watch, take_over, ended));
  place = std::make_shared<Place>();
  place->watch = watch;
  place->catch_up = std::make_unique<CatchUp>(store_, recent_, older_, *watch);
  place->mark_due = std::chrono::steady_clock::now() + watch->options().progress_interval;
  // Until Open is done with it.
  place->queued = true;
  const bool first = places_.empty();
  places_.emplace(watch.get(), place);
  marks_.emplace(place->mark_due, watch.get());
  if (first) {
    // Nobody had to be told of what was committed meanwhile. From here on, Committed tells.
    matched_through_ = store_.sequence();
    recent_.SkipTo(matched_through_);
  }
  commit_or_mark_.notify_one();
  return absl::OkStatus();
}

void WatchHub::Sent(const std::shared_ptr<Watch>& watch) {
  watch->Sent();
  watch->Pump(matched_through_);
  QueueIfIdle(watch);
}

void WatchHub::Close(const std::shared_ptr<Watch>& watch) {
  watch->Close();
  const std::lock_guard match_lock(match_mutex_);
  Leave(*watch);
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(watch.get());
  if (found == places_.end()) return;
  marks_.erase({found->second->mark_due, watch.get()});
  const auto reader = readers_.find(watch->options().subscription);
  if (reader != readers_.end() && reader->second == watch) readers_.erase(reader);
  places_.erase(found);
}

absl::Status WatchHub::BecomeReader(const std::shared_ptr<Watch>& watch, bool take_over,
                                    std::shared_ptr<Watch>& ended) {
  const std::string& subscription = watch->options().subscription;
  if (subscription.empty()) return absl::OkStatus();
  const auto [reader, is_first] = readers_.try_emplace(subscription, watch);
  if (is_first) return absl::OkStatus();
  if (reader->second == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("subscription \"", subscription, "\" is being deleted"));
  }
  const std::string& id = watch->options().reader;
  const bool is_own = !id.empty() && id == reader->second->options().reader;
  if (!take_over && !is_own) {
    return absl::FailedPreconditionError(
        absl::StrCat("subscription \"", subscription, "\" has a reader; take_over ends it"));
  }
  ended = std::exchange(reader->second, watch);
  return absl::OkStatus();
}

void WatchHub::EndTakenOver(const std::shared_ptr<Watch>& watch) {
  watch->Finish(absl::FailedPreconditionError(absl::StrCat(
      "another reader took over subscription \"", watch->options().subscription, "\"")));
  Close(watch);
}

std::vector<v1::Subscription> WatchHub::ListSubscriptions() const {
  std::vector<v1::Subscription> list = subscriptions_.List();
  const std::lock_guard lock(mutex_);
  for (v1::Subscription& subscription : list) {
    subscription.set_connected(readers_.contains(subscription.name()));
  }
  return list;
}

absl::Status WatchHub::DeleteSubscription(const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    // Nobody else begins to read it while the disk is written.
    if (!readers_.try_emplace(name, nullptr).second) {
      return absl::FailedPreconditionError(
          absl::StrCat("subscription \"", name, "\" has a reader"));
    }
  }
  const absl::Status deleted = subscriptions_.Delete(name);
  const std::lock_guard lock(mutex_);
  readers_.erase(name);
  return deleted;
}

void WatchHub::Leave(const Watch& watch) {
  const auto found = live_.find(&watch);
  if (found == live_.end()) return;
  matcher_.Remove(found->second);
  live_.erase(found);
}

void WatchHub::Committed() {
  const std::lock_guard lock(mutex_);
  if (places_.empty()) return;
  committed_ = true;
  commit_or_mark_.notify_one();
}

void WatchHub::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    commit_or_mark_.notify_all();
    behind_or_stopped_.notify_all();
  }
  if (live_thread_.joinable()) live_thread_.join();
  if (behind_thread_.joinable()) behind_thread_.join();
  FinishAll(absl::UnavailableError("the server is stopping; go on after the last sequence"));
}

void WatchHub::FinishAll(const absl::Status& status) {
  std::vector<std::shared_ptr<Watch>> watches;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [_, place] : places_) watches.push_back(place->watch);
  }
  for (const auto& watch : watches) {
    watch->Finish(status);
    Close(watch);
  }
}

int WatchHub::watchers() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(places_.size());
}

void WatchHub::LearnTerms() {
  ChangeCallReader reader(store_, std::max<int64_t>(store_.sequence() - kLearnEntries, 0));
  while (true) {
    const auto call = reader.Next();
    if (!call.ok() || *call == nullptr) return;
    const std::lock_guard match_lock(match_mutex_);
    matcher_.Learn(**call);
  }
}

void WatchHub::RunLive() {
  LearnTerms();
  while (WaitForCommit()) {
    const absl::Status matched = MatchNew();
    if (!matched.ok()) {
      spdlog::error("what was committed can't be read, all watches end: {}",
                    std::string(matched.message()));
      FinishAll(matched);
    }
    SendDueMarks(std::chrono::steady_clock::now());
  }
}

bool WatchHub::WaitForCommit() {
  std::unique_lock lock(mutex_);
  while (!committed_ && !stopped_) {
    if (marks_.empty()) {
      commit_or_mark_.wait(lock);
      continue;
    }
    // A copy: the first mark may be gone before the wait is over.
    const TimePoint first_mark = marks_.begin()->first;
    if (commit_or_mark_.wait_until(lock, first_mark) == std::cv_status::timeout) break;
  }
  committed_ = false;
  return !stopped_;
}

absl::Status WatchHub::MatchNew() {
  std::vector<LiveMatcher::Told> told;
  while (true) {
    {
      const std::lock_guard match_lock(match_mutex_);
      ASSIGN_OR_RETURN(const auto calls, recent_.TakeIn(kMatchEntriesMax));
      if (calls.empty()) return absl::OkStatus();
      told = matcher_.Match(calls);
      for (const LiveMatcher::Told& one : told) {
        if (one.overflowed) Leave(*one.watch);
      }
      matched_through_ = calls.back()->last_sequence;
    }
    for (const LiveMatcher::Told& one : told) {
      one.watch->Pump(matched_through_);
      if (one.overflowed) QueueIfIdle(one.watch);
    }
    SendDueMarks(std::chrono::steady_clock::now());
    const std::lock_guard lock(mutex_);
    if (stopped_) return absl::OkStatus();
  }
}

void WatchHub::SendDueMarks(TimePoint now) {
  std::vector<std::shared_ptr<Watch>> due;
  {
    const std::lock_guard lock(mutex_);
    while (!marks_.empty() && marks_.begin()->first <= now && due.size() < kMarksAtATimeMax) {
      const Watch* watch = marks_.begin()->second;
      marks_.erase(marks_.begin());
      Place& place = *places_.at(watch);
      place.mark_due = now + watch->options().progress_interval;
      marks_.emplace(place.mark_due, watch);
      due.push_back(place.watch);
    }
  }
  for (const auto& watch : due) {
    watch->SayProgress();
    watch->Pump(matched_through_);
  }
}

void WatchHub::RunBehind() {
  while (const std::shared_ptr<Place> place = NextBehind()) BringForward(*place);
}

std::shared_ptr<WatchHub::Place> WatchHub::NextBehind() {
  std::unique_lock lock(mutex_);
  behind_or_stopped_.wait(lock, [this] { return stopped_ || !behind_.empty(); });
  if (stopped_) return nullptr;
  std::shared_ptr<Place> place = std::move(behind_.front());
  behind_.pop_front();
  place->queued = false;
  return place;
}

void WatchHub::BringForward(Place& place) {
  // It may have become live while it was queued.
  if (!place.watch->waits_for_turn()) return;
  const absl::Status status = TakeTurn(place);
  if (!status.ok()) {
    spdlog::error("the log can't be read, a watch ends: {}", std::string(status.message()));
    place.watch->Finish(status);
    return;
  }
  place.watch->Pump(matched_through_);
  QueueIfIdle(place.watch);
}

absl::Status WatchHub::TakeTurn(Place& place) {
  Watch& watch = *place.watch;
  if (place.catch_up == nullptr) {
    place.catch_up = std::make_unique<CatchUp>(store_, recent_, older_, watch);
  }
  CatchUp& catch_up = *place.catch_up;
  if (catch_up.initial() || catch_up.position() < matched_through_) {
    std::vector<WatchPiece> pieces;
    RETURN_IF_ERROR(catch_up.Advance(matched_through_, pieces));
    watch.Add(std::move(pieces), catch_up.covered());
  }
  return Join(place);
}

absl::Status WatchHub::Join(Place& place) {
  CatchUp& catch_up = *place.catch_up;
  if (catch_up.initial()) return absl::OkStatus();
  const std::lock_guard match_lock(match_mutex_);
  // What was matched since the last look is little, unless there was much to send.
  if (catch_up.position() < matched_through_ &&
      matched_through_ - catch_up.position() <= static_cast<int64_t>(kMatchEntriesMax)) {
    std::vector<WatchPiece> pieces;
    RETURN_IF_ERROR(catch_up.Advance(matched_through_, pieces));
    place.watch->Add(std::move(pieces), catch_up.covered());
  }
  if (catch_up.position() < matched_through_) return absl::OkStatus();
  const std::lock_guard lock(mutex_);
  if (!places_.contains(place.watch.get())) return absl::OkStatus();
  live_[place.watch.get()] = matcher_.Add(place.watch, catch_up.position());
  place.watch->GoLive();
  place.watch->SayCaughtUp();
  place.catch_up.reset();
  return absl::OkStatus();
}

void WatchHub::QueueIfIdle(const std::shared_ptr<Watch>& watch) {
  // One that is live, or has something to send first, needs no turn.
  if (!watch->waits_for_turn()) return;
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(watch.get());
  if (found == places_.end() || std::exchange(found->second->queued, true)) return;
  behind_.push_back(found->second);
  behind_or_stopped_.notify_one();
}

}  // namespace sitrep
