#include "storage/rocksdb_status.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace sitrep {
namespace {

absl::StatusCode CodeOf(const rocksdb::Status& status, absl::string_view text) {
  if (status.IsNoSpace() || status.IsMemoryLimit()) return absl::StatusCode::kResourceExhausted;
  if (status.IsCorruption()) return absl::StatusCode::kDataLoss;
  if (status.IsPathNotFound()) return absl::StatusCode::kDataLoss;
  if (status.IsShutdownInProgress()) return absl::StatusCode::kUnavailable;
  // RocksDB has no code of its own for a lock that another process holds.
  if (status.IsIOError() && absl::StrContains(text, "/LOCK")) return absl::StatusCode::kUnavailable;
  return absl::StatusCode::kInternal;
}

}  // namespace

absl::Status FromRocksdb(const rocksdb::Status& status, absl::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = status.ToString();
  return absl::Status(CodeOf(status, text), absl::StrCat(doing, ": ", text));
}

}  // namespace sitrep
