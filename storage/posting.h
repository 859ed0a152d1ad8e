// What the index holds of one revision besides its terms: the columns.
#ifndef SITREP_STORAGE_POSTING_H_
#define SITREP_STORAGE_POSTING_H_

#include <compare>
#include <cstdint>
#include <vector>

#include "base/time_span.h"
#include "storage/entry.pb.h"
#include "storage/terms.h"
#include "storage/traits.h"

namespace sitrep {

// The stable address of a revision: survives seals, merges and restarts. Lists sort by it.
struct Address {
  // SpanTimes::sort_start; kTimeMin for undated events.
  int64_t sort_start = kTimeMin;
  int64_t sequence = 0;
  auto operator<=>(const Address&) const = default;
};

// One revision as the fold sees it. Plain data.
struct Posting {
  Address address;
  // The earliest and the latest moment at which it may have happened; the whole of time if unknown.
  // A query by time looks at a revision only if its interval meets [possible_start, possible_end).
  int64_t possible_start = kTimeMin;
  int64_t possible_end = kTimeMax;
  // The revision that it supersedes; sequence 0 if none. What supersedes itself is no event: it has
  // a place in the index, so that sequences stay consecutive there, and no snapshot sees it.
  Address supersedes;
  Traits traits;
  Points points = {};
  // TermsOf the entry.
  std::vector<Term> terms;

  bool supersedes_itself() const { return supersedes == address; }
};

// The fold of one entry. Deterministic: depends on the entry alone.
Posting PostingOf(const storage::Entry& entry);

}  // namespace sitrep

#endif  // SITREP_STORAGE_POSTING_H_
