// A value of the log: a few consecutive entries with their checksums (docs/disk_format.md).
#ifndef SITREP_STORAGE_LOG_VALUE_H_
#define SITREP_STORAGE_LOG_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace sitrep {

// An entry and whether it is the last one of its call.
struct LogEntry {
  absl::string_view bytes;
  bool ends_call = false;
};

// A value takes no further entry once it has this many, or this many bytes: reading one entry
// unpacks all of a value's.
inline constexpr size_t kLogValueEntriesMax = 64;
inline constexpr size_t kLogValueBytesMax = 16 << 10;

// At least one entry, at most kLogValueEntriesMax; no entry is empty.
std::string EncodeLogValue(int64_t first_sequence, absl::Span<const LogEntry> entries);

// A view of the bytes of a value, which outlive it. Trusts none of them.
class LogValue {
 public:
  // DATA_LOSS names the log, the key and what is wrong. Checks all but the entries themselves.
  static absl::StatusOr<LogValue> Parse(int64_t first_sequence, absl::string_view bytes);

  int64_t first_sequence() const { return first_sequence_; }
  int64_t last_sequence() const {
    return first_sequence_ + static_cast<int64_t>(entries_.size()) - 1;
  }
  // The sequence is in [first_sequence(), last_sequence()]. DATA_LOSS if its checksum is another.
  absl::StatusOr<LogEntry> Entry(int64_t sequence) const;
  bool EndsCall(int64_t sequence) const { return At(sequence).entry.ends_call; }

 private:
  struct CheckedEntry {
    LogEntry entry;
    uint32_t checksum = 0;
  };

  const CheckedEntry& At(int64_t sequence) const { return entries_[sequence - first_sequence_]; }

  int64_t first_sequence_ = 0;
  std::vector<CheckedEntry> entries_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_LOG_VALUE_H_
