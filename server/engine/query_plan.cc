#include "server/engine/query_plan.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace sitrep {

QueryPlan::QueryPlan(FilterReading reading)
    : readings(std::move(reading.readings)),
      filter(reading.filter),
      answer(reading.filter),
      required(RequiredTermsOf(*reading.filter)) {}

IndexQuery QueryPlan::Query(int64_t now_us, int64_t snapshot) const {
  IndexQuery query;
  for (const RequiredTerms& terms : required) {
    // IndexAnswer and EventFilter look at each place themselves.
    if (terms.field == kAreaField) query.tested_clause = query.all_of.size();
    query.all_of.push_back(terms.any);
  }
  query.occurred = RequiredInterval(filter.resolved(), now_us);
  query.snapshot = snapshot;
  return query;
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
