#include "server/server.h"

#include <future>
#include <utility>

#include "absl/memory/memory.h"
#include "base/status_macros.h"
#include "base/uuid.h"
#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"
#include "server/actor_files.h"

namespace sitrep {
namespace {

// Who makes the changes that the files of actors make.
constexpr char kOwnPrincipal[] = "sitrepd";

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerConfig config) {
  // Places, actors and the store take about equally long to open, and know nothing of each other.
  const auto places_read = std::async(std::launch::async, PlaceGazetteer::Embedded);
  const auto actors_read = std::async(std::launch::async, ActorDictionary::Embedded);
  config.store.ledger_id_if_new = NewUuid(config.clock());
  ASSIGN_OR_RETURN(std::unique_ptr<EventStore> store, EventStore::Open(config.store));
  ASSIGN_OR_RETURN(ActorMap actors, store->ReadActors());
  // Before anything is built, so that a fault in a file costs no time.
  ASSIGN_OR_RETURN(PlacedActors from_files, ReadActorFiles(config.actor_files, actors));
  ASSIGN_OR_RETURN(auto dictionary, LocalActors::DictionaryOf(actors));
  auto server = absl::WrapUnique(
      new Server(std::move(store), std::move(actors), std::move(dictionary), config.clock));
  RETURN_IF_ERROR(server->local_actors_.PutFromFiles(std::move(from_files.actors),
                                                     std::move(from_files.places), kOwnPrincipal));
  if (!config.metrics_address.empty()) {
    ASSIGN_OR_RETURN(server->metrics_,
                     MetricsEndpoint::Start(config.metrics_address,
                                            [&server = *server] { return server.Status(); }));
  }
  RETURN_IF_ERROR(server->grpc_.Start(config.listen_address));
  return server;
}

Server::Server(std::unique_ptr<EventStore> store, ActorMap actors,
               std::shared_ptr<const ActorDictionary> dictionary, const Clock& clock)
    : store_(std::move(store)),
      current_actors_(std::move(dictionary)),
      event_reader_(PlaceGazetteer::Embedded(), current_actors_),
      filter_reader_(PlaceGazetteer::Embedded(), current_actors_, *store_),
      subscriptions_(*store_, clock),
      hub_(*store_, filter_reader_, subscriptions_, clock),
      ingestor_(*store_, event_reader_, hub_, clock),
      local_actors_(std::move(actors), *store_, ingestor_, current_actors_),
      queries_(*store_, filter_reader_, clock),
      directory_(PlaceGazetteer::Embedded(), current_actors_),
      status_(*store_, hub_, PlaceGazetteer::Embedded(), clock()),
      grpc_({.ingestor = ingestor_,
             .queries = queries_,
             .hub = hub_,
             .subscriptions = subscriptions_,
             .directory = directory_,
             .actors = local_actors_,
             .status = status_}) {}

Server::~Server() { Shutdown(std::chrono::milliseconds(0)); }

void Server::Shutdown(std::chrono::milliseconds patience) {
  // A watch has no end of its own.
  hub_.Stop();
  grpc_.Shutdown(patience);
  local_actors_.Stop();
  ingestor_.Stop();
}

}  // namespace sitrep
