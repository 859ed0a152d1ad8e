// What RocksDB answers, as a Status of ours.
#ifndef SITREP_STORAGE_ROCKSDB_STATUS_H_
#define SITREP_STORAGE_ROCKSDB_STATUS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "rocksdb/status.h"

namespace sitrep {

// `doing` says what was tried: "reading 'a/1' of ids". DATA_LOSS for damaged files, UNAVAILABLE for
// a directory that is in use, RESOURCE_EXHAUSTED for a full disk, INTERNAL for other trouble with
// the disk or with the call.
absl::Status FromRocksdb(const rocksdb::Status& status, absl::string_view doing);

}  // namespace sitrep

#endif  // SITREP_STORAGE_ROCKSDB_STATUS_H_
