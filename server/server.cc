#include "server/server.h"

#include <future>
#include <utility>

#include "absl/memory/memory.h"
#include "base/status_macros.h"
#include "base/uuid.h"
#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"

namespace sitrep {

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerConfig config) {
  // Places, actors and the store take about equally long to open, and know nothing of each other.
  const auto places = std::async(std::launch::async, PlaceGazetteer::Embedded);
  const auto actors = std::async(std::launch::async, ActorDictionary::Embedded);
  config.store.ledger_id_if_new = NewUuid(config.clock());
  ASSIGN_OR_RETURN(std::unique_ptr<EventStore> store, EventStore::Open(config.store));
  auto server = absl::WrapUnique(new Server(std::move(store), config.clock));
  RETURN_IF_ERROR(server->grpc_.Start(config.listen_address));
  return server;
}

Server::Server(std::unique_ptr<EventStore> store, const Clock& clock)
    : store_(std::move(store)),
      event_reader_(PlaceGazetteer::Embedded(), ActorDictionary::Embedded()),
      filter_reader_(PlaceGazetteer::Embedded(), ActorDictionary::Embedded(), *store_),
      subscriptions_(*store_, clock),
      hub_(*store_, filter_reader_, subscriptions_, clock),
      ingestor_(*store_, event_reader_, hub_, clock),
      queries_(*store_, filter_reader_, clock),
      directory_(PlaceGazetteer::Embedded(), ActorDictionary::Embedded()),
      status_(*store_, hub_, PlaceGazetteer::Embedded(), clock()),
      grpc_({.ingestor = ingestor_,
             .queries = queries_,
             .hub = hub_,
             .subscriptions = subscriptions_,
             .directory = directory_,
             .status = status_}) {}

Server::~Server() { Shutdown(std::chrono::milliseconds(0)); }

void Server::Shutdown(std::chrono::milliseconds patience) {
  // A watch has no end of its own.
  hub_.Stop();
  grpc_.Shutdown(patience);
  ingestor_.Stop();
}

}  // namespace sitrep
