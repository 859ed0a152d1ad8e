// Counting what a query matches, without listing it.
#ifndef SITREP_STORAGE_INDEX_COUNT_H_
#define SITREP_STORAGE_INDEX_COUNT_H_

#include <cstdint>
#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "storage/index_query.h"
#include "storage/indexed_revision.h"

namespace sitrep {

struct CountQuery {
  // Order, `after`, `tested_clauses` and `columns` mean nothing.
  IndexQuery query;
  // Plain revisions may be counted by the number where lists settle the answer: a plain one is
  // dated to an instant, neither retracted nor a test, has no alternative names, and has what
  // `settled_by` asks for. Otherwise each is visited.
  bool count_plain = false;
  // If there is a clause whose terms say too little: the terms of which one settles it.
  std::optional<AnyTerm> settled_by;
};

// Who takes the counts. Called by one thread.
struct CountSink {
  // The end of the bucket that a time lies in; buckets are half-open and tile all of time.
  std::function<int64_t(int64_t start)> bucket_end;
  // So many plain revisions that match start in the bucket of `start`.
  std::function<void(int64_t start, int64_t count)> add;
  // One that is visible, in the interval, and has the terms; whether it matches is for the sink to
  // tell. An error ends the count.
  std::function<absl::Status(const IndexedRevision&)> visit;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_INDEX_COUNT_H_
