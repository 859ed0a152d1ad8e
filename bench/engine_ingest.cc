#include "bench/engine_ingest.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "bench/event_generator.h"
#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"
#include "server/engine/event_reader.h"
#include "server/engine/filter_reader.h"
#include "server/engine/ingestor.h"
#include "server/engine/subscriptions.h"
#include "server/engine/watch_hub.h"
#include "storage/event_store.h"

namespace sitrep {
namespace {

using SteadyClock = std::chrono::steady_clock;

double SecondsSince(SteadyClock::time_point began) {
  return std::chrono::duration<double>(SteadyClock::now() - began).count();
}

double CpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return t.tv_sec + t.tv_usec * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::unique_ptr<EventStore> OpenStore(const std::string& directory) {
  StoreOptions options;
  options.directory = directory;
  options.ledger_id_if_new = "00000000-0000-7000-8000-000000000001";
  auto store = EventStore::Open(options);
  if (!store.ok()) {
    std::fprintf(stderr, "%s\n", store.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(store);
}

void SubmitAndWait(Ingestor& ingestor, const std::string& request) {
  absl::StatusOr<Submission> submission = ParseSubmission(request, "bench");
  std::promise<bool> created;
  ingestor.Submit(*std::move(submission), [&](const auto& response) {
    created.set_value(response.ok() && response->results(0).outcome() == v1::OUTCOME_CREATED);
  });
  if (!created.get_future().get()) {
    std::fprintf(stderr, "a batch was refused\n");
    std::exit(1);
  }
}

// The engine on one store, with batches to submit.
class Run {
 public:
  explicit Run(const EngineIngestOptions& options)
      : store_(OpenStore(options.directory)),
        reader_(PlaceGazetteer::Embedded(), ActorDictionary::Embedded()),
        filters_(PlaceGazetteer::Embedded(), ActorDictionary::Embedded(), *store_),
        subscriptions_(*store_, absl::Now),
        hub_(*store_, filters_, subscriptions_, absl::Now),
        ingestor_(*store_, reader_, hub_, absl::Now) {}

  // Takes what other callers leave until nothing is left.
  void Call(const std::vector<std::string>& requests) {
    double slowest = 0;
    while (true) {
      const size_t next = next_.fetch_add(1);
      if (next >= requests.size()) break;
      const auto began = SteadyClock::now();
      SubmitAndWait(ingestor_, requests[next]);
      slowest = std::max(slowest, SecondsSince(began));
    }
    const std::lock_guard lock(mutex_);
    slowest_ = std::max(slowest_, slowest);
  }

  void Rewind() { next_ = 0; }
  double slowest_seconds() const { return slowest_; }

 private:
  const std::unique_ptr<EventStore> store_;
  const EventReader reader_;
  const FilterReader filters_;
  Subscriptions subscriptions_;
  WatchHub hub_;
  Ingestor ingestor_;
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;
  double slowest_ = 0;
};

std::vector<std::string> MakeRequests(EventGenerator& generator, int64_t events, int batch) {
  std::vector<std::string> requests;
  for (int64_t done = 0; done < events; done += batch) {
    v1::SubmitEventsRequest request;
    for (int i = 0; i < batch; ++i) *request.add_events() = generator.Next();
    requests.push_back(request.SerializeAsString());
  }
  return requests;
}

}  // namespace

EngineIngestResult RunEngineIngest(const EngineIngestOptions& options) {
  // Serialised in portions, so that ten million do not have to fit in memory.
  constexpr int64_t kPortionEvents = 200'000;
  Run run(options);
  EventGenerator generator(1);
  double seconds = 0;
  double cpu_seconds = 0;
  int64_t events = 0;
  while (events < options.events) {
    const int64_t portion = std::min(kPortionEvents, options.events - events);
    const std::vector<std::string> requests = MakeRequests(generator, portion, options.batch);
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
