// Named subscriptions: places in the ledger that outlive their readers.
#ifndef SITREP_SERVER_ENGINE_SUBSCRIPTIONS_H_
#define SITREP_SERVER_ENGINE_SUBSCRIPTIONS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// What is acknowledged is on disk when the call returns, and never moves back. Thread-safe.
class Subscriptions {
 public:
  // The store must outlive them.
  Subscriptions(EventStore& store, Clock clock);

  // The place of a name; made at `start` if there is none. RESOURCE_EXHAUSTED past
  // limits::kSubscriptionsMax.
  absl::StatusOr<int64_t> Open(const std::string& name, int64_t start);

  // The place of a name; nothing if there is none.
  std::optional<int64_t> PlaceOf(const std::string& name) const;

  // NOT_FOUND for an unknown name, OUT_OF_RANGE for a sequence that is not in the ledger.
  absl::StatusOr<v1::Subscription> Acknowledge(const std::string& name, int64_t sequence);
  // NOT_FOUND for an unknown name.
  absl::Status Delete(const std::string& name);

  // By name; `connected` is not filled in.
  std::vector<v1::Subscription> List() const;

 private:
  struct Kept {
    // Held while its place is written or it is deleted, so that of two that acknowledge the older
    // place is not the last one on disk. Taken before mutex_.
    std::mutex writing;
    // Guarded by mutex_.
    storage::SubscriptionRecord record;
    bool deleted = false;
  };

  absl::StatusOr<std::shared_ptr<Kept>> Find(const std::string& name) const;
  v1::Subscription Describe(const std::string& name,
                            const storage::SubscriptionRecord& record) const;
  absl::Status Unknown(const std::string& name) const;

  EventStore& store_;
  const Clock clock_;

  // Not held while a place is moved: those of several subscriptions share a sync. Held while one is
  // made or deleted.
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  // Why they could not be read, if they could not: then every call that changes one fails so.
  absl::Status loaded_;
  std::map<std::string, std::shared_ptr<Kept>> kept_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_SUBSCRIPTIONS_H_
