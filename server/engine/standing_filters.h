// Filters that stand and wait for events, indexed by what a match must have: an event looks up its
// own terms to find the few filters that are worth asking.
#ifndef SITREP_SERVER_ENGINE_STANDING_FILTERS_H_
#define SITREP_SERVER_ENGINE_STANDING_FILTERS_H_

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "server/engine/filter_terms.h"
#include "server/engine/resolved_filter.h"
#include "storage/entry.pb.h"

namespace sitrep {

// The terms of an entry (TermsOf), each as a hash.
using TermHashes = std::vector<uint64_t>;
TermHashes TermHashesOf(const storage::Entry& entry);

// A filter stands under each term of one of its clauses (RequiredTermsOf): of the one that events
// have had least often. With its slot stand some bits of two further clauses, so that most filters
// that an event does not match are passed over where they stand, without a look at them. A filter
// without clauses is a candidate for every event. Candidates over-approximate, as terms do, and two
// terms of one hash only add some: the exact answer is EventFilter's. Not thread-safe.
class StandingFilters {
 public:
  using Slot = uint32_t;

  // The slot is free again after Remove.
  Slot Add(const ResolvedFilter& filter);
  void Remove(Slot slot);

  // Adds the slots of all filters that may want an event with these terms, and of no others twice:
  // call it for the new and for the superseded revision between one Begin and the next.
  void BeginEntry();
  void AddCandidates(const TermHashes& terms, std::vector<Slot>& candidates);
  // Remembers how common these terms are, for filters to come.
  void Learn(const TermHashes& terms);

  size_t size() const { return filters_.size() - free_.size(); }

 private:
  static constexpr int kFurtherClauses = 2;
  static constexpr int kFurtherTerms = 6;
  static constexpr size_t kPresenceBits = 4096;
  // Bits of an event's terms, by their hashes. Bit 0 is always there.
  using Presence = std::bitset<kPresenceBits>;

  // A filter under a term. An event that has the term and has not, of each further clause, one of
  // these bits, does not match. Unused: 0.
  struct Posting {
    Slot slot = 0;
    std::array<std::array<uint16_t, kFurtherTerms>, kFurtherClauses> further{};
  };
  using Postings = absl::InlinedVector<Posting, 2>;

  struct Standing {
    // Under which it stands.
    std::vector<uint64_t> terms;
    bool for_every_event = false;
    // The entry for which it was last a candidate.
    uint64_t entry = 0;
  };

  static uint16_t PresenceBit(uint64_t term);
  static Posting PostingOf(Slot slot, const std::vector<const RequiredTerms*>& further);
  bool MayMatch(const Posting& posting) const;
  double CostOf(const RequiredTerms& clause) const;
  void AddCandidate(Slot slot, std::vector<Slot>& candidates);

  std::vector<Standing> filters_;
  std::vector<Slot> free_;
  absl::flat_hash_map<uint64_t, Postings> by_term_;
  std::vector<Slot> for_every_event_;
  uint64_t entry_ = 0;
  // Of the terms that AddCandidates was given.
  Presence presence_;

  // How many of the entries that were learned had a term of the hash's low bits.
  std::vector<uint32_t> seen_;
  uint32_t entries_seen_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_STANDING_FILTERS_H_
