#include "storage/segment_cursor.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"

namespace sitrep {
namespace {

// How many documents are tested by their columns in the time of looking up a term, about.
constexpr uint64_t kTestsPerLookUp = 200;

// How many in the time of finding a document in one of several lists.
constexpr uint64_t kTestsPerSeek = 2;

bool MayMatch(const ColumnTest& test, const SegmentColumns& columns, uint32_t doc) {
  if (!test.kinds.empty() &&
      std::find(test.kinds.begin(), test.kinds.end(), columns.kind(doc)) == test.kinds.end()) {
    return false;
  }
  if (!test.leaves) return true;
  const Traits& traits = columns.traits(doc);
  if (traits.other_places) return true;
  const uint64_t* const points = columns.points(doc);
  return std::any_of(points, points + traits.point_count, [&](uint64_t leaf) {
    const auto after = std::upper_bound(
        test.leaves->begin(), test.leaves->end(), leaf,
        [](uint64_t wanted, const ColumnTest::LeafRange& range) { return wanted < range.first; });
    return after != test.leaves->begin() && leaf <= (after - 1)->last;
  });
}

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
  RETURN_IF_ERROR(cursor->OpenClauses());
  return cursor;
}

absl::Status SegmentCursor::OpenClauses() {
  std::vector<const AnyTerm*> needed;
  std::vector<const AnyTerm*> tested;
  for (size_t i = 0; i < query_->all_of.size(); ++i) {
    const bool is_tested =
        std::count(query_->tested_clauses.begin(), query_->tested_clauses.end(), i) > 0;
    (is_tested ? tested : needed).push_back(&query_->all_of[i]);
  }
  // Clauses of few terms first: if the segment has none of one, the others are not looked up.
  const auto fewer = [](const AnyTerm* a, const AnyTerm* b) { return a->size() < b->size(); };
  std::sort(needed.begin(), needed.end(), fewer);
  std::sort(tested.begin(), tested.end(), fewer);
  for (const AnyTerm* any : needed) {
    if (position_ == kNoPosition) return absl::OkStatus();
    RETURN_IF_ERROR(OpenClause(*any));
  }
  for (const AnyTerm* any : tested) {
    const uint64_t survivors = ExpectedSurvivors();
    if (position_ == kNoPosition || survivors <= kTestsPerLookUp * any->size()) break;
    RETURN_IF_ERROR(OpenClause(*any));
    // To seek in its lists costs more than the test: they are of use only where they lead.
    if (clauses_.size() > 1 && kTestsPerSeek * clauses_.back().size() > survivors) {
      clauses_.pop_back();
    }
  }
  std::sort(clauses_.begin(), clauses_.end(),
            [](const ClauseCursor& a, const ClauseCursor& b) { return a.size() < b.size(); });
  return absl::OkStatus();
}

absl::Status SegmentCursor::OpenClause(const AnyTerm& any) {
  ASSIGN_OR_RETURN(ClauseCursor clause, ClauseCursor::Open(segment_, any, order_));
  if (clause.size() == 0) position_ = kNoPosition;
  clauses_.push_back(std::move(clause));
  return absl::OkStatus();
}

// As if the clauses had nothing to do with each other.
uint64_t SegmentCursor::ExpectedSurvivors() const {
  const double docs = order_.doc_count();
  double share = 1;
  for (const ClauseCursor& clause : clauses_) {
    share *= std::min(1.0, static_cast<double>(clause.size()) / docs);
  }
  return static_cast<uint64_t>(share * docs);
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
    if (!MayMatch(query_->columns, columns, *doc)) continue;
    *found = columns.revision(*doc);
    if (!IsVisible(found->address.sequence, columns.superseded_by(*doc), query_->snapshot)) {
      continue;
    }
    if (!MeetsInterval(found->possible_start, found->possible_end, query_->occurred)) continue;
    return true;
  }
}

}  // namespace sitrep
