// Counts in one segment: sets of documents instead of lists in step.
#ifndef SITREP_STORAGE_SEGMENT_COUNT_H_
#define SITREP_STORAGE_SEGMENT_COUNT_H_

#include "absl/status/status.h"
#include "storage/index_count.h"
#include "storage/segment.h"

namespace sitrep {

// See IndexUnit::Count.
absl::Status CountSegment(const Segment& segment, const CountQuery& query, const CountSink& sink);

}  // namespace sitrep

#endif  // SITREP_STORAGE_SEGMENT_COUNT_H_
