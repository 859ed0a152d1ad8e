#include "gazetteer/table.h"

#include <sys/mman.h>

#include <cstdlib>

namespace sitrep {
namespace {

size_t WholePages(size_t bytes) {
  return (bytes + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
}

}  // namespace

void* AllocateHugePages(size_t bytes) {
  const size_t size = WholePages(bytes);
  void* const memory = std::aligned_alloc(kHugePageBytes, size);
  if (memory == nullptr) throw std::bad_alloc();
  // Without huge pages it is slower and nothing else.
  ::madvise(memory, size, MADV_HUGEPAGE);
  return memory;
}

void FreeHugePages(void* memory) { std::free(memory); }

}  // namespace sitrep
