// Numbers and strings as bytes: varints, as protobuf writes them. Part of the format on disk.
#ifndef SITREP_STORAGE_BYTE_CODEC_H_
#define SITREP_STORAGE_BYTE_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace sitrep {

// 1 to 10 bytes, small numbers short.
inline void PutVarint(uint64_t number, std::string& out) {
  while (number >= 0x80) {
    out.push_back(static_cast<char>(number | 0x80));
    number >>= 7;
  }
  out.push_back(static_cast<char>(number));
}

// Reads what was put, in order. Never reads past the end: a read that fails returns false, and so
// do all reads after it.
class CodecReader {
 public:
  explicit CodecReader(absl::string_view bytes) : rest_(bytes) {}

  bool ReadVarint(uint64_t& number) {
    number = 0;
    for (size_t i = 0; i < rest_.size() && i < kVarintBytesMax; ++i) {
      const auto byte = static_cast<uint8_t>(rest_[i]);
      // The tenth byte has room for one bit.
      if (i == kVarintBytesMax - 1 && byte > 1) break;
      number |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
      if (byte < 0x80) {
        rest_.remove_prefix(i + 1);
        return true;
      }
    }
    return Fail();
  }

  // False too if the number is larger than 32 bits.
  bool ReadVarint32(uint32_t& number) {
    uint64_t wide = 0;
    if (!ReadVarint(wide)) return false;
    if (wide > UINT32_MAX) return Fail();
    number = static_cast<uint32_t>(wide);
    return true;
  }

  bool ReadBytes(size_t size, absl::string_view& bytes) {
    if (size > rest_.size()) return Fail();
    bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  bool at_end() const { return rest_.empty() && !failed_; }
  bool failed() const { return failed_; }

 private:
  static constexpr size_t kVarintBytesMax = 10;

  bool Fail() {
    rest_ = {};
    failed_ = true;
    return false;
  }

  absl::string_view rest_;
  bool failed_ = false;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_BYTE_CODEC_H_
