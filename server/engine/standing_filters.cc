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
  Standing& standing = filters_[slot];
  if (clauses.empty()) {
    standing.for_every_event = true;
    for_every_event_.push_back(slot);
    return slot;
  }
  std::vector<std::pair<double, const RequiredTerms*>> by_cost;
  for (const RequiredTerms& clause : clauses) by_cost.emplace_back(CostOf(clause), &clause);
  std::sort(by_cost.begin(), by_cost.end());
  std::vector<const RequiredTerms*> further;
  for (size_t i = 1; i < by_cost.size(); ++i) further.push_back(by_cost[i].second);
  const Posting posting = PostingOf(slot, further);
  for (const Term& term : by_cost.front().second->any) standing.terms.push_back(StableHash(term));
  for (const uint64_t term : standing.terms) by_term_[term].push_back(posting);
  return slot;
}

// Apart from the bits that count how common a term is.
uint16_t StandingFilters::PresenceBit(uint64_t term) {
  return static_cast<uint16_t>(1 + (term >> 32) % (kPresenceBits - 1));
}

StandingFilters::Posting StandingFilters::PostingOf(
    Slot slot, const std::vector<const RequiredTerms*>& further) {
  Posting posting;
  posting.slot = slot;
  int clauses = 0;
  for (const RequiredTerms* clause : further) {
    if (clauses == kFurtherClauses) break;
    if (clause->any.empty() || clause->any.size() > kFurtherTerms) continue;
    auto& bits = posting.further[clauses++];
    bits.fill(PresenceBit(StableHash(clause->any.front())));
    for (size_t i = 1; i < clause->any.size(); ++i) {
      bits[i] = PresenceBit(StableHash(clause->any[i]));
    }
  }
  return posting;
}

bool StandingFilters::MayMatch(const Posting& posting) const {
  return std::all_of(posting.further.begin(), posting.further.end(), [this](const auto& bits) {
    return std::any_of(bits.begin(), bits.end(), [this](uint16_t bit) { return presence_[bit]; });
  });
}

void StandingFilters::Remove(Slot slot) {
  const Standing standing = std::exchange(filters_[slot], Standing());
  if (standing.for_every_event) std::erase(for_every_event_, slot);
  for (const uint64_t term : standing.terms) {
    const auto found = by_term_.find(term);
    // A term that stood twice in the clause is gone the first time.
    if (found == by_term_.end()) continue;
    Postings& postings = found->second;
    postings.erase(std::remove_if(postings.begin(), postings.end(),
                                  [slot](const Posting& posting) { return posting.slot == slot; }),
                   postings.end());
    if (postings.empty()) by_term_.erase(found);
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
  presence_.reset();
  presence_.set(0);
  for (const uint64_t term : terms) presence_.set(PresenceBit(term));
  for (const uint64_t term : terms) {
    const auto found = by_term_.find(term);
    if (found == by_term_.end()) continue;
    for (const Posting& posting : found->second) {
      if (MayMatch(posting)) AddCandidate(posting.slot, candidates);
    }
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
