#include "storage/segment_chunk.h"

#include "absl/strings/str_cat.h"
#include "base/stable_hash.h"

namespace sitrep {

void SealChunk(std::string& bytes) {
  const uint64_t checksum = StableHash(bytes);
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>(checksum >> shift));
}

absl::Status OpenChunk(std::string& bytes) {
  if (bytes.size() < kChecksumBytes) {
    return absl::DataLossError(absl::StrCat("a chunk of only ", bytes.size(), " bytes"));
  }
  const size_t size = bytes.size() - kChecksumBytes;
  uint64_t stored = 0;
  for (size_t i = 0; i < kChecksumBytes; ++i) {
    stored |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[size + i])) << (8 * i);
  }
  bytes.resize(size);
  const uint64_t checksum = StableHash(bytes);
  if (checksum != stored) {
    return absl::DataLossError(absl::StrCat("a chunk's checksum is ", absl::Hex(checksum),
                                            " and should be ", absl::Hex(stored)));
  }
  return absl::OkStatus();
}

}  // namespace sitrep
