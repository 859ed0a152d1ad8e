#include "storage/log_value.h"

#include "absl/strings/str_cat.h"
#include "base/stable_hash.h"
#include "storage/big_endian.h"
#include "storage/keys.h"

namespace sitrep {
namespace {

// A head of version (1 byte), count of entries (1), for each its length and flag (4) and checksum
// (4), and a checksum of the key and the head so far (4); then the entries.
constexpr uint8_t kVersion = 1;
constexpr size_t kBytesBeforeEntries = 2;
constexpr size_t kBytesOfEntry = 8;
constexpr size_t kBytesOfChecksum = 4;
constexpr uint32_t kEndsCallFlag = uint32_t{1} << 31;

static_assert(kLogValueEntriesMax <= 255, "the count is one byte");

uint32_t Checksum(absl::string_view bytes) { return static_cast<uint32_t>(StableHash(bytes)); }

// The key takes part, so that a value that lies under another key is found out.
uint32_t HeadChecksum(int64_t first_sequence, absl::string_view head) {
  return Checksum(absl::StrCat(LogKey(first_sequence), head));
}

absl::Status Damaged(int64_t first_sequence, absl::string_view reason) {
  return absl::DataLossError(absl::StrCat("log, key ", first_sequence, ": ", reason));
}

}  // namespace

std::string EncodeLogValue(int64_t first_sequence, absl::Span<const LogEntry> entries) {
  size_t bytes = kBytesBeforeEntries + entries.size() * kBytesOfEntry + kBytesOfChecksum;
  for (const LogEntry& entry : entries) bytes += entry.bytes.size();
  std::string value;
  value.reserve(bytes);
  value.push_back(static_cast<char>(kVersion));
  value.push_back(static_cast<char>(entries.size()));
  for (const LogEntry& entry : entries) {
    const auto length = static_cast<uint32_t>(entry.bytes.size());
    AppendBigEndian32(length | (entry.ends_call ? kEndsCallFlag : 0), value);
    AppendBigEndian32(Checksum(entry.bytes), value);
  }
  AppendBigEndian32(HeadChecksum(first_sequence, value), value);
  for (const LogEntry& entry : entries) value.append(entry.bytes.data(), entry.bytes.size());
  return value;
}

absl::StatusOr<LogValue> LogValue::Parse(int64_t first_sequence, absl::string_view bytes) {
  if (bytes.size() < kBytesBeforeEntries) return Damaged(first_sequence, "cut within its head");
  const auto version = static_cast<uint8_t>(bytes[0]);
  if (version != kVersion) {
    return Damaged(first_sequence, absl::StrCat("version ", version, ", not ", kVersion));
  }
  const size_t count = static_cast<uint8_t>(bytes[1]);
  const size_t head_bytes = kBytesBeforeEntries + count * kBytesOfEntry;
  if (bytes.size() < head_bytes + kBytesOfChecksum) {
    return Damaged(first_sequence, "cut within its head");
  }
  if (ReadBigEndian32(bytes.substr(head_bytes)) !=
      HeadChecksum(first_sequence, bytes.substr(0, head_bytes))) {
    return Damaged(first_sequence, "the checksum of its head is wrong");
  }
  if (count == 0) return Damaged(first_sequence, "no entries");

  LogValue value;
  value.first_sequence_ = first_sequence;
  value.entries_.reserve(count);
  absl::string_view rest = bytes.substr(head_bytes + kBytesOfChecksum);
  for (size_t i = 0; i < count; ++i) {
    const absl::string_view head = bytes.substr(kBytesBeforeEntries + i * kBytesOfEntry);
    const uint32_t length_and_flag = ReadBigEndian32(head);
    const size_t length = length_and_flag & ~kEndsCallFlag;
    if (length == 0 || length > rest.size()) {
      return Damaged(first_sequence, absl::StrCat("entry ", i, " does not fit"));
    }
    value.entries_.push_back({{rest.substr(0, length), (length_and_flag & kEndsCallFlag) != 0},
                              ReadBigEndian32(head.substr(4))});
    rest.remove_prefix(length);
  }
  if (!rest.empty()) return Damaged(first_sequence, "bytes after its last entry");
  return value;
}

absl::StatusOr<LogEntry> LogValue::Entry(int64_t sequence) const {
  const CheckedEntry& found = At(sequence);
  if (Checksum(found.entry.bytes) != found.checksum) {
    return Damaged(first_sequence_, absl::StrCat("the checksum of entry ", sequence, " is wrong"));
  }
  return found.entry;
}

}  // namespace sitrep
