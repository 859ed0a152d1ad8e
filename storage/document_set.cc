#include "storage/document_set.h"

#include <bit>

namespace sitrep {
namespace {

int64_t CountPortably(const uint64_t* words, size_t count) {
  int64_t bits = 0;
  for (size_t i = 0; i < count; ++i) bits += std::popcount(words[i]);
  return bits;
}

#if defined(__x86_64__)
// Not every x86 has the instruction, which is several times faster; the build is for all of them.
__attribute__((target("popcnt"))) int64_t CountByInstruction(const uint64_t* words, size_t count) {
  int64_t bits = 0;
  for (size_t i = 0; i < count; ++i) bits += __builtin_popcountll(words[i]);
  return bits;
}

bool HasInstruction() {
  static const bool has = __builtin_cpu_supports("popcnt");
  return has;
}
#endif

}  // namespace

int64_t CountBits(const uint64_t* words, size_t count) {
#if defined(__x86_64__)
  if (HasInstruction()) return CountByInstruction(words, count);
#endif
  return CountPortably(words, count);
}

}  // namespace sitrep
