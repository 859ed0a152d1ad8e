// A part of the index: a head in memory or a sealed segment. Together they hold every revision
// once.
#ifndef SITREP_STORAGE_INDEX_UNIT_H_
#define SITREP_STORAGE_INDEX_UNIT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/index_count.h"
#include "storage/index_cursor.h"
#include "storage/index_digest.h"
#include "storage/index_query.h"
#include "storage/posting.h"

namespace sitrep {

// The sequence that supersedes what nothing supersedes.
inline constexpr int64_t kNotSuperseded = kTimeMax;

// The matches of one unit, in the query's order. Not thread-safe.
class UnitCursor {
 public:
  virtual ~UnitCursor() = default;
  // Puts the next match into `found`, valid as long as the unit; false if there is none.
  virtual absl::StatusOr<bool> Next(IndexedRevision* found) = 0;
};

// Thread-safe; the unit and the query outlive its cursors.
class IndexUnit {
 public:
  virtual ~IndexUnit() = default;

  // An address that no match of the query comes before, without reading a list; nullopt if nothing
  // matches.
  virtual std::optional<Address> FirstPossible(const IndexQuery& query) const = 0;
  // Adds to counters->candidates while it runs.
  virtual absl::StatusOr<std::unique_ptr<UnitCursor>> Open(const IndexQuery& query,
                                                           CursorCounters* counters) const = 0;
  // Adds the sequences of the unit's revisions that have a term of each clause and lie in the
  // window; without `current_at` also the sequences in the window that supersede one that has.
  virtual absl::Status AddInWindow(const std::vector<AnyTerm>& all_of, const SequenceWindow& window,
                                   std::vector<int64_t>& sequences) const = 0;
  // Tells the sink of every match, once.
  virtual absl::Status Count(const CountQuery& query, const CountSink& sink) const = 0;
  virtual absl::StatusOr<int64_t> CountTerm(const Term& term) const = 0;
  // Fills in what the unit holds of the revisions from `first` on, as of the last of them.
  virtual absl::Status AddDigests(int64_t first, std::vector<RevisionDigest>& digests) const = 0;
};

// What queries read: all units at one moment. Never changes once it is published.
struct IndexView {
  // The oldest first.
  std::vector<std::shared_ptr<const IndexUnit>> units;
};

inline bool MeetsInterval(int64_t possible_start, int64_t possible_end,
                          const TimeInterval& interval) {
  return possible_start < interval.end && possible_end > interval.start;
}

inline bool IsVisible(int64_t sequence, int64_t superseded_by, int64_t snapshot) {
  return sequence <= snapshot && snapshot < superseded_by;
}

// What a revision with the terms adds; see IndexUnit::AddInWindow.
inline void AddIfInWindow(int64_t sequence, int64_t superseded_by, const SequenceWindow& window,
                          std::vector<int64_t>& sequences) {
  // No event: see Posting::supersedes.
  if (superseded_by == sequence) return;
  if (window.current_at) {
    if (window.Has(sequence) && IsVisible(sequence, superseded_by, *window.current_at)) {
      sequences.push_back(sequence);
    }
    return;
  }
  if (window.Has(sequence)) sequences.push_back(sequence);
  if (window.Has(superseded_by)) sequences.push_back(superseded_by);
}

}  // namespace sitrep

#endif  // SITREP_STORAGE_INDEX_UNIT_H_
