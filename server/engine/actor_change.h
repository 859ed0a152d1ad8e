// A change of the ledger's own actors on its way into the log.
#ifndef SITREP_SERVER_ENGINE_ACTOR_CHANGE_H_
#define SITREP_SERVER_ENGINE_ACTOR_CHANGE_H_

#include <string>
#include <vector>

#include "sitrep/v1/directory_service.pb.h"

namespace sitrep {

// Decided: all of it changes something.
struct ActorChange {
  // At least one; no id twice.
  std::vector<v1::Actor> actors;
  // Who makes it, and why.
  std::string principal;
  std::string reason;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_ACTOR_CHANGE_H_
