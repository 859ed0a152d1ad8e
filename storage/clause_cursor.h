// The documents of a segment that have one of a clause's terms.
#ifndef SITREP_STORAGE_CLAUSE_CURSOR_H_
#define SITREP_STORAGE_CLAUSE_CURSOR_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/index_query.h"
#include "storage/segment.h"
#include "storage/segment_positions.h"

namespace sitrep {

// One term's list, sought by position. Not thread-safe.
class ListCursor {
 public:
  // The list has a document; the segment outlives the cursor.
  ListCursor(const Segment* segment, TermList list, const SegmentOrder& order);

  // The first position of the list at or after this one; kNoPosition if there is none.
  absl::StatusOr<uint32_t> Seek(uint32_t position);

 private:
  absl::StatusOr<uint32_t> AtOrBefore(uint32_t doc);
  absl::StatusOr<uint32_t> AtOrAfter(uint32_t doc);
  // The last run that begins at or before the document; the number of runs if there is none.
  size_t RunOf(uint32_t doc) const;
  absl::StatusOr<PostingRun*> OpenRun(size_t run);

  const Segment* segment_;
  TermList list_;
  SegmentOrder order_;
  size_t opened_run_ = SIZE_MAX;
  std::optional<Segment::OpenedRun> opened_;
};

// The union of a clause's lists, merged by a heap of their positions. Not thread-safe.
class ClauseCursor {
 public:
  // The segment outlives the cursor.
  static absl::StatusOr<ClauseCursor> Open(const Segment* segment, const AnyTerm& any,
                                           const SegmentOrder& order);

  // The sum of the lists' sizes.
  uint64_t size() const { return size_; }
  // The first position at or after this one at which a document has one of the terms; kNoPosition
  // if there is none. Positions ascend from call to call.
  absl::StatusOr<uint32_t> Seek(uint32_t position);

 private:
  struct Source {
    uint32_t position;
    uint32_t list;
  };

  explicit ClauseCursor(const SegmentOrder& order) : order_(order) {}

  SegmentOrder order_;
  uint64_t size_ = 0;
  // A term that all documents have decides without any list.
  bool has_all_ = false;
  std::vector<ListCursor> lists_;
  std::vector<Source> heap_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_CLAUSE_CURSOR_H_
