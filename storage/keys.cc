#include "storage/keys.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace sitrep {
namespace {

constexpr size_t kLogKeyBytes = 8;
constexpr size_t kChunkKeyBytes = 12;
constexpr size_t kDescribedBytesMax = 200;

void AppendBigEndian(uint64_t number, int bytes, std::string& out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> shift));
  }
}

uint64_t ReadBigEndian(absl::string_view bytes) {
  uint64_t number = 0;
  for (char c : bytes) number = (number << 8) | static_cast<uint8_t>(c);
  return number;
}

}  // namespace

std::string LogKey(int64_t first_sequence) {
  std::string key;
  key.reserve(kLogKeyBytes);
  AppendBigEndian(static_cast<uint64_t>(first_sequence), 8, key);
  return key;
}

std::optional<int64_t> ParseLogKey(absl::string_view key) {
  if (key.size() != kLogKeyBytes) return std::nullopt;
  const auto sequence = static_cast<int64_t>(ReadBigEndian(key));
  if (sequence <= 0) return std::nullopt;
  return sequence;
}

std::string ChunkKey(uint64_t segment_id, uint32_t chunk) {
  std::string key;
  key.reserve(kChunkKeyBytes);
  AppendBigEndian(segment_id, 8, key);
  AppendBigEndian(chunk, 4, key);
  return key;
}

std::optional<ChunkAddress> ParseChunkKey(absl::string_view key) {
  if (key.size() != kChunkKeyBytes) return std::nullopt;
  return ChunkAddress{ReadBigEndian(key.substr(0, 8)),
                      static_cast<uint32_t>(ReadBigEndian(key.substr(8)))};
}

std::string SegmentPrefix(uint64_t segment_id) {
  std::string prefix;
  AppendBigEndian(segment_id, 8, prefix);
  return prefix;
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
