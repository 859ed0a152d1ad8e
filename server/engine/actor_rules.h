// The rules for actors that are put into a ledger.
#ifndef SITREP_SERVER_ENGINE_ACTOR_RULES_H_
#define SITREP_SERVER_ENGINE_ACTOR_RULES_H_

#include <string>
#include <vector>

#include "gazetteer/actor_dictionary.h"
#include "sitrep/v1/directory_service.pb.h"
#include "storage/actor_table.h"

namespace sitrep {

// What is wrong with one of several actors.
struct ActorFault {
  int index = 0;
  // Its field, such as "names[2]".
  std::string field;
  std::string message;
};

// What the ledger knows before the change.
struct ActorGround {
  const ActorDictionary& built_in;
  // Built-in and local ones.
  const ActorDictionary& current;
  const ActorMap& local;
};

// Everything that is wrong with the actors of one change, in order. They may name each other.
std::vector<ActorFault> CheckActors(const std::vector<v1::Actor>& actors,
                                    const ActorGround& ground);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_ACTOR_RULES_H_
