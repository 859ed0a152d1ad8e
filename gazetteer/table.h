// Large arrays that are filled once at the start and live as long as the process.
#ifndef SITREP_GAZETTEER_TABLE_H_
#define SITREP_GAZETTEER_TABLE_H_

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace sitrep {

// Memory that a large array begins to use costs a page fault for each 4 KiB, which together took
// longer than all else that loading does. So arrays of a MiB and more lie in huge pages where the
// system has them, and nothing is written to them before the array's owner does.
inline constexpr size_t kHugePageBytes = size_t{2} << 20;

// Whole huge pages, which FreeHugePages gives back. Throws std::bad_alloc.
void* AllocateHugePages(size_t bytes);
void FreeHugePages(void* memory);

template <typename T>
class TableAllocator {
 public:
  using value_type = T;

  TableAllocator() = default;
  template <typename Other>
  TableAllocator(const TableAllocator<Other>&) {}

  T* allocate(size_t size) {
    const size_t bytes = size * sizeof(T);
    return static_cast<T*>(IsLarge(bytes) ? AllocateHugePages(bytes) : ::operator new(bytes));
  }
  void deallocate(T* memory, size_t size) {
    const size_t bytes = size * sizeof(T);
    if (IsLarge(bytes)) {
      FreeHugePages(memory);
    } else {
      ::operator delete(memory);
    }
  }

  // What has no constructor stays as it is until it is assigned to.
  template <typename Item, typename... Arguments>
  void construct(Item* item, Arguments&&... arguments) {
    if constexpr (sizeof...(Arguments) == 0) {
      ::new (static_cast<void*>(item)) Item;
    } else if constexpr (std::is_aggregate_v<Item>) {
      ::new (static_cast<void*>(item)) Item{std::forward<Arguments>(arguments)...};
    } else {
      ::new (static_cast<void*>(item)) Item(std::forward<Arguments>(arguments)...);
    }
  }

  friend bool operator==(const TableAllocator&, const TableAllocator&) { return true; }

 private:
  static bool IsLarge(size_t bytes) { return bytes >= kHugePageBytes / 2; }
};

// Like any vector, but resize() leaves new numbers and the like unset.
template <typename T>
using Table = std::vector<T, TableAllocator<T>>;

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_TABLE_H_
