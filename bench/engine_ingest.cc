#include "bench/engine_ingest.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "bench/bench_engine.h"
#include "bench/event_generator.h"
#include "bench/steady_clock.h"

namespace sitrep {
namespace {

double CpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return t.tv_sec + t.tv_usec * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Callers that share batches.
class Run {
 public:
  explicit Run(const std::string& directory) : engine_(directory) {}

  // Takes what other callers leave until nothing is left.
  void Call(const std::vector<std::string>& requests) {
    double slowest = 0;
    while (true) {
      const size_t next = next_.fetch_add(1);
      if (next >= requests.size()) break;
      const auto began = SteadyClock::now();
      engine_.Submit(requests[next]);
      slowest = std::max(slowest, SecondsSince(began));
    }
    const std::lock_guard lock(mutex_);
    slowest_ = std::max(slowest_, slowest);
  }

  void Rewind() { next_ = 0; }
  double slowest_seconds() const { return slowest_; }

 private:
  BenchEngine engine_;
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;
  double slowest_ = 0;
};

}  // namespace

EngineIngestResult RunEngineIngest(const EngineIngestOptions& options) {
  // Serialised in portions, so that ten million do not have to fit in memory.
  constexpr int64_t kPortionEvents = 200'000;
  Run run(options.directory);
  EventGenerator generator(1);
  double seconds = 0;
  double cpu_seconds = 0;
  int64_t events = 0;
  while (events < options.events) {
    const int64_t portion = std::min(kPortionEvents, options.events - events);
    const std::vector<std::string> requests = generator.NextRequests(portion, options.batch);
    run.Rewind();
    const auto began = SteadyClock::now();
    const double cpu_before = CpuSeconds();
    std::vector<std::thread> callers;
    for (int i = 0; i < options.callers; ++i) callers.emplace_back([&] { run.Call(requests); });
    for (std::thread& caller : callers) caller.join();
    seconds += SecondsSince(began);
    cpu_seconds += CpuSeconds() - cpu_before;
    events += static_cast<int64_t>(requests.size()) * options.batch;
  }
  return {.events_per_second = events / seconds,
          .cpu_us_per_event = cpu_seconds * 1e6 / events,
          .batch_ms_max = run.slowest_seconds() * 1e3};
}

}  // namespace sitrep
