// A hash that may stand on disk and on the wire: the same for ever and on every machine.
#ifndef SITREP_BASE_STABLE_HASH_H_
#define SITREP_BASE_STABLE_HASH_H_

#include <xxhash.h>

#include <cstdint>

#include "absl/strings/string_view.h"

namespace sitrep {

// XXH3, 64 bits. Not for adversaries: who chooses the bytes can make two of one hash.
inline uint64_t StableHash(absl::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace sitrep

#endif  // SITREP_BASE_STABLE_HASH_H_
