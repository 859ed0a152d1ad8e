// The places of named subscriptions, on disk.
#ifndef SITREP_STORAGE_SUBSCRIPTION_TABLE_H_
#define SITREP_STORAGE_SUBSCRIPTION_TABLE_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/database.h"
#include "storage/subscription.pb.h"

namespace sitrep {

// Thread-safe. What is written is on disk when the call returns.
class SubscriptionTable {
 public:
  // The database outlives the table.
  explicit SubscriptionTable(Database* database) : database_(database) {}

  // All of them by name. DATA_LOSS names one that can't be read.
  absl::StatusOr<std::map<std::string, storage::SubscriptionRecord>> ReadAll() const;
  absl::Status Put(absl::string_view name, const storage::SubscriptionRecord& record);
  // Does nothing if there is none of the name.
  absl::Status Delete(absl::string_view name);

 private:
  Database* database_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_SUBSCRIPTION_TABLE_H_
