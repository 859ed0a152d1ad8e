#include "server/engine/standing_filters.h"

#include <algorithm>
#include <utility>

#include "base/stable_hash.h"
#include "storage/terms.h"

namespace sitrep {
namespace {

// Counters of terms; two that share one look more common than they are.
constexpr size_t kCounters = 1 << 16;
// When so many entries were counted, all counts are halved: what is common changes.
constexpr uint32_t kEntriesCountedMax = 1 << 20;
// So many entries weigh as much as what is presumed of a field.
constexpr double kPresumedEntries = 64;

// How many of all events have a term of such a clause, presumably.
double PresumedShare(const RequiredTerms& clause) {
  if (clause.field == "ids") return 0.0001;
  if (clause.field == "kinds" || clause.field == "run_ids") return 0.2;
  if (clause.field == "statuses" || clause.field == "verifications") return 0.6;
  if (clause.field == "submitted_by") return 0.8;
  if (clause.field == "publishers" || clause.field == "tags") return 0.01;
  if (clause.field == "area") return 0.015;
  return 0.03;
}

}  // namespace

TermHashes TermHashesOf(const storage::Entry& entry) {
  const std::vector<Term> terms = TermsOf(entry);
  TermHashes hashes;
  hashes.reserve(terms.size());
  for (const Term& term : terms) hashes.push_back(StableHash(term));
  return hashes;
}

double StandingFilters::CostOf(const RequiredTerms& clause) const {
  double entries = PresumedShare(clause) * kPresumedEntries;
  if (seen_.empty()) return entries;
  for (const Term& term : clause.any) entries += seen_[StableHash(term) % kCounters];
  return entries;
}

StandingFilters::Slot StandingFilters::Add(const ResolvedFilter& filter) {
  Slot slot = static_cast<Slot>(filters_.size());
  if (free_.empty()) {
    filters_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
    filters_[slot] = Standing();
  }
  const std::vector<RequiredTerms> clauses = RequiredTermsOf(filter);
  const auto rarest = std::min_element(
      clauses.begin(), clauses.end(),
      [this](const RequiredTerms& a, const RequiredTerms& b) { return CostOf(a) < CostOf(b); });
  Standing& standing = filters_[slot];
  if (rarest == clauses.end()) {
    standing.for_every_event = true;
    for_every_event_.push_back(slot);
    return slot;
  }
  for (const Term& term : rarest->any) standing.terms.push_back(StableHash(term));
  for (const uint64_t term : standing.terms) by_term_[term].push_back(slot);
  return slot;
}

void StandingFilters::Remove(Slot slot) {
  const Standing standing = std::exchange(filters_[slot], Standing());
  if (standing.for_every_event) std::erase(for_every_event_, slot);
  for (const uint64_t term : standing.terms) {
    const auto found = by_term_.find(term);
    // A term that stood twice in the clause is gone the first time.
    if (found == by_term_.end()) continue;
    Slots& slots = found->second;
    slots.erase(std::remove(slots.begin(), slots.end(), slot), slots.end());
    if (slots.empty()) by_term_.erase(found);
  }
  free_.push_back(slot);
}

void StandingFilters::BeginEntry() { ++entry_; }

void StandingFilters::AddCandidate(Slot slot, std::vector<Slot>& candidates) {
  if (std::exchange(filters_[slot].entry, entry_) != entry_) candidates.push_back(slot);
}

void StandingFilters::AddCandidates(const TermHashes& terms, std::vector<Slot>& candidates) {
  for (const Slot slot : for_every_event_) AddCandidate(slot, candidates);
  if (by_term_.empty()) return;
  for (const uint64_t term : terms) {
    const auto found = by_term_.find(term);
    if (found == by_term_.end()) continue;
    for (const Slot slot : found->second) AddCandidate(slot, candidates);
  }
}

void StandingFilters::Learn(const TermHashes& terms) {
  if (seen_.empty()) seen_.resize(kCounters);
  for (const uint64_t term : terms) ++seen_[term % kCounters];
  if (++entries_seen_ < kEntriesCountedMax) return;
  entries_seen_ /= 2;
  for (uint32_t& count : seen_) count /= 2;
}

}  // namespace sitrep
