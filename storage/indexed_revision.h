// One revision as the index tells of it.
#ifndef SITREP_STORAGE_INDEXED_REVISION_H_
#define SITREP_STORAGE_INDEXED_REVISION_H_

#include <cstdint>

#include "absl/types/span.h"
#include "storage/posting.h"

namespace sitrep {

// A view: valid as long as the cursor that gave it.
struct IndexedRevision {
  Address address;
  int64_t possible_start = kTimeMin;
  int64_t possible_end = kTimeMax;
  const Traits* traits = nullptr;
  // S2 leaf cells; traits->point_count of them.
  const uint64_t* points = nullptr;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_INDEXED_REVISION_H_
