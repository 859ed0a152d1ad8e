// A data directory: its lock, its format version, and the mark of what was acknowledged. RocksDB
// has a directory of its own inside.
#ifndef SITREP_STORAGE_LEDGER_DIRECTORY_H_
#define SITREP_STORAGE_LEDGER_DIRECTORY_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sitrep {

// An open file; closes it.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;
  ~OpenFile();

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

// Not thread-safe.
class LedgerDirectory {
 public:
  // Makes the directory if it is not there. UNAVAILABLE if another process, or another object of
  // this one, has it; FAILED_PRECONDITION if it has another format version; DATA_LOSS if a file is
  // damaged or missing.
  static absl::StatusOr<std::unique_ptr<LedgerDirectory>> Open(const std::string& directory);

  std::string database_directory() const;

  // One of schema.h.
  int64_t format_version() const { return format_version_; }
  // Makes it at least this one. It is on disk when the call returns: before what it is for.
  absl::Status RaiseFormat(int64_t version);

  // The mark: a sequence that the log is sure to have had. It is not synced, so that it costs no
  // time, and may lie behind after a power failure; a log that ends before it has lost what was
  // acknowledged, even where RocksDB takes the damage for a torn tail.
  int64_t acknowledged() const { return acknowledged_; }
  absl::Status SetAcknowledged(int64_t sequence);

 private:
  LedgerDirectory(std::string directory, OpenFile lock);

  absl::Status CheckFormat();
  absl::Status WriteFormat(int64_t version);
  absl::Status OpenMark();
  std::string PathOf(const char* name) const;

  std::string directory_;
  // Locked as long as it is open.
  OpenFile lock_;
  OpenFile mark_{-1};
  int64_t format_version_ = 0;
  int64_t acknowledged_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_LEDGER_DIRECTORY_H_
