#include "storage/keys.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/big_endian.h"

namespace sitrep {
namespace {

constexpr size_t kLogKeyBytes = 8;
constexpr size_t kChunkKeyBytes = 12;
constexpr size_t kDescribedBytesMax = 200;

}  // namespace

std::string LogKey(int64_t first_sequence) {
  std::string key;
  key.reserve(kLogKeyBytes);
  AppendBigEndian64(static_cast<uint64_t>(first_sequence), key);
  return key;
}

std::optional<int64_t> ParseLogKey(absl::string_view key) {
  if (key.size() != kLogKeyBytes) return std::nullopt;
  const auto sequence = static_cast<int64_t>(ReadBigEndian64(key));
  if (sequence <= 0) return std::nullopt;
  return sequence;
}

std::string ChunkKey(uint64_t segment_id, uint32_t chunk) {
  std::string key;
  key.reserve(kChunkKeyBytes);
  AppendBigEndian64(segment_id, key);
  AppendBigEndian32(chunk, key);
  return key;
}

std::optional<ChunkAddress> ParseChunkKey(absl::string_view key) {
  if (key.size() != kChunkKeyBytes) return std::nullopt;
  return ChunkAddress{ReadBigEndian64(key), ReadBigEndian32(key.substr(8))};
}

std::string SegmentPrefix(uint64_t segment_id) {
  std::string prefix;
  AppendBigEndian64(segment_id, prefix);
  return prefix;
}

std::string CountValue(int64_t count) {
  std::string value;
  AppendBigEndian64(static_cast<uint64_t>(count), value);
  return value;
}

std::optional<int64_t> ParseCountValue(absl::string_view value) {
  if (value.size() != 8) return std::nullopt;
  const auto count = static_cast<int64_t>(ReadBigEndian64(value));
  if (count < 0) return std::nullopt;
  return count;
}

std::string DescribeKey(absl::string_view key) {
  const bool printable = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return absl::ascii_isprint(static_cast<unsigned char>(c));
  });
  const absl::string_view shown = key.substr(0, kDescribedBytesMax);
  const absl::string_view more = key.size() > kDescribedBytesMax ? "..." : "";
  if (printable) return absl::StrCat("'", shown, more, "'");
  return absl::StrCat("0x", absl::BytesToHexString(shown), more);
}

}  // namespace sitrep
