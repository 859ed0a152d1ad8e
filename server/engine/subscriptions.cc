#include "server/engine/subscriptions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "base/time_span.h"

namespace sitrep {

Subscriptions::Subscriptions(EventStore& store, Clock clock)
    : store_(store), clock_(std::move(clock)) {
  auto records = store_.subscriptions().ReadAll();
  loaded_ = records.status();
  if (!records.ok()) return;
  for (auto& [name, record] : *records) {
    kept_.emplace(name, std::make_shared<Kept>()).first->second->record = std::move(record);
  }
}

absl::StatusOr<std::shared_ptr<Subscriptions::Kept>> Subscriptions::Find(
    const std::string& name) const {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(loaded_);
  const auto found = kept_.find(name);
  if (found == kept_.end()) return Unknown(name);
  return found->second;
}

absl::StatusOr<int64_t> Subscriptions::Open(const std::string& name, int64_t start) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(loaded_);
  const auto found = kept_.find(name);
  if (found != kept_.end()) return found->second->record.acknowledged_sequence();
  if (kept_.size() >= limits::kSubscriptionsMax) {
    return absl::ResourceExhaustedError(
        absl::StrCat("there are ", limits::kSubscriptionsMax, " subscriptions already"));
  }
  auto kept = std::make_shared<Kept>();
  kept->record.set_acknowledged_sequence(start);
  kept->record.set_created_at_micros(absl::ToUnixMicros(clock_()));
  RETURN_IF_ERROR(store_.subscriptions().Put(name, kept->record));
  kept_.emplace(name, std::move(kept));
  return start;
}

std::optional<int64_t> Subscriptions::PlaceOf(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(name);
  if (found == kept_.end()) return std::nullopt;
  return found->second->record.acknowledged_sequence();
}

absl::StatusOr<v1::Subscription> Subscriptions::Acknowledge(const std::string& name,
                                                            int64_t sequence) {
  ASSIGN_OR_RETURN(const std::shared_ptr<Kept> kept, Find(name));
  const std::lock_guard writing(kept->writing);
  storage::SubscriptionRecord moved;
  {
    const std::lock_guard lock(mutex_);
    if (kept->deleted) return Unknown(name);
    if (sequence < 0 || sequence > store_.sequence()) {
      return absl::OutOfRangeError(
          absl::StrCat("sequence: ", sequence, " is not there; this is ledger ", store_.ledger_id(),
                       ", which holds sequences up to ", store_.sequence()));
    }
    if (sequence <= kept->record.acknowledged_sequence()) return Describe(name, kept->record);
    moved = kept->record;
  }
  moved.set_acknowledged_sequence(sequence);
  moved.set_acknowledged_at_micros(absl::ToUnixMicros(clock_()));
  RETURN_IF_ERROR(store_.subscriptions().Put(name, moved));
  const std::lock_guard lock(mutex_);
  kept->record = std::move(moved);
  return Describe(name, kept->record);
}

absl::Status Subscriptions::Delete(const std::string& name) {
  ASSIGN_OR_RETURN(const std::shared_ptr<Kept> kept, Find(name));
  const std::lock_guard writing(kept->writing);
  const std::lock_guard lock(mutex_);
  if (kept->deleted) return Unknown(name);
  RETURN_IF_ERROR(store_.subscriptions().Delete(name));
  kept->deleted = true;
  kept_.erase(name);
  return absl::OkStatus();
}

std::vector<v1::Subscription> Subscriptions::List() const {
  const std::lock_guard lock(mutex_);
  std::vector<v1::Subscription> list;
  for (const auto& [name, kept] : kept_) list.push_back(Describe(name, kept->record));
  return list;
}

v1::Subscription Subscriptions::Describe(const std::string& name,
                                         const storage::SubscriptionRecord& record) const {
  v1::Subscription subscription;
  subscription.set_name(name);
  subscription.set_acknowledged_sequence(record.acknowledged_sequence());
  subscription.set_lag(std::max<int64_t>(store_.sequence() - record.acknowledged_sequence(), 0));
  *subscription.mutable_created_at() = ToTimestamp(record.created_at_micros());
  if (record.acknowledged_at_micros() != 0) {
    *subscription.mutable_acknowledged_at() = ToTimestamp(record.acknowledged_at_micros());
  }
  return subscription;
}

absl::Status Subscriptions::Unknown(const std::string& name) const {
  return absl::NotFoundError(absl::StrCat("there is no subscription \"", name, "\""));
}

}  // namespace sitrep
