#include "gazetteer/table.h"

#include <sys/mman.h>

#include <cstdint>

namespace sitrep {
namespace {

size_t WholePages(size_t bytes) {
  return (bytes + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
}

}  // namespace

void* AllocateHugePages(size_t bytes) {
  const size_t size = WholePages(bytes);
  // A huge page lies at a multiple of its size: take more, give back what is before and behind.
  void* const taken = ::mmap(nullptr, size + kHugePageBytes, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (taken == MAP_FAILED) throw std::bad_alloc();
  const auto begin = reinterpret_cast<uintptr_t>(taken);
  const uintptr_t aligned = WholePages(begin);
  if (aligned > begin) ::munmap(taken, aligned - begin);
  const uintptr_t end = begin + size + kHugePageBytes;
  if (end > aligned + size) {
    ::munmap(reinterpret_cast<void*>(aligned + size), end - (aligned + size));
  }
  void* const memory = reinterpret_cast<void*>(aligned);
  // Without huge pages it is slower and nothing else.
  ::madvise(memory, size, MADV_HUGEPAGE);
  return memory;
}

void FreeHugePages(void* memory, size_t bytes) { ::munmap(memory, WholePages(bytes)); }

}  // namespace sitrep
