#include "storage/id_table.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rocksdb/iterator.h"
#include "storage/keys.h"
#include "storage/rocksdb_status.h"

namespace sitrep {

absl::StatusOr<std::optional<storage::IdRecord>> IdTable::Find(
    absl::string_view event_id, const DatabaseSnapshot& snapshot) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> value,
                   database_->Get(Family::kIds, event_id, snapshot));
  if (!value) return std::nullopt;
  storage::IdRecord record;
  if (!record.ParseFromString(*value) || record.revisions().empty()) {
    return absl::DataLossError(
        absl::StrCat("ids, key ", DescribeKey(event_id), ": not a record of an id"));
  }
  return record;
}

void IdTable::Put(absl::string_view event_id, const storage::IdRecord& record, Batch& batch) {
  batch.Put(Family::kIds, event_id, record.SerializeAsString());
}

absl::StatusOr<int64_t> IdTable::Count(const DatabaseSnapshot& snapshot) const {
  const std::unique_ptr<rocksdb::Iterator> ids = database_->NewIterator(Family::kIds, snapshot);
  int64_t count = 0;
  for (ids->SeekToFirst(); ids->Valid(); ids->Next()) ++count;
  RETURN_IF_ERROR(FromRocksdb(ids->status(), "reading ids"));
  return count;
}

}  // namespace sitrep
