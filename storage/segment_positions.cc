#include "storage/segment_positions.h"

#include <algorithm>

namespace sitrep {
namespace {

uint32_t FirstPositionAfter(const Address& after, const SegmentColumns& columns,
                            const SegmentOrder& order) {
  uint32_t low = 0;
  uint32_t high = order.doc_count();
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (ComesBefore(after, columns.address(order.DocAt(middle)), order.newest_first())) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

// The first start from which a short document may reach into an interval that begins at `time`.
int64_t ReachingStart(int64_t time) {
  return time < kTimeMin + kShortMicrosMax ? kTimeMin : time - kShortMicrosMax;
}

}  // namespace

AllowedPositions::AllowedPositions(const SegmentColumns& columns, const SegmentOrder& order,
                                   const IndexQuery& query)
    : columns_(&columns), order_(order) {
  if (query.after) begin_ = FirstPositionAfter(*query.after, columns, order);
  any_time_ = query.occurred.start == kTimeMin && query.occurred.end == kTimeMax;
  if (any_time_) return;
  const uint32_t first =
      std::max(columns.FirstAtOrAfter(ReachingStart(query.occurred.start)), order.undated_count());
  const uint32_t end = columns.FirstAtOrAfter(query.occurred.end);
  if (first >= end) return;
  const uint32_t one = order.PositionOf(first);
  const uint32_t other = order.PositionOf(end - 1);
  short_begin_ = std::min(one, other);
  short_end_ = std::max(one, other) + 1;
}

uint32_t AllowedPositions::Seek(uint32_t position) const {
  position = std::max(position, begin_);
  if (position >= order_.doc_count()) return kNoPosition;
  if (any_time_ || (position >= short_begin_ && position < short_end_)) return position;
  const uint32_t next_short = position < short_begin_ ? short_begin_ : kNoPosition;
  return std::min(next_short, SeekLong(position));
}

// The long documents ascend, and so do positions within the dated and within the undated ones, or
// they both descend.
uint32_t AllowedPositions::SeekLong(uint32_t position) const {
  const std::vector<uint32_t>& docs = columns_->long_docs();
  const uint32_t doc = order_.DocAt(position);
  if (order_.newest_first()) {
    const auto after = std::upper_bound(docs.begin(), docs.end(), doc);
    return after == docs.begin() ? kNoPosition : order_.PositionOf(*(after - 1));
  }
  const auto found = std::lower_bound(docs.begin(), docs.end(), doc);
  if (doc < order_.undated_count()) {
    const bool undated = found != docs.end() && *found < order_.undated_count();
    return undated ? order_.PositionOf(*found) : kNoPosition;
  }
  if (found != docs.end()) return order_.PositionOf(*found);
  const bool undated = !docs.empty() && docs.front() < order_.undated_count();
  return undated ? order_.PositionOf(docs.front()) : kNoPosition;
}

}  // namespace sitrep
