#include "storage/subscription_table.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rocksdb/iterator.h"
#include "storage/keys.h"
#include "storage/rocksdb_status.h"

namespace sitrep {

absl::StatusOr<std::map<std::string, storage::SubscriptionRecord>> SubscriptionTable::ReadAll()
    const {
  std::map<std::string, storage::SubscriptionRecord> records;
  const std::unique_ptr<rocksdb::Iterator> rows = database_->NewIterator(Family::kMeta);
  const rocksdb::Slice prefix(kSubscriptionPrefix.data(), kSubscriptionPrefix.size());
  for (rows->Seek(prefix); rows->Valid() && rows->key().starts_with(prefix); rows->Next()) {
    const std::string name = rows->key().ToString().substr(prefix.size());
    storage::SubscriptionRecord record;
    if (!record.ParseFromArray(rows->value().data(), static_cast<int>(rows->value().size()))) {
      return absl::DataLossError(
          absl::StrCat("meta, subscription ", DescribeKey(name), ": not a record of one"));
    }
    records.emplace(name, std::move(record));
  }
  RETURN_IF_ERROR(FromRocksdb(rows->status(), "reading subscriptions"));
  return records;
}

absl::Status SubscriptionTable::Put(absl::string_view name,
                                    const storage::SubscriptionRecord& record) {
  Batch batch = database_->NewBatch();
  batch.Put(Family::kMeta, absl::StrCat(kSubscriptionPrefix, name), record.SerializeAsString());
  return database_->WriteSynced(batch);
}

absl::Status SubscriptionTable::Delete(absl::string_view name) {
  Batch batch = database_->NewBatch();
  batch.Delete(Family::kMeta, absl::StrCat(kSubscriptionPrefix, name));
  return database_->WriteSynced(batch);
}

}  // namespace sitrep
