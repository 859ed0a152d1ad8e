// What is known of each event id.
#ifndef SITREP_STORAGE_ID_TABLE_H_
#define SITREP_STORAGE_ID_TABLE_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/database.h"
#include "storage/id_record.pb.h"

namespace sitrep {

// Thread-safe.
class IdTable {
 public:
  // The database outlives the table.
  explicit IdTable(const Database* database) : database_(database) {}

  // As of the snapshot, or as of now if it is null. Nullopt if nothing is known. DATA_LOSS names
  // the id.
  absl::StatusOr<std::optional<storage::IdRecord>> Find(
      absl::string_view event_id, const DatabaseSnapshot& snapshot = nullptr) const;

  // Adds the id's record to a batch that the caller writes; replaces the one before.
  static void Put(absl::string_view event_id, const storage::IdRecord& record, Batch& batch);

  // How many ids there are. Reads all of them.
  absl::StatusOr<int64_t> Count(const DatabaseSnapshot& snapshot) const;

 private:
  const Database* database_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_ID_TABLE_H_
