#include "bench/watch_resume.h"

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "bench/bench_engine.h"
#include "bench/event_generator.h"
#include "bench/steady_clock.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

constexpr int kEventsPerCall = 500;
constexpr int kRareEvery = 1'000;

void Fill(BenchEngine& engine, int events) {
  EventGenerator generator(1);
  for (int64_t done = engine.store().sequence(); done < events; done += kEventsPerCall) {
    v1::SubmitEventsRequest call;
    for (int i = 0; i < kEventsPerCall; ++i) {
      v1::Event& event = *call.add_events();
      event = generator.Next();
      event.set_id("resume/" + std::to_string(done + i));
      if ((done + i) % kRareEvery == 0) {
        event.add_tags("rare");
        // What no other event has and no term tells.
        event.add_casualties()->mutable_killed()->set_low(5'000);
      }
    }
    engine.Submit(call.SerializeAsString());
  }
}

// Reads one watch from the beginning to the end.
double SecondsToCatchUp(WatchHub& hub, const v1::Filter& filter, int* changes) {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> messages;
  v1::WatchEventsRequest request;
  *request.mutable_filter() = filter;
  request.set_beginning(true);
  const auto began = SteadyClock::now();
  const auto watch = hub.Open(request, {.send =
                                            [&](const WatchMessage& message) {
                                              std::string bytes;
                                              for (const auto& piece : message.pieces) {
                                                bytes += *piece;
                                              }
                                              const std::lock_guard lock(mutex);
                                              messages.push_back(std::move(bytes));
                                              changed.notify_one();
                                            },
                                        .finish = [](const absl::Status&) { std::exit(1); }});
  if (!watch.ok()) {
    std::fprintf(stderr, "%s\n", watch.status().ToString().c_str());
    std::exit(1);
  }
  *changes = 0;
  for (bool caught_up = false; !caught_up;) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return !messages.empty(); });
    const std::vector<std::string> taken = std::exchange(messages, {});
    lock.unlock();
    for (const std::string& message : taken) {
      v1::WatchEventsResponse response;
      if (!response.ParseFromString(message)) std::exit(1);
      *changes += response.changes().changes_size();
      caught_up = caught_up || response.has_caught_up();
      hub.Sent(*watch);
    }
  }
  const double seconds = SecondsSince(began);
  hub.Close(*watch);
  return seconds;
}

}  // namespace

ResumeResult MeasureResume(const std::string& directory, int events) {
  BenchEngine engine(directory);
  Fill(engine, events);
  ResumeResult result;
  const auto sequences = static_cast<double>(engine.store().sequence());
  v1::Filter filter;
  filter.add_tags("rare");
  result.by_index_per_second = sequences / SecondsToCatchUp(engine.hub(), filter, &result.changes);
  filter.clear_tags();
  filter.set_min_killed(5'000);
  int changes = 0;
  result.by_log_per_second = sequences / SecondsToCatchUp(engine.hub(), filter, &changes);
  if (changes != result.changes) {
    std::fprintf(stderr, "%d changes by the log, %d by the index\n", changes, result.changes);
    std::exit(1);
  }
  return result;
}

}  // namespace sitrep
