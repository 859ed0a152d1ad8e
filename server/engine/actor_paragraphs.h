// The paragraphs of readable files as actors of a ledger.
#ifndef SITREP_SERVER_ENGINE_ACTOR_PARAGRAPHS_H_
#define SITREP_SERVER_ENGINE_ACTOR_PARAGRAPHS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gazetteer/actor_file.h"
#include "sitrep/v1/directory_service.pb.h"
#include "storage/actor_table.h"

namespace sitrep {

// Actors, and where each stands: "people.txt:12".
struct PlacedActors {
  std::vector<v1::Actor> actors;
  std::vector<std::string> places;
};

// One actor for each id, in order. What `also` adds comes besides what the files and else the
// ledger say of the id, so that it takes nothing away. INVALID_ARGUMENT names file, line and fault:
// a paragraph that is neither an actor nor `also`, an id given twice, an `also` of nobody. All
// other rules are those of CheckActors.
absl::StatusOr<PlacedActors> ReadParagraphs(const std::vector<ActorEntry>& entries,
                                            const ActorMap& stored);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_ACTOR_PARAGRAPHS_H_
