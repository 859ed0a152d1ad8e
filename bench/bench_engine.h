// The engine with its hub in this process, without gRPC, for all workloads that measure it so.
#ifndef SITREP_BENCH_BENCH_ENGINE_H_
#define SITREP_BENCH_BENCH_ENGINE_H_

#include <memory>
#include <string>

#include "server/engine/current_actors.h"
#include "server/engine/event_reader.h"
#include "server/engine/filter_reader.h"
#include "server/engine/ingestor.h"
#include "server/engine/subscriptions.h"
#include "server/engine/watch_hub.h"
#include "storage/event_store.h"

namespace sitrep {

// Thread-safe. Ends the program on errors.
class BenchEngine {
 public:
  explicit BenchEngine(const std::string& directory);

  // Submits a serialised SubmitEventsRequest and waits until it is committed.
  void Submit(const std::string& request);
  // Waits until the hub has asked about all that was committed.
  void WaitUntilMatched();

  WatchHub& hub() { return hub_; }
  EventStore& store() { return *store_; }

 private:
  std::unique_ptr<EventStore> store_;
  CurrentActors actors_;
  EventReader reader_;
  FilterReader filters_;
  Subscriptions subscriptions_;
  WatchHub hub_;
  Ingestor ingestor_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_BENCH_ENGINE_H_
