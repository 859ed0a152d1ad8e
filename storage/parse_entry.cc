#include "storage/parse_entry.h"

#include "absl/strings/str_cat.h"

namespace sitrep {

absl::StatusOr<storage::Entry> ParseEntry(int64_t sequence, absl::string_view bytes) {
  storage::Entry entry;
  if (!entry.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError(absl::StrCat("log, sequence ", sequence, ": not an entry"));
  }
  const auto& record = entry.event().record();
  if (record.sequence() != sequence) {
    return absl::DataLossError(
        absl::StrCat("log, sequence ", sequence, ": the entry of sequence ", record.sequence()));
  }
  if (record.prev_sequence() < 0 || record.prev_sequence() >= sequence) {
    return absl::DataLossError(
        absl::StrCat("log, sequence ", sequence, ": supersedes sequence ", record.prev_sequence()));
  }
  return entry;
}

}  // namespace sitrep
