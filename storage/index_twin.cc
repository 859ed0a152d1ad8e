#include "storage/index_twin.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace sitrep {
namespace {

constexpr int64_t kDay = int64_t{24} * 3600 * 1'000'000;
// 9999-12-31T23:59:59.999999Z.
constexpr int64_t kLastTime = 253'402'300'799'999'999;
constexpr int64_t kFirstTime = -62'135'596'800'000'000;

}  // namespace

int64_t RandomPostings::Below(int64_t bound) {
  return static_cast<int64_t>(random_() % static_cast<uint64_t>(bound));
}

int64_t RandomPostings::Time() {
  switch (Below(20)) {
    case 0:
      return kFirstTime;
    case 1:
      return kLastTime;
    default:
      return (Below(60) - 30) * kDay + Below(3);
  }
}

// The smaller of two: low numbers are common, high ones rare.
Term RandomPostings::SomeTerm() {
  return absl::StrCat("t", std::min({Below(30), Below(30), Below(30)}));
}

void RandomPostings::SetTimes(Posting& posting) {
  const int64_t kind = Below(10);
  if (kind == 0) return;  // Undated.
  const int64_t start = Time();
  posting.address.sort_start = start;
  if (kind == 1) return;  // Dated, and yet possibly at any time.
  posting.possible_start = kind == 2 ? kTimeMin : start;
  const int64_t lengths[] = {1,         3600'000'000,  kDay,      31 * kDay,
                             32 * kDay, 32 * kDay + 1, 400 * kDay};
  posting.possible_end = kind == 3 ? kTimeMax : start + lengths[Below(7)];
}

// Few traits in all, so that they get numbers; any number of points.
void RandomPostings::SetTraits(Posting& posting) {
  Traits& traits = posting.traits;
  traits.retracted = Below(8) == 0;
  traits.other_places = Below(8) == 0;
  traits.kind = static_cast<int32_t>(Below(3));
  if (Below(4) == 0) {
    traits.has_killed = true;
    traits.killed_lower = static_cast<int32_t>(Below(3));
    traits.killed_upper = INT32_MAX;
  }
  traits.point_count = static_cast<uint8_t>(Below(Traits::kPointsMax + 1));
  for (int i = 0; i < traits.point_count; ++i) {
    traits.point_roles[i] = static_cast<uint8_t>(1 + Below(5));
    posting.points[i] = random_();
  }
}

Posting RandomPostings::Next() {
  Posting posting;
  SetTimes(posting);
  SetTraits(posting);
  posting.address.sequence = ++sequence_;
  posting.terms = {terms::All(), terms::Id(absl::StrCat("event", sequence_))};
  const int64_t count = Below(6);
  for (int64_t i = 0; i < count; ++i) posting.terms.push_back(SomeTerm());
  std::sort(posting.terms.begin(), posting.terms.end());
  posting.terms.erase(std::unique(posting.terms.begin(), posting.terms.end()), posting.terms.end());
  if (!current_.empty() && Below(3) == 0) {
    Address& superseded = current_[Below(static_cast<int64_t>(current_.size()))];
    posting.supersedes = superseded;
    superseded = posting.address;
  } else {
    current_.push_back(posting.address);
  }
  return posting;
}

Posting RandomPostings::NextNoEvent() {
  Posting posting;
  posting.address.sequence = ++sequence_;
  posting.supersedes = posting.address;
  return posting;
}

IndexQuery RandomPostings::Query(int64_t sequence_max) {
  IndexQuery query;
  const int64_t clauses = Below(4);
  for (int64_t i = 0; i < clauses; ++i) {
    AnyTerm any;
    const int64_t count = Below(20) == 0 ? 0 : 1 + Below(4);
    for (int64_t j = 0; j < count; ++j) any.push_back(SomeTerm());
    if (Below(8) == 0) any.push_back(terms::All());
    if (Below(8) == 0) any.push_back("a term that nothing has");
    query.all_of.push_back(std::move(any));
  }
  if (Below(2) == 0) query.occurred.start = Time();
  if (Below(2) == 0) {
    query.occurred.end =
        query.occurred.start == kTimeMin ? Time() : query.occurred.start + Below(9) * kDay;
  }
  query.snapshot = Below(3) == 0 ? Below(sequence_max + 1) : sequence_max;
  query.newest_first = Below(2) == 0;
  if (Below(2) == 0) query.after = {Below(5) == 0 ? kTimeMin : Time(), Below(sequence_max + 1)};
  return query;
}

