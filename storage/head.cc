#include "storage/head.h"

#include <algorithm>
#include <utility>

#include "base/stable_hash.h"
#include "base/status_macros.h"

namespace sitrep {
namespace {

// Numbers of terms that are allocated at once.
constexpr size_t kNumberBlockSize = 16 << 10;

// Before all others in either order.
constexpr Address kNewestOfAll{kTimeMax, kTimeMax};
constexpr Address kOldestOfAll{kTimeMin + 1, 0};

bool HasOneOf(absl::Span<const uint32_t> terms, const std::vector<uint32_t>& clause) {
  return std::any_of(terms.begin(), terms.end(), [&](uint32_t term) {
    return std::binary_search(clause.begin(), clause.end(), term);
  });
}

// Matches are few compared to the head, and pages few compared to matches: a heap gives the first
// ones without sorting the rest.
class HeadCursor : public UnitCursor {
  auto Later() const {
    return [this](const IndexedRevision& a, const IndexedRevision& b) {
      return ComesBefore(b.address, a.address, newest_first_);
    };
  }

 public:
  HeadCursor(std::vector<IndexedRevision> matches, bool newest_first)
      : heap_(std::move(matches)), newest_first_(newest_first) {
    std::make_heap(heap_.begin(), heap_.end(), Later());
  }

  absl::StatusOr<bool> Next(IndexedRevision* found) override {
    while (!heap_.empty()) {
      std::pop_heap(heap_.begin(), heap_.end(), Later());
      const IndexedRevision next = heap_.back();
      heap_.pop_back();
      // Found by two terms of the clause.
      if (last_ == next.address) continue;
      last_ = next.address;
      *found = next;
      return true;
    }
    return false;
  }

 private:
  std::vector<IndexedRevision> heap_;
  const bool newest_first_;
  std::optional<Address> last_;
};

}  // namespace

Head::Head(size_t entries_max)
    : entries_max_(entries_max), rows_(std::make_unique<Row[]>(entries_max)) {
  // Each revision has a term of its own, its id; the others are fewer.
  numbers_.reserve(2 * entries_max);
}

size_t Head::size() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return size_;
}

uint32_t Head::NumberOf(absl::string_view term) {
  const auto found = numbers_.find(term);
  if (found != numbers_.end()) return found->second;
  const auto number = static_cast<uint32_t>(terms_.size());
  terms_.push_back({Term(term), {}});
  numbers_.emplace(terms_.back().name, number);
  return number;
}

absl::Span<uint32_t> Head::NewTermNumbers(size_t count) {
  if (count > number_block_left_) {
    number_block_left_ = std::max(count, kNumberBlockSize);
    number_blocks_.push_back(std::make_unique<uint32_t[]>(number_block_left_));
    number_block_next_ = number_blocks_.back().get();
  }
  const absl::Span<uint32_t> numbers(number_block_next_, count);
  number_block_next_ += count;
  number_block_left_ -= count;
  return numbers;
}

void Head::Add(const Posting& posting) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto doc = static_cast<uint32_t>(size_);
  const absl::Span<uint32_t> numbers = NewTermNumbers(posting.terms.size());
  for (size_t i = 0; i < posting.terms.size(); ++i) {
    numbers[i] = NumberOf(posting.terms[i]);
    terms_[numbers[i]].docs.push_back(doc);
  }
  Row& row = rows_[doc];
  row.address = posting.address;
  row.possible_start = posting.possible_start;
  row.possible_end = posting.possible_end;
  row.traits = posting.traits;
  row.points = posting.points;
  row.terms = numbers;
  if (posting.supersedes_itself()) {
    row.superseded_by.store(posting.address.sequence, std::memory_order_relaxed);
  }
  ++size_;
}

Head::Row* Head::Find(const Address& address) {
  const int64_t doc = address.sequence - first_sequence_;
  if (doc < 0 || doc >= static_cast<int64_t>(size())) return nullptr;
  return rows_[doc].address == address ? &rows_[doc] : nullptr;
}

std::optional<Address> Head::FirstPossible(const IndexQuery& query) const {
  return query.newest_first ? kNewestOfAll : kOldestOfAll;
}

