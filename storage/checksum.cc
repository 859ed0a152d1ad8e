#include "storage/checksum.h"

#include <array>
#include <cstddef>

namespace sitrep {
namespace {

constexpr uint32_t kReversedPolynomial = 0x82f63b78;
// Bytes that one step takes: each has a table of its own.
constexpr int kSlices = 8;
using Tables = std::array<std::array<uint32_t, 256>, kSlices>;

constexpr Tables MakeTables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kReversedPolynomial : 0);
    tables[0][byte] = crc;
  }
  for (uint32_t byte = 0; byte < 256; ++byte) {
    for (int slice = 1; slice < kSlices; ++slice) {
      const uint32_t before = tables[slice - 1][byte];
      tables[slice][byte] = (before >> 8) ^ tables[0][before & 0xff];
    }
  }
  return tables;
}

constexpr Tables kTables = MakeTables();

uint32_t ByteAt(absl::string_view bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }

}  // namespace

uint32_t Crc32c(absl::string_view bytes) {
  uint32_t crc = 0xffffffff;
  size_t i = 0;
  for (; i + kSlices <= bytes.size(); i += kSlices) {
    const uint32_t low = crc ^ (ByteAt(bytes, i) | ByteAt(bytes, i + 1) << 8 |
                                ByteAt(bytes, i + 2) << 16 | ByteAt(bytes, i + 3) << 24);
    crc = kTables[7][low & 0xff] ^ kTables[6][(low >> 8) & 0xff] ^ kTables[5][(low >> 16) & 0xff] ^
          kTables[4][low >> 24];
    for (int slice = 0; slice < 4; ++slice) crc ^= kTables[3 - slice][ByteAt(bytes, i + 4 + slice)];
  }
  for (; i < bytes.size(); ++i) crc = (crc >> 8) ^ kTables[0][(crc ^ ByteAt(bytes, i)) & 0xff];
  return ~crc;
}

}  // namespace sitrep