void RandomPostings::AddTests(IndexQuery& query) {
  for (size_t i = 0; i < query.all_of.size(); ++i) {
    if (Below(2) == 0) query.tested_clauses.push_back(i);
  }
  if (Below(2) == 0) query.columns.kinds = {static_cast<int32_t>(Below(3))};
  if (Below(2) == 0) return;
  std::vector<uint64_t> ends = {random_(), random_(), random_(), random_()};
  std::sort(ends.begin(), ends.end());
  query.columns.leaves = {{ends[0], ends[1]}, {ends[2], ends[3]}};
}

bool IndexTwin::Passes(int64_t sequence, const ColumnTest& test) const {
  const Posting& posting = postings_[sequence - 1];
  const Traits& traits = posting.traits;
  if (!test.kinds.empty() && test.kinds.front() != traits.kind) return false;
  if (!test.leaves || traits.other_places) return true;
  for (int i = 0; i < traits.point_count; ++i) {
    for (const ColumnTest::LeafRange& range : *test.leaves) {
      if (range.first <= posting.points[i] && posting.points[i] <= range.last) return true;
    }
  }
  return false;
}

void IndexTwin::Add(const Posting& posting) {
  postings_.push_back(posting);
  superseded_by_.push_back(kTimeMax);
  if (posting.supersedes.sequence != 0) {
    superseded_by_[posting.supersedes.sequence - 1] = posting.address.sequence;
  }
}

bool IndexTwin::Matches(const Posting& posting, const IndexQuery& query) const {
  const int64_t sequence = posting.address.sequence;
  if (sequence > query.snapshot || superseded_by_[sequence - 1] <= query.snapshot) return false;
  if (posting.possible_start >= query.occurred.end) return false;
  if (posting.possible_end <= query.occurred.start) return false;
  for (const AnyTerm& any : query.all_of) {
    const bool has_one = std::any_of(any.begin(), any.end(), [&](const Term& term) {
      return std::count(posting.terms.begin(), posting.terms.end(), term) > 0;
    });
    if (!has_one) return false;
  }
  return true;
}

std::vector<Address> IndexTwin::Answer(const IndexQuery& query) const {
  std::vector<Address> dated;
  std::vector<Address> undated;
  for (const Posting& posting : postings_) {
    if (!Matches(posting, query)) continue;
    (posting.address.sort_start == kTimeMin ? undated : dated).push_back(posting.address);
  }
  for (std::vector<Address>* part : {&dated, &undated}) {
    std::sort(part->begin(), part->end());
    if (query.newest_first) std::reverse(part->begin(), part->end());
  }
  if (query.after) {
    const Address after = *query.after;
    const auto passed = [&](const Address& address) {
      return query.newest_first ? address >= after : address <= after;
    };
    // Behind an undated one there are no dated ones.
    if (after.sort_start == kTimeMin) dated.clear();
    std::vector<Address>& part = after.sort_start == kTimeMin ? undated : dated;
    part.erase(std::remove_if(part.begin(), part.end(), passed), part.end());
  }
  dated.insert(dated.end(), undated.begin(), undated.end());
  return dated;
}

std::vector<RevisionDigest> IndexTwin::Digests(int64_t first, int64_t last) const {
  std::vector<RevisionDigest> digests;
  for (int64_t sequence = first; sequence <= last; ++sequence) {
    digests.push_back(DigestOf(postings_[sequence - 1]));
    const int64_t superseded_by = superseded_by_[sequence - 1];
    if (superseded_by <= last) digests.back().superseded_by = superseded_by;
  }
  return digests;
}

absl::StatusOr<std::vector<Address>> ReadAll(IndexCursor cursor, size_t count) {
  std::vector<Address> addresses;
  IndexedRevision found;
  while (addresses.size() < count) {
    ASSIGN_OR_RETURN(const bool more, cursor.Next(&found));
    if (!more) break;
    addresses.push_back(found.address);
  }
  return addresses;
}

}  // namespace sitrep
