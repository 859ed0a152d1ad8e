#include "storage/segment_cursor.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"

namespace sitrep {
namespace {

// How many revisions a caller tests in the time of looking up a term, about.
constexpr uint64_t kTestsPerLookUp = 40;

}  // namespace

SegmentCursor::SegmentCursor(const Segment* segment, const IndexQuery* query,
                             CursorCounters* counters)
    : segment_(segment),
      query_(query),
      counters_(counters),
      order_(segment->columns().size(), segment->columns().undated_count(), query->newest_first),
      allowed_(segment->columns(), order_, *query) {}

absl::StatusOr<std::unique_ptr<SegmentCursor>> SegmentCursor::Open(const Segment* segment,
                                                                   const IndexQuery* query,
                                                                   CursorCounters* counters) {
  std::unique_ptr<SegmentCursor> cursor(new SegmentCursor(segment, query, counters));
  // Clauses of few terms first: if the segment has none of one, the others are not looked up.
  const AnyTerm* const tested =
      query->tested_clause ? &query->all_of[*query->tested_clause] : nullptr;
  std::vector<const AnyTerm*> clauses;
  for (const AnyTerm& any : query->all_of) clauses.push_back(&any);
  std::sort(clauses.begin(), clauses.end(), [&](const AnyTerm* a, const AnyTerm* b) {
    if ((a == tested) != (b == tested)) return b == tested;
    return a->size() < b->size();
  });
  uint64_t rarest = UINT64_MAX;
  for (const AnyTerm* any : clauses) {
    if (any == tested && rarest <= kTestsPerLookUp * any->size()) break;
    ASSIGN_OR_RETURN(ClauseCursor clause, ClauseCursor::Open(segment, *any, cursor->order_));
    if (clause.size() == 0) cursor->position_ = kNoPosition;
    rarest = std::min(rarest, clause.size());
    cursor->clauses_.push_back(std::move(clause));
    if (cursor->position_ == kNoPosition) break;
  }
  std::sort(cursor->clauses_.begin(), cursor->clauses_.end(),
            [](const ClauseCursor& a, const ClauseCursor& b) { return a.size() < b.size(); });
  return cursor;
}

absl::StatusOr<uint32_t> SegmentCursor::SeekAll(uint32_t position) {
  while (position != kNoPosition) {
    const uint32_t wanted = position;
    position = allowed_.Seek(position);
    for (size_t i = 0; i < clauses_.size() && position != kNoPosition; ++i) {
      ASSIGN_OR_RETURN(const uint32_t found, clauses_[i].Seek(position));
      // Ahead of what was tested before: the rarest clause goes on from there.
      const bool ahead = found != position;
      position = found;
      if (ahead && i > 0) break;
    }
    if (position == wanted) break;
  }
  return position;
}

absl::StatusOr<std::optional<uint32_t>> SegmentCursor::NextDoc() {
  if (position_ == kNoPosition) return std::nullopt;
  ASSIGN_OR_RETURN(const uint32_t position, SeekAll(position_));
  position_ = position == kNoPosition ? kNoPosition : position + 1;
  if (position == kNoPosition) return std::nullopt;
  ++counters_->candidates;
  return order_.DocAt(position);
}

absl::StatusOr<bool> SegmentCursor::Next(IndexedRevision* found) {
  const SegmentColumns& columns = segment_->columns();
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<uint32_t> doc, NextDoc());
    if (!doc) return false;
    *found = columns.revision(*doc);
    if (!IsVisible(found->address.sequence, columns.superseded_by(*doc), query_->snapshot)) {
      continue;
    }
    if (!MeetsInterval(found->possible_start, found->possible_end, query_->occurred)) continue;
    return true;
  }
}

}  // namespace sitrep
