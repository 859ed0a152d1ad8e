#include "bench/watch_engine.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"

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

WatchEngine::WatchEngine(const std::string& directory)
    : store_(OpenStore(directory)),
      reader_(PlaceGazetteer::Embedded(), ActorDictionary::Embedded()),
      filters_(PlaceGazetteer::Embedded(), ActorDictionary::Embedded(), *store_),
      subscriptions_(*store_, absl::Now),
      hub_(*store_, filters_, subscriptions_, absl::Now),
      ingestor_(*store_, reader_, hub_, absl::Now) {}

void WatchEngine::Submit(const std::vector<v1::Event>& events) {
  std::vector<std::string> bytes;
  for (const v1::Event& event : events) bytes.push_back(event.SerializeAsString());
  Submission submission;
  submission.principal = "bench";
  submission.events.assign(bytes.begin(), bytes.end());
  std::promise<bool> done;
  ingestor_.Submit(std::move(submission), [&](const auto& response) {
    done.set_value(response.ok() && response->results(0).outcome() == v1::OUTCOME_CREATED);
  });
  if (!done.get_future().get()) std::exit(1);
}

void WatchEngine::WaitUntilMatched() {
  while (hub_.matched_through() < store_->sequence()) {
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
}

}  // namespace sitrep
