// The index's naive twin, for tests: a vector of postings and a brute-force query, and random ones
// of both.
#ifndef SITREP_STORAGE_INDEX_TWIN_H_
#define SITREP_STORAGE_INDEX_TWIN_H_

#include <cstdint>
#include <random>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/event_index.h"
#include "storage/index_query.h"
#include "storage/posting.h"

namespace sitrep {

// Postings with sequences from 1, any supersession among them. Few terms and few times, so that
// they meet often; starts from undated to the year 9999, intervals from an instant to all of time.
class RandomPostings {
 public:
  explicit RandomPostings(uint64_t seed) : random_(seed) {}

  Posting Next();
  // Takes the next sequence and is no event.
  Posting NextNoEvent();
  // Of snapshots up to `sequence_max`; half of them go on after some address.
  IndexQuery Query(int64_t sequence_max);
  // Some of the query's clauses become tested ones; columns are tested, too.
  void AddTests(IndexQuery& query);

 private:
  int64_t Below(int64_t bound);
  int64_t Time();
  Term SomeTerm();
  void SetTimes(Posting& posting);
  void SetTraits(Posting& posting);

  std::mt19937_64 random_;
  std::vector<Address> current_;
  int64_t sequence_ = 0;
};

class IndexTwin {
 public:
  void Add(const Posting& posting);

  const std::vector<Posting>& postings() const { return postings_; }
  int64_t sequence() const { return static_cast<int64_t>(postings_.size()); }
  // As if no clause were tested by anybody else; knows nothing of columns.
  std::vector<Address> Answer(const IndexQuery& query) const;
  bool Passes(int64_t sequence, const ColumnTest& test) const;
  std::vector<RevisionDigest> Digests(int64_t first, int64_t last) const;

 private:
  bool Matches(const Posting& posting, const IndexQuery& query) const;

  std::vector<Posting> postings_;
  // By sequence less one; kTimeMax if nothing does.
  std::vector<int64_t> superseded_by_;
};

// All that is left of a cursor, at most `count`.
absl::StatusOr<std::vector<Address>> ReadAll(IndexCursor cursor, size_t count = SIZE_MAX);

}  // namespace sitrep

#endif  // SITREP_STORAGE_INDEX_TWIN_H_
