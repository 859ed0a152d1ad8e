// Numbers and strings written to bytes, and read back from bytes that may be damaged.
#ifndef SITREP_GAZETTEER_BYTE_STREAM_H_
#define SITREP_GAZETTEER_BYTE_STREAM_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace sitrep {

class ByteWriter {
 public:
  void Byte(uint8_t value) { bytes_.push_back(static_cast<char>(value)); }

  void Varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) Byte(static_cast<uint8_t>(value | 0x80));
    Byte(static_cast<uint8_t>(value));
  }

  // Small numbers of either sign are short.
  void Signed(int64_t value) {
    Varint((static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63));
  }

  void String(absl::string_view value) {
    Varint(value.size());
    bytes_.append(value.data(), value.size());
  }

  // Little-endian.
  void Fixed32(uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) Byte(static_cast<uint8_t>(value >> shift));
  }
  void Fixed64(uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) Byte(static_cast<uint8_t>(value >> shift));
  }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Reads what ByteWriter wrote. Past the end or at nonsense it gives zeros and empty strings, and
// ok() stays false from then on, so one check at the end of a loop is enough. The views it returns
// point into the bytes.
class ByteReader {
 public:
  explicit ByteReader(absl::string_view bytes) : bytes_(bytes) {}

  uint8_t Byte() {
    if (at_ >= bytes_.size()) {
      ok_ = false;
      return 0;
    }
    return static_cast<uint8_t>(bytes_[at_++]);
  }

  uint64_t Varint() {
    // Most numbers take one byte.
    if (at_ < bytes_.size() && static_cast<uint8_t>(bytes_[at_]) < 0x80) {
      return static_cast<uint8_t>(bytes_[at_++]);
    }
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }

  int64_t Signed() {
    const uint64_t value = Varint();
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
  }

  // How many things follow. Each takes a byte at least, so a damaged count cannot ask for more
  // memory than there are bytes.
  size_t Count() {
    const uint64_t count = Varint();
    if (count > bytes_.size() - at_) {
      ok_ = false;
      return 0;
    }
    return static_cast<size_t>(count);
  }

  absl::string_view String() {
    const size_t size = Count();
    const absl::string_view value = bytes_.substr(at_, size);
    at_ += size;
    return value;
  }

  uint32_t Fixed32() {
    uint32_t value = 0;
    for (int shift = 0; shift < 32; shift += 8) value |= uint32_t{Byte()} << shift;
    return value;
  }
  uint64_t Fixed64() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 8) value |= uint64_t{Byte()} << shift;
    return value;
  }

  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && at_ == bytes_.size(); }
  size_t size() const { return bytes_.size(); }

 private:
  absl::string_view bytes_;
  size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_BYTE_STREAM_H_