Head::Candidates Head::CandidatesOf(const std::vector<AnyTerm>& all_of) const {
  Candidates candidates;
  std::lock_guard<std::mutex> lock(mutex_);
  if (all_of.empty()) {
    candidates.docs.resize(size_);
    for (size_t i = 0; i < size_; ++i) candidates.docs[i] = static_cast<uint32_t>(i);
    return candidates;
  }
  std::vector<std::vector<uint32_t>>& clauses = candidates.other_clauses;
  size_t driver = 0;
  size_t driver_size = SIZE_MAX;
  for (const AnyTerm& any : all_of) {
    std::vector<uint32_t> numbers;
    size_t size = 0;
    for (const Term& term : any) {
      const auto found = numbers_.find(term);
      if (found == numbers_.end()) continue;
      numbers.push_back(found->second);
      size += terms_[found->second].docs.size();
    }
    if (numbers.empty()) return {};
    std::sort(numbers.begin(), numbers.end());
    if (size < driver_size) {
      driver = clauses.size();
      driver_size = size;
    }
    clauses.push_back(std::move(numbers));
  }
  candidates.docs.reserve(driver_size);
  for (uint32_t number : clauses[driver]) {
    const auto& docs = terms_[number].docs;
    candidates.docs.insert(candidates.docs.end(), docs.begin(), docs.end());
  }
  clauses.erase(clauses.begin() + static_cast<ptrdiff_t>(driver));
  return candidates;
}

bool Head::Matches(const Row& row, const IndexQuery& query, const Candidates& candidates) const {
  if (!IsVisible(row.address.sequence, row.superseded_by.load(std::memory_order_acquire),
                 query.snapshot)) {
    return false;
  }
  if (!MeetsInterval(row.possible_start, row.possible_end, query.occurred)) return false;
  if (query.after && !ComesBefore(*query.after, row.address, query.newest_first)) return false;
  return HasTerms(row, candidates);
}

bool Head::HasTerms(const Row& row, const Candidates& candidates) {
  return std::all_of(
      candidates.other_clauses.begin(), candidates.other_clauses.end(),
      [&](const std::vector<uint32_t>& clause) { return HasOneOf(row.terms, clause); });
}

absl::Status Head::AddInWindow(const std::vector<AnyTerm>& all_of, const SequenceWindow& window,
                               std::vector<int64_t>& sequences) const {
  const Candidates candidates = CandidatesOf(all_of);
  for (uint32_t doc : candidates.docs) {
    const Row& row = rows_[doc];
    if (!HasTerms(row, candidates)) continue;
    AddIfInWindow(row.address.sequence, row.superseded_by.load(std::memory_order_acquire), window,
                  sequences);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<UnitCursor>> Head::Open(const IndexQuery& query,
                                                       CursorCounters* counters) const {
  const Candidates candidates = CandidatesOf(query.all_of);
  counters->candidates += static_cast<int64_t>(candidates.docs.size());
  std::vector<IndexedRevision> matches;
  for (uint32_t doc : candidates.docs) {
    const Row& row = rows_[doc];
    if (Matches(row, query, candidates)) matches.push_back(RevisionOf(row));
  }
  return std::make_unique<HeadCursor>(std::move(matches), query.newest_first);
}

absl::Status Head::Count(const CountQuery& query, const CountSink& sink) const {
  IndexQuery all = query.query;
  all.after.reset();
  Candidates candidates = CandidatesOf(all.all_of);
  std::sort(candidates.docs.begin(), candidates.docs.end());
  candidates.docs.erase(std::unique(candidates.docs.begin(), candidates.docs.end()),
                        candidates.docs.end());
  for (const uint32_t doc : candidates.docs) {
    const Row& row = rows_[doc];
    if (Matches(row, all, candidates)) RETURN_IF_ERROR(sink.visit(RevisionOf(row)));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Head::CountTerm(const Term& term) const {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = numbers_.find(term);
  return found == numbers_.end() ? 0 : static_cast<int64_t>(terms_[found->second].docs.size());
}

// Rows below the size are final, and so are the parts of lists that name them: the lock is taken
// for one list at a time, so that a comparison does not stall appends.
absl::Status Head::AddDigests(int64_t first, std::vector<RevisionDigest>& digests) const {
  const int64_t head_end = first_sequence_ + static_cast<int64_t>(size());
  const int64_t end = std::min(first + static_cast<int64_t>(digests.size()), head_end);
  for (int64_t s = std::max(first, first_sequence_); s < end; ++s) {
    const Row& row = rows_[s - first_sequence_];
    RevisionDigest& digest = digests[s - first];
    digest.address = row.address;
    digest.possible_start = row.possible_start;
    digest.possible_end = row.possible_end;
    digest.traits_hash = HashOf(row.traits, row.points.data());
    const int64_t superseded_by = row.superseded_by.load(std::memory_order_acquire);
    if (superseded_by < first + static_cast<int64_t>(digests.size())) {
      digest.superseded_by = superseded_by;
    }
  }
  // Terms are counted by the lists that name a row, not by the row, since queries go by the lists.
  for (size_t number = 0;; ++number) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (number == terms_.size()) return absl::OkStatus();
    const uint64_t hash = StableHash(terms_[number].name);
    for (uint32_t doc : terms_[number].docs) {
      const int64_t s = first_sequence_ + doc;
      if (s < first || s >= end) continue;
      ++digests[s - first].term_count;
      digests[s - first].term_hash_sum += hash;
    }
  }
}

}  // namespace sitrep
