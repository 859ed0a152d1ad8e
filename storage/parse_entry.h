// Reads an entry of the log.
#ifndef SITREP_STORAGE_PARSE_ENTRY_H_
#define SITREP_STORAGE_PARSE_ENTRY_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/entry.pb.h"

namespace sitrep {

// DATA_LOSS if the bytes are no entry, or the entry of another sequence, or of one that supersedes
// a later one.
absl::StatusOr<storage::Entry> ParseEntry(int64_t sequence, absl::string_view bytes);

}  // namespace sitrep

#endif  // SITREP_STORAGE_PARSE_ENTRY_H_
