// The files of actors that a server is started with.
#ifndef SITREP_SERVER_ACTOR_FILES_H_
#define SITREP_SERVER_ACTOR_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/engine/actor_paragraphs.h"
#include "storage/actor_table.h"

namespace sitrep {

// Reads them all, in order; see ReadParagraphs. NOT_FOUND and the like for a file that can't be
// read, INVALID_ARGUMENT for one of more than limits::kLocalActorsBytesMax; `stored` are the
// ledger's actors.
absl::StatusOr<PlacedActors> ReadActorFiles(const std::vector<std::string>& paths,
                                            const ActorMap& stored);

}  // namespace sitrep

#endif  // SITREP_SERVER_ACTOR_FILES_H_
