// The newest revisions, in memory: one growing list per term.
#ifndef SITREP_STORAGE_HEAD_H_
#define SITREP_STORAGE_HEAD_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "storage/index_unit.h"
#include "storage/posting.h"

namespace sitrep {

// A document of a head is numbered by arrival: its sequence less the head's first one. One thread
// adds and supersedes while others read; the lock is held for one posting, or for copying one
// clause's lists.
class Head : public IndexUnit {
 public:
  // One revision. Everything but `superseded_by` stays as it was added.
  struct Row {
    Address address;
    int64_t possible_start = 0;
    int64_t possible_end = 0;
    Traits traits;
    Points points = {};
    std::atomic<int64_t> superseded_by{kNotSuperseded};
    // Numbers of its terms, see TermName.
    absl::Span<const uint32_t> terms;
  };

  // `entries_max` is at least 1; memory for that many rows is taken at once.
  explicit Head(size_t entries_max);

  // Once, before anything is added and before a reader has it: a head may be made ahead.
  void StartAt(int64_t first_sequence) { first_sequence_ = first_sequence; }

  int64_t first_sequence() const { return first_sequence_; }
  size_t size() const;
  bool full() const { return size() == entries_max_; }

  // The head is not full, and the posting's sequence is the next.
  void Add(const Posting& posting);
  // The row of an address; nullptr if the head does not have it.
  Row* Find(const Address& address);

  // For sealing, once nothing is added any more.
  const Row& row(uint32_t doc) const { return rows_[doc]; }
  size_t term_count() const { return terms_.size(); }
  const Term& TermName(uint32_t number) const { return terms_[number].name; }

  std::optional<Address> FirstPossible(const IndexQuery& query) const override;
  absl::StatusOr<std::unique_ptr<UnitCursor>> Open(const IndexQuery& query,
                                                   CursorCounters* counters) const override;
  absl::Status AddInWindow(const std::vector<AnyTerm>& all_of, const SequenceWindow& window,
                           std::vector<int64_t>& sequences) const override;
  absl::Status Count(const CountQuery& query, const CountSink& sink) const override;
  absl::StatusOr<int64_t> CountTerm(const Term& term) const override;
  absl::Status AddDigests(int64_t first, std::vector<RevisionDigest>& digests) const override;

 private:
  struct TermPostings {
    Term name;
    absl::InlinedVector<uint32_t, 4> docs;
  };
  // What a query reads: copied under the lock.
  struct Candidates {
    // May hold a document twice, for two terms.
    std::vector<uint32_t> docs;
    // The numbers of the other clauses' terms, sorted.
    std::vector<std::vector<uint32_t>> other_clauses;
  };

  uint32_t NumberOf(absl::string_view term);
  absl::Span<uint32_t> NewTermNumbers(size_t count);
  Candidates CandidatesOf(const std::vector<AnyTerm>& all_of) const;
  static bool HasTerms(const Row& row, const Candidates& candidates);
  static IndexedRevision RevisionOf(const Row& row) {
    return {row.address, row.possible_start, row.possible_end, &row.traits, row.points.data()};
  }
  bool Matches(const Row& row, const IndexQuery& query, const Candidates& candidates) const;

  int64_t first_sequence_ = 0;
  const size_t entries_max_;
  // Read without the lock below a size that was read under it.
  const std::unique_ptr<Row[]> rows_;

  mutable std::mutex mutex_;
  size_t size_ = 0;
  // A deque, so that the keys of `numbers_` stay where they are.
  std::deque<TermPostings> terms_;
  absl::flat_hash_map<absl::string_view, uint32_t> numbers_;
  // What the rows' terms point into.
  std::vector<std::unique_ptr<uint32_t[]>> number_blocks_;
  size_t number_block_left_ = 0;
  uint32_t* number_block_next_ = nullptr;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_HEAD_H_
