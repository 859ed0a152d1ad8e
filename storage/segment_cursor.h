// Runs a query in one segment: leapfrogs over the lists of its clauses.
#ifndef SITREP_STORAGE_SEGMENT_CURSOR_H_
#define SITREP_STORAGE_SEGMENT_CURSOR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/clause_cursor.h"
#include "storage/index_unit.h"
#include "storage/segment.h"
#include "storage/segment_positions.h"

namespace sitrep {

class SegmentCursor : public UnitCursor {
 public:
  // Segment, query and counters outlive the cursor.
  static absl::StatusOr<std::unique_ptr<SegmentCursor>> Open(const Segment* segment,
                                                             const IndexQuery* query,
                                                             CursorCounters* counters);

  absl::StatusOr<bool> Next(IndexedRevision* found) override;
  // The next document that time and all clauses allow, visible or not; nullopt if there is none.
  absl::StatusOr<std::optional<uint32_t>> NextDoc();

 private:
  SegmentCursor(const Segment* segment, const IndexQuery* query, CursorCounters* counters);

  // Looks up the clauses that are worth it.
  absl::Status OpenClauses();
  // Adds a clause; nothing can be found any more if the segment has none of its terms.
  absl::Status OpenClause(const AnyTerm& any);
  // How many documents have a term of each clause that is open.
  uint64_t ExpectedSurvivors() const;
  // The first position at or after this one that time and all clauses allow.
  absl::StatusOr<uint32_t> SeekAll(uint32_t position);

  const Segment* const segment_;
  const IndexQuery* const query_;
  CursorCounters* const counters_;
  const SegmentOrder order_;
  const AllowedPositions allowed_;
  // The rarest first.
  std::vector<ClauseCursor> clauses_;
  uint32_t position_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_SEGMENT_CURSOR_H_
