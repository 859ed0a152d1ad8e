// Documents of a segment in the order of a query.
#ifndef SITREP_STORAGE_SEGMENT_POSITIONS_H_
#define SITREP_STORAGE_SEGMENT_POSITIONS_H_

#include <cstdint>

#include "absl/types/span.h"
#include "storage/index_query.h"
#include "storage/posting_list.h"
#include "storage/segment_columns.h"

namespace sitrep {

// No document has this position.
inline constexpr uint32_t kNoPosition = UINT32_MAX;

// A position counts from the first document of a list in the query's order: from the last rank
// down, or from the first dated rank up, then the undated ones. Plain data.
class SegmentOrder {
 public:
  SegmentOrder(uint32_t doc_count, uint32_t undated_count, bool newest_first)
      : doc_count_(doc_count), undated_count_(undated_count), newest_first_(newest_first) {}

  bool newest_first() const { return newest_first_; }
  uint32_t doc_count() const { return doc_count_; }
  uint32_t undated_count() const { return undated_count_; }
  uint32_t dated_count() const { return doc_count_ - undated_count_; }

  // The position is below doc_count.
  uint32_t DocAt(uint32_t position) const {
    if (newest_first_) return doc_count_ - 1 - position;
    return position < dated_count() ? undated_count_ + position : position - dated_count();
  }
  uint32_t PositionOf(uint32_t doc) const {
    if (newest_first_) return doc_count_ - 1 - doc;
    return doc >= undated_count_ ? doc - undated_count_ : dated_count() + doc;
  }

 private:
  uint32_t doc_count_;
  uint32_t undated_count_;
  bool newest_first_;
};

// The positions at which a query's interval and `after` allow a match: all documents that possibly
// lasted long, and of the others those that start in the interval or shortly before it.
class AllowedPositions {
 public:
  // The columns outlive it.
  AllowedPositions(const SegmentColumns& columns, const SegmentOrder& order,
                   const IndexQuery& query);

  // The first allowed position at or after this one; kNoPosition if there is none.
  uint32_t Seek(uint32_t position) const;

 private:
  uint32_t SeekLong(uint32_t position) const;

  const SegmentColumns* columns_;
  SegmentOrder order_;
  // Behind `after`.
  uint32_t begin_ = 0;
  bool any_time_ = false;
  // Positions of the short documents that start in time.
  uint32_t short_begin_ = 0;
  uint32_t short_end_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_SEGMENT_POSITIONS_H_
