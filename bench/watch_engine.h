// The engine with its hub in this process, without gRPC.
#ifndef SITREP_BENCH_WATCH_ENGINE_H_
#define SITREP_BENCH_WATCH_ENGINE_H_

#include <memory>
#include <string>
#include <vector>

#include "server/engine/event_reader.h"
#include "server/engine/filter_reader.h"
#include "server/engine/ingestor.h"
#include "server/engine/subscriptions.h"
#include "server/engine/watch_hub.h"
#include "sitrep/v1/event.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// Thread-safe. Ends the program on errors.
class WatchEngine {
 public:
  explicit WatchEngine(const std::string& directory);

  // Submits a call and waits until it is committed.
  void Submit(const std::vector<v1::Event>& events);
  // Waits until the hub has asked about all that was committed.
  void WaitUntilMatched();

  WatchHub& hub() { return hub_; }
  EventStore& store() { return *store_; }

 private:
  std::unique_ptr<EventStore> store_;
  EventReader reader_;
  FilterReader filters_;
  Subscriptions subscriptions_;
  WatchHub hub_;
  Ingestor ingestor_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_WATCH_ENGINE_H_
