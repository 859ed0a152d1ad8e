// What of the index is on disk: the manifest and the supersessions of sealed revisions.
#ifndef SITREP_STORAGE_INDEX_MANIFEST_H_
#define SITREP_STORAGE_INDEX_MANIFEST_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/database.h"
#include "storage/segment.pb.h"

namespace sitrep {

// An empty one if there is none yet. DATA_LOSS for a damaged one, or one that does not add up.
absl::StatusOr<storage::Manifest> ReadManifest(const Database& database);
void PutManifest(const storage::Manifest& manifest, Batch& batch);

// Supersessions are stored beside the segment that holds what is superseded, one record for each
// seal (named by its applied-through mark) that brought any.
struct Supersession {
  uint64_t segment_id = 0;
  uint32_t doc = 0;
  // The sequence that supersedes it.
  int64_t by = 0;
};
absl::StatusOr<std::vector<Supersession>> ReadSupersessions(const Database& database,
                                                            uint64_t segment_id);
void PutSupersessions(const std::vector<Supersession>& supersessions, int64_t applied_through,
                      Batch& batch);
// Of a segment that the manifest names no more.
void DeleteSupersessions(uint64_t segment_id, Batch& batch);

}  // namespace sitrep

#endif  // SITREP_STORAGE_INDEX_MANIFEST_H_
