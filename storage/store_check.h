// Compares what is derived from the log with the log.
#ifndef SITREP_STORAGE_STORE_CHECK_H_
#define SITREP_STORAGE_STORE_CHECK_H_

#include <cstdint>

#include "absl/status/status.h"
#include "storage/actor_table.h"
#include "storage/database.h"
#include "storage/event_index.h"
#include "storage/event_log.h"
#include "storage/id_table.h"

namespace sitrep {

// Of one ledger, at one moment.
struct CheckedStore {
  const EventLog* log;
  const IdTable* ids;
  const ActorTable* actors;
  const EventIndex* index;
  DatabaseSnapshot snapshot;
  int64_t sequence = 0;
  int64_t event_count = 0;
};

// Folds the log up to `sequence` afresh and compares: the index revision by revision, the ids
// revision by revision, the actors, the number of events. DATA_LOSS names the first difference.
// Appends may go on meanwhile. Takes about 150 bytes of memory a revision.
absl::Status CheckStore(const CheckedStore& store);

}  // namespace sitrep

#endif  // SITREP_STORAGE_STORE_CHECK_H_
