#include "server/engine/query_plan.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace sitrep {
namespace {

ColumnTest ColumnTestOf(const ResolvedFilter& filter, const std::vector<RequiredTerms>& required) {
  ColumnTest test;
  test.kinds.assign(filter.kinds.begin(), filter.kinds.end());
  // What is possible may lie anywhere.
  if (filter.possible) return test;
  for (const RequiredTerms& terms : required) {
    if (terms.field != kAreaField) continue;
    test.leaves.emplace();
    for (const S2CellId cell : terms.cells) {
      test.leaves->push_back({cell.range_min().id(), cell.range_max().id()});
    }
    std::sort(test.leaves->begin(), test.leaves->end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  return test;
}

}  // namespace

QueryPlan::QueryPlan(FilterReading reading)
    : readings(std::move(reading.readings)),
      filter(reading.filter),
      answer(reading.filter),
      required(RequiredTermsOf(*reading.filter)),
      columns_(ColumnTestOf(filter.resolved(), required)) {}

IndexQuery QueryPlan::Query(int64_t now_us, int64_t snapshot) const {
  IndexQuery query;
  for (const RequiredTerms& terms : required) query.all_of.push_back(terms.any);
  // IndexAnswer and EventFilter look at these themselves.
  for (const char* field : {kAreaField, kKindsField}) {
    if (const auto clause = ClauseOf(field)) query.tested_clauses.push_back(*clause);
  }
  query.columns = columns_;
  query.occurred = RequiredInterval(filter.resolved(), now_us);
  query.snapshot = snapshot;
  return query;
}

std::optional<size_t> QueryPlan::ClauseOf(absl::string_view field) const {
  for (size_t i = 0; i < required.size(); ++i) {
    if (required[i].field == field) return i;
  }
  return std::nullopt;
}

absl::StatusOr<std::shared_ptr<const QueryPlan>> QueryPlans::Of(const v1::Filter& filter) const {
  std::string key = absl::StrCat(filters_.generation(), " ");
  filter.AppendToString(&key);
  if (auto plan = Find(key)) return plan;
  ASSIGN_OR_RETURN(FilterReading reading, filters_.Read(filter));
  auto plan = std::make_shared<const QueryPlan>(std::move(reading));
  if (key.size() <= kFilterBytesMax) Keep(key, plan);
  return plan;
}

std::shared_ptr<const QueryPlan> QueryPlans::Find(const std::string& key) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return found->second->second;
}

void QueryPlans::Keep(const std::string& key, std::shared_ptr<const QueryPlan> plan) const {
  std::shared_ptr<const QueryPlan> dropped;  // Let go of after the lock.
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto [slot, inserted] = by_key_.try_emplace(key);
  if (!inserted) return;
  kept_.emplace_front(key, std::move(plan));
  slot->second = kept_.begin();
  if (kept_.size() <= kPlansMax) return;
  by_key_.erase(kept_.back().first);
  dropped = std::move(kept_.back().second);
  kept_.pop_back();
}

}  // namespace sitrep
