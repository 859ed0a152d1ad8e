// Makes one segment of several, so that their number stays small.
#ifndef SITREP_STORAGE_MERGE_H_
#define SITREP_STORAGE_MERGE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/database.h"
#include "storage/segment.h"
#include "storage/segment.pb.h"

namespace sitrep {

// Segments of one tier that are merged into one of the next.
inline constexpr size_t kMergeFanIn = 4;
// Segments of more revisions are left alone: merging them would take memory and minutes for little.
inline constexpr int64_t kMergedRevisionsMax = 4 << 20;

// Which of the segments (by their numbers of revisions, the oldest first) to merge next:
// kMergeFanIn neighbours of one tier, from this index on; nullopt if none need it. A tier is four
// times the one below; the lowest is a head's size.
std::optional<size_t> ChooseMerge(const std::vector<int64_t>& revision_counts,
                                  size_t head_entries_max);

struct MergedSegment {
  storage::SegmentMeta meta;
  // Per source, its documents as documents of the merged segment.
  std::vector<std::vector<uint32_t>> docs;
};

// Writes a segment that nothing refers to yet. All revisions stay, superseded ones too. Sources may
// be superseded while this runs; the segment has the supersessions by sequences up to
// `superseded_through` and no later ones. CANCELLED soon after `stopping` is set. Memory: the
// columns and the longest list.
absl::StatusOr<MergedSegment> MergeSegments(
    const std::vector<std::shared_ptr<const Segment>>& sources, int64_t superseded_through,
    uint64_t segment_id, Database* database, const std::atomic<bool>& stopping);

}  // namespace sitrep

#endif  // SITREP_STORAGE_MERGE_H_
