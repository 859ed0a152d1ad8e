// Chunks of segments that were read lately, in bounded memory.
#ifndef SITREP_STORAGE_CHUNK_CACHE_H_
#define SITREP_STORAGE_CHUNK_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "storage/database.h"

namespace sitrep {

// Thread-safe. At the bound the chunks that were not used for longest are dropped; who holds one
// keeps it.
class ChunkCache {
 public:
  // The database outlives the cache.
  ChunkCache(const Database* database, size_t bytes_max);

  // The chunk without its checksum. DATA_LOSS, naming the chunk, if it is damaged or missing.
  absl::StatusOr<std::shared_ptr<const std::string>> Read(uint64_t segment_id, uint32_t chunk);
  // The same for what is needed once: neither looked up nor kept.
  absl::StatusOr<std::string> ReadOnce(uint64_t segment_id, uint32_t chunk) const;

 private:
  using Key = std::pair<uint64_t, uint32_t>;
  struct Entry {
    Key key;
    std::shared_ptr<const std::string> bytes;
  };

  std::shared_ptr<const std::string> Find(const Key& key);
  void Insert(const Key& key, std::shared_ptr<const std::string> bytes);

  const Database* const database_;
  const size_t bytes_max_;

  std::mutex mutex_;
  // The last used first.
  std::list<Entry> entries_;
  absl::flat_hash_map<Key, std::list<Entry>::iterator> by_key_;
  size_t bytes_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_CHUNK_CACHE_H_
