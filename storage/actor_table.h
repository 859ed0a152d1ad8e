// The actors of this ledger as the log's changes left them, so that a start need not read the log
// for them.
#ifndef SITREP_STORAGE_ACTOR_TABLE_H_
#define SITREP_STORAGE_ACTOR_TABLE_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sitrep/v1/directory_service.pb.h"
#include "storage/database.h"

namespace sitrep {

// By id.
using ActorMap = std::map<std::string, v1::Actor>;

// Makes the change of an entry that changes actors; a removed one leaves the map.
void ApplyChange(const v1::Actor& actor, ActorMap& actors);

// Thread-safe.
class ActorTable {
 public:
  // The database outlives the table.
  explicit ActorTable(const Database* database) : database_(database) {}

  // As of the snapshot, or as of now if it is null. DATA_LOSS names one that can't be read.
  absl::StatusOr<ActorMap> ReadAll(const DatabaseSnapshot& snapshot = nullptr) const;

  // Adds the change of an actor to a batch that the caller writes.
  static void Put(const v1::Actor& actor, Batch& batch);

  // Whether the table holds what these changes, the newest of the log, left. DATA_LOSS names the
  // first actor of which it does not.
  absl::Status CheckNewest(const google::protobuf::RepeatedPtrField<v1::Actor>& changes) const;

 private:
  const Database* database_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_ACTOR_TABLE_H_
