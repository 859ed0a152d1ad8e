// What the index is asked, in its own terms.
#ifndef SITREP_STORAGE_INDEX_QUERY_H_
#define SITREP_STORAGE_INDEX_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time_span.h"
#include "storage/posting.h"
#include "storage/terms.h"

namespace sitrep {

// Any of these.
using AnyTerm = std::vector<Term>;

// What columns tell of a revision at little cost: whether it may match.
struct ColumnTest {
  // S2 leaf cells, both ends included.
  struct LeafRange {
    uint64_t first = 0;
    uint64_t last = 0;
  };

  // It must be of one of these kinds; none: of any.
  std::vector<int32_t> kinds;
  // It must have a point in one of these, which ascend and do not overlap, or places of which no
  // point tells (Traits::other_places).
  std::optional<std::vector<LeafRange>> leaves;
};

struct IndexQuery {
  // A revision must have one term of each. None: all revisions. An empty AnyTerm: no revision.
  std::vector<AnyTerm> all_of;
  // Clauses of `all_of`, by their numbers, that the caller tests on each revision anyway: they may
  // be passed over where looking up their terms costs more than that.
  std::vector<size_t> tested_clauses;
  // May be passed over, too.
  ColumnTest columns;
  // It must possibly have happened in this interval.
  TimeInterval occurred;
  // Only revisions that are current as of this sequence: recorded at or before it and not
  // superseded at or before it.
  int64_t snapshot = 0;
  // By address, descending or ascending; undated ones last either way.
  bool newest_first = true;
  // Go on after this address (in the order above).
  std::optional<Address> after;
};

// A part of the log, and what of it is asked for.
struct SequenceWindow {
  // (after, through].
  int64_t after = 0;
  int64_t through = 0;
  // Only revisions that are current as of this sequence.
  std::optional<int64_t> current_at;

  bool Has(int64_t sequence) const { return after < sequence && sequence <= through; }
};

// Whether `a` stands before `b` in a list of this order.
inline bool ComesBefore(const Address& a, const Address& b, bool newest_first) {
  const bool a_undated = a.sort_start == kTimeMin;
  const bool b_undated = b.sort_start == kTimeMin;
  if (a_undated != b_undated) return b_undated;
  return newest_first ? b < a : a < b;
}

}  // namespace sitrep

#endif  // SITREP_STORAGE_INDEX_QUERY_H_
