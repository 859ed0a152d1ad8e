#include "bench/bench_engine.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "gazetteer/place_gazetteer.h"
#include "server/engine/local_actors.h"

namespace sitrep {
namespace {

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

}  // namespace

BenchEngine::BenchEngine(const std::string& directory)
    : store_(OpenStore(directory)),
      actors_(LocalActors::DictionaryOf({}).value()),
      reader_(PlaceGazetteer::Embedded(), actors_),
      filters_(PlaceGazetteer::Embedded(), actors_, *store_),
      subscriptions_(*store_, absl::Now),
      hub_(*store_, filters_, subscriptions_, absl::Now),
      ingestor_(*store_, reader_, hub_, absl::Now) {}

void BenchEngine::Submit(const std::string& request) {
  absl::StatusOr<Submission> submission = ParseSubmission(request, "bench");
  if (!submission.ok()) std::exit(1);
  std::promise<bool> created;
  ingestor_.Submit(*std::move(submission), [&](const auto& response) {
    created.set_value(response.ok() && response->results(0).outcome() == v1::OUTCOME_CREATED);
  });
  if (created.get_future().get()) return;
  std::fprintf(stderr, "a call was refused\n");
  std::exit(1);
}

void BenchEngine::WaitUntilMatched() {
  while (hub_.matched_through() < store_->sequence()) {
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
}

}  // namespace sitrep
