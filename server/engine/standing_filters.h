// Filters that stand and wait for events, indexed by what a match must have: an event looks up its
// own terms to find the few filters that are worth asking.
#ifndef SITREP_SERVER_ENGINE_STANDING_FILTERS_H_
#define SITREP_SERVER_ENGINE_STANDING_FILTERS_H_

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
// have had least often. A filter without clauses is a candidate for every event. Candidates
// over-approximate, as terms do, and two terms of one hash only add some: the exact answer is
// EventFilter's. Not thread-safe.
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
  struct Standing {
    // Under which it stands.
    std::vector<uint64_t> terms;
    bool for_every_event = false;
    // The entry for which it was last a candidate.
    uint64_t entry = 0;
  };
  using Slots = absl::InlinedVector<Slot, 4>;

  double CostOf(const RequiredTerms& clause) const;
  void AddCandidate(Slot slot, std::vector<Slot>& candidates);

  std::vector<Standing> filters_;
  std::vector<Slot> free_;
  absl::flat_hash_map<uint64_t, Slots> by_term_;
  std::vector<Slot> for_every_event_;
  uint64_t entry_ = 0;

  // How many of the entries that were learned had a term of the hash's low bits.
  std::vector<uint32_t> seen_;
  uint32_t entries_seen_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_STANDING_FILTERS_H_
