#include "bench/watch_filters.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bench/bench_engine.h"
#include "bench/event_generator.h"
#include "bench/standing_filter_mix.h"
#include "bench/steady_clock.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

constexpr int kCallers = 4;
constexpr int kEventsPerCall = 250;
constexpr int kEventsBefore = 5'000;

// How many changes a piece of a message holds: fields of one byte's tag, with their lengths.
int64_t ChangesIn(const std::string& piece) {
  int64_t changes = 0;
  for (size_t at = 0; at < piece.size(); ++changes) {
    size_t length = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(piece[++at]);
      length |= static_cast<size_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += 1 + length;
  }
  return changes;
}

// Takes every message at once and gives the hub's turn back on a thread of its own, as gRPC does.
class CountingSink {
 public:
  explicit CountingSink(WatchHub& hub) : hub_(hub), thread_([this] { Run(); }) {}
  ~CountingSink() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
      changed_.notify_one();
    }
    thread_.join();
    for (const auto& watch : watches_) hub_.Close(watch);
  }

  void Open(const v1::WatchEventsRequest& request) {
    const size_t number = watches_.size();
    auto watch = hub_.Open(
        request, {.send = [this, number](const WatchMessage& message) { Take(number, message); },
                  .finish = [](const absl::Status&) {}});
    if (!watch.ok()) {
      std::fprintf(stderr, "%s\n", watch.status().ToString().c_str());
      std::exit(1);
    }
    const std::lock_guard lock(mutex_);
    watches_.push_back(*std::move(watch));
    changed_.notify_one();
  }

  int64_t changes() const { return changes_; }
  // All that was sent was taken.
  bool idle() const {
    const std::lock_guard lock(mutex_);
    return sent_.empty();
  }

 private:
  void Take(size_t number, const WatchMessage& message) {
    // The first piece of a message with changes is its head; a mark has one piece.
    for (size_t i = 1; i < message.pieces.size(); ++i) changes_ += ChangesIn(*message.pieces[i]);
    const std::lock_guard lock(mutex_);
    sent_.push_back(number);
    changed_.notify_one();
  }

  void Run() {
    std::unique_lock lock(mutex_);
    while (true) {
      // One that is being opened is not known yet.
      changed_.wait(
          lock, [this] { return stopped_ || (!sent_.empty() && sent_.front() < watches_.size()); });
      if (stopped_) return;
      const std::shared_ptr<Watch> watch = watches_[sent_.front()];
      sent_.pop_front();
      lock.unlock();
      hub_.Sent(watch);
      lock.lock();
    }
  }

  WatchHub& hub_;
  std::atomic<int64_t> changes_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<size_t> sent_;
  std::vector<std::shared_ptr<Watch>> watches_;
  bool stopped_ = false;
  std::thread thread_;
};

std::vector<std::string> Calls(int events, const std::string& feed) {
  EventGenerator generator(1);
  std::vector<std::string> calls;
  for (int call = 0; call < events / kEventsPerCall; ++call) {
    v1::SubmitEventsRequest request;
    for (int i = 0; i < kEventsPerCall; ++i) {
      v1::Event& event = *request.add_events();
      event = generator.Next();
      event.set_id(feed + event.id());
    }
    calls.push_back(request.SerializeAsString());
  }
  return calls;
}

// A filter's name must be one that some event bears.
void SubmitNames(BenchEngine& engine) {
  constexpr int kUnits = 10'000;
  constexpr int kUnitsAnEvent = 100;
  v1::SubmitEventsRequest request;
  for (int unit = 0; unit < kUnits; ++unit) {
    const int number = unit / kUnitsAnEvent;
    if (number == request.events_size()) {
      request.add_events()->set_id("names/" + std::to_string(number));
    }
    request.mutable_events(number)->add_participants()->set_name("Unit " + std::to_string(unit));
  }
  engine.Submit(request.SerializeAsString());
}

void SubmitAll(BenchEngine& engine, const std::vector<std::string>& calls) {
  std::atomic<size_t> next = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&] {
      for (size_t call = next++; call < calls.size(); call = next++) engine.Submit(calls[call]);
    });
  }
  for (std::thread& caller : callers) caller.join();
}

}  // namespace

StandingFiltersResult MeasureStandingFilters(const std::string& directory, int filters,
                                             int events) {
  StandingFiltersResult result;
  {
    // A ledger that is in use: its end tells the hub which terms are common.
    BenchEngine before(directory);
    SubmitNames(before);
    SubmitAll(before, Calls(kEventsBefore, "before/"));
  }
  {
    BenchEngine engine(directory);
    // It looks at the end of the log in the background.
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    CountingSink sink(engine.hub());
    StandingFilterMix mix(3, filters);
    const auto opening = SteadyClock::now();
    int opened = 0;
    v1::WatchEventsRequest request;
    request.mutable_progress_interval()->set_seconds(3'600);
    for (; opened < filters; ++opened) {
      *request.mutable_filter() = mix.Next();
      sink.Open(request);
    }
    if (filters > 0) result.open_us = MicrosSince(opening) / filters;
    while (!sink.idle()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const int64_t changes_before = sink.changes();
    const std::vector<std::string> calls = Calls(events, "");
    const auto began = SteadyClock::now();
    SubmitAll(engine, calls);
    result.ingested_per_second = events / SecondsSince(began);
    if (filters > 0) engine.WaitUntilMatched();
    while (!sink.idle()) std::this_thread::sleep_for(std::chrono::microseconds(100));
    result.matched_per_second = events / SecondsSince(began);
    result.matches_per_event = static_cast<double>(sink.changes() - changes_before) / events;
  }
  std::filesystem::remove_all(directory);
  return result;
}

}  // namespace sitrep
