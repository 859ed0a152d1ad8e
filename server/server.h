// sitrepd as an object: the store, the engine and the edge, built bottom-up.
#ifndef SITREP_SERVER_SERVER_H_
#define SITREP_SERVER_SERVER_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "gazetteer/actor_dictionary.h"
#include "grpcpp/channel.h"
#include "server/engine/current_actors.h"
#include "server/engine/directory.h"
#include "server/engine/event_reader.h"
#include "server/engine/filter_reader.h"
#include "server/engine/ingestor.h"
#include "server/engine/local_actors.h"
#include "server/engine/query_runner.h"
#include "server/engine/server_status.h"
#include "server/engine/subscriptions.h"
#include "server/engine/watch_hub.h"
#include "server/metrics_endpoint.h"
#include "server/rpc/grpc_server.h"
#include "storage/actor_table.h"
#include "storage/event_store.h"

namespace sitrep {

struct ServerConfig {
  // Its directory is required; the ledger's id is made here.
  StoreOptions store;
  // HOST:PORT, port 0 picks one; empty: in this process only.
  std::string listen_address;
  // HOST:PORT for GET /metrics in the Prometheus text format; empty: nowhere.
  std::string metrics_address;
  // Readable files (data/actors/README.md) of actors that the ledger shall have besides its own.
  std::vector<std::string> actor_files;
  Clock clock;
};

// Thread-safe. S2's FLAGS_s2debug should be off and EnableGrpcPlugins called before the first one.
class Server {
 public:
  // Opens the store (see EventStore::Open for its errors), reads the gazetteer, puts into the log
  // what is new or different in the files of actors, and serves. INVALID_ARGUMENT names file, line
  // and fault; UNAVAILABLE if an address can't be had.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerConfig config);
  // Shuts down without patience.
  ~Server();

  // HOST:PORT with the port that is in use; empty without one.
  const std::string& address() const { return grpc_.address(); }
  // As address(), of the metrics.
  std::string metrics_address() const { return metrics_ ? metrics_->address() : ""; }
  // A channel that needs no port.
  std::shared_ptr<grpc::Channel> InProcessChannel() { return grpc_.InProcessChannel(); }
  v1::GetStatusResponse Status() const { return status_.Get(); }

  // Ends the watches with UNAVAILABLE, waits so long for other calls, commits what was accepted.
  void Shutdown(std::chrono::milliseconds patience);

 private:
  Server(std::unique_ptr<EventStore> store, ActorMap actors,
         std::shared_ptr<const ActorDictionary> dictionary, const Clock& clock);

  const std::unique_ptr<EventStore> store_;
  CurrentActors current_actors_;
  const EventReader event_reader_;
  const FilterReader filter_reader_;
  Subscriptions subscriptions_;
  WatchHub hub_;
  Ingestor ingestor_;
  LocalActors local_actors_;
  const QueryRunner queries_;
  const Directory directory_;
  const ServerStatus status_;
  GrpcServer grpc_;
  std::unique_ptr<MetricsEndpoint> metrics_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_SERVER_H_
