// Turns a frozen head into a segment.
#ifndef SITREP_STORAGE_SEAL_H_
#define SITREP_STORAGE_SEAL_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/database.h"
#include "storage/head.h"
#include "storage/segment.pb.h"

namespace sitrep {

struct SealedHead {
  storage::SegmentMeta meta;
  // The segment's documents as documents of the head.
  std::vector<uint32_t> head_docs;
};

// Writes a segment that nothing refers to yet. Nothing is added to the head any more, but its
// revisions may be superseded while this runs: the segment has the supersessions by sequences up to
// `applied_through`, the head's last one, and no later ones, so that its bytes depend on the log
// alone.
absl::StatusOr<SealedHead> SealHead(const Head& head, uint64_t segment_id, Database* database);

}  // namespace sitrep

#endif  // SITREP_STORAGE_SEAL_H_
