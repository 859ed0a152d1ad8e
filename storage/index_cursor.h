// Runs one IndexQuery: the revisions that match its terms, interval and snapshot, in order, one by
// one.
#ifndef SITREP_STORAGE_INDEX_CURSOR_H_
#define SITREP_STORAGE_INDEX_CURSOR_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/index_query.h"
#include "storage/indexed_revision.h"

namespace sitrep {

struct IndexView;

// What a cursor did so far.
struct CursorCounters {
  // Revisions that the rarest clause led to and whose interval, snapshot and other terms were
  // tested.
  int64_t candidates = 0;
  // Heads and segments that there are, and those whose lists were opened: the others lie behind
  // what was read so far.
  int64_t units = 0;
  int64_t units_opened = 0;
};

// How common a clause of a query is.
struct ClauseSize {
  AnyTerm terms;
  // How many postings these terms have, superseded revisions included; a revision with two of the
  // terms counts twice.
  int64_t postings = 0;
};

// Not thread-safe; any number of cursors run at the same time, beside appends and seals, which do
// not change what a cursor returns. Keeps what it reads from alive: drop it when the page is done.
class IndexCursor {
 public:
  IndexCursor(std::shared_ptr<const IndexView> view, IndexQuery query);
  ~IndexCursor();
  IndexCursor(IndexCursor&& other) noexcept;
  IndexCursor& operator=(IndexCursor&& other) noexcept;

  // Puts the next revision into `found`, valid as long as the cursor; false if there is none. Does
  // no more work than the next revision needs. DATA_LOSS for damaged segments, other errors from
  // reading the disk; then every further call fails alike.
  absl::StatusOr<bool> Next(IndexedRevision* found);

  const CursorCounters& counters() const;

  // For explaining: the query's clauses, the rarest first, which is the one that drives. Looks up
  // every term everywhere, so not for every page.
  absl::StatusOr<std::vector<ClauseSize>> ClauseSizes() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_INDEX_CURSOR_H_
