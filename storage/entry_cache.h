// Entries that were read or written lately, so that pages of results need no RocksDB.
#ifndef SITREP_STORAGE_ENTRY_CACHE_H_
#define SITREP_STORAGE_ENTRY_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"

namespace sitrep {

// Thread-safe. Holds at most `bytes_max`; the entries that were asked for least recently go first.
class EntryCache {
 public:
  // What an entry costs besides its bytes, about.
  static constexpr size_t kBytesOfSlot = 128;

  explicit EntryCache(size_t bytes_max) : bytes_max_(bytes_max) {}

  // Null if it is not there.
  std::shared_ptr<const std::string> Find(int64_t sequence);

  // Does nothing if the sequence is there. An entry that is larger than the cache is not kept.
  void Insert(int64_t sequence, std::shared_ptr<const std::string> entry);

  size_t bytes() const;

 private:
  struct Slot {
    int64_t sequence;
    std::shared_ptr<const std::string> entry;
  };

  static size_t BytesOf(const std::string& entry) { return entry.size() + kBytesOfSlot; }
  void EvictOldest();

  const size_t bytes_max_;
  mutable std::mutex mutex_;
  // The latest first.
  std::list<Slot> slots_;
  absl::flat_hash_map<int64_t, std::list<Slot>::iterator> by_sequence_;
  size_t bytes_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_ENTRY_CACHE_H_
