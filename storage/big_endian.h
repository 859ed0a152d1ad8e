// Numbers of fixed size as bytes, the most significant first, so that they sort like numbers.
#ifndef SITREP_STORAGE_BIG_ENDIAN_H_
#define SITREP_STORAGE_BIG_ENDIAN_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace sitrep {

inline void AppendBigEndian32(uint32_t number, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

inline void AppendBigEndian64(uint64_t number, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

// The first 4 bytes, which are there.
inline uint32_t ReadBigEndian32(absl::string_view bytes) {
  uint32_t number = 0;
  for (int i = 0; i < 4; ++i) number = (number << 8) | static_cast<uint8_t>(bytes[i]);
  return number;
}

// The first 8 bytes, which are there.
inline uint64_t ReadBigEndian64(absl::string_view bytes) {
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = (number << 8) | static_cast<uint8_t>(bytes[i]);
  return number;
}

}  // namespace sitrep

#endif  // SITREP_STORAGE_BIG_ENDIAN_H_
