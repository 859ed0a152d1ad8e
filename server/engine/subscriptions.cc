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
  if (records.ok()) records_ = *std::move(records);
}

absl::StatusOr<int64_t> Subscriptions::Open(const std::string& name, int64_t start) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(loaded_);
  const auto found = records_.find(name);
  if (found != records_.end()) return found->second.acknowledged_sequence();
  if (records_.size() >= limits::kSubscriptionsMax) {
    return absl::ResourceExhaustedError(
        absl::StrCat("there are ", limits::kSubscriptionsMax, " subscriptions already"));
  }
  storage::SubscriptionRecord record;
  record.set_acknowledged_sequence(start);
  record.set_created_at_micros(absl::ToUnixMicros(clock_()));
  RETURN_IF_ERROR(store_.subscriptions().Put(name, record));
  records_.emplace(name, std::move(record));
  return start;
}

std::optional<int64_t> Subscriptions::PlaceOf(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(name);
  if (found == records_.end()) return std::nullopt;
  return found->second.acknowledged_sequence();
}

absl::StatusOr<v1::Subscription> Subscriptions::Acknowledge(const std::string& name,
                                                            int64_t sequence) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(loaded_);
  const auto found = records_.find(name);
  if (found == records_.end()) return Unknown(name);
  if (sequence < 0 || sequence > store_.sequence()) {
    return absl::OutOfRangeError(absl::StrCat("sequence: ", sequence,
                                              " is not there; this is ledger ", store_.ledger_id(),
                                              ", which holds sequences up to ", store_.sequence()));
  }
  if (sequence > found->second.acknowledged_sequence()) {
    storage::SubscriptionRecord moved = found->second;
    moved.set_acknowledged_sequence(sequence);
    moved.set_acknowledged_at_micros(absl::ToUnixMicros(clock_()));
    RETURN_IF_ERROR(store_.subscriptions().Put(name, moved));
    found->second = std::move(moved);
  }
  return Describe(name, found->second);
}

absl::Status Subscriptions::Delete(const std::string& name) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(loaded_);
  const auto found = records_.find(name);
  if (found == records_.end()) return Unknown(name);
  RETURN_IF_ERROR(store_.subscriptions().Delete(name));
  records_.erase(found);
  return absl::OkStatus();
}

std::vector<v1::Subscription> Subscriptions::List() const {
  const std::lock_guard lock(mutex_);
  std::vector<v1::Subscription> list;
  for (const auto& [name, record] : records_) list.push_back(Describe(name, record));
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
