// What names were read as lately: feeds repeat the same few, and reading one costs microseconds.
#ifndef SITREP_SERVER_ENGINE_NAME_CACHE_H_
#define SITREP_SERVER_ENGINE_NAME_CACHE_H_

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

namespace sitrep {

// Keeps at most `names_max` readings; when a half is full the other half, which was asked for
// longer ago, is dropped. Readings that found nothing are kept like any other. Thread-safe.
template <typename Reading>
class NameCache {
 public:
  explicit NameCache(size_t names_max) : shard_names_max_(names_max / kShards / 2 + 1) {}

  // The reading of a name, by `read(name)` if it is not known. The same name gives the same
  // reading.
  template <typename Read>
  std::shared_ptr<const Reading> Get(absl::string_view name, const Read& read) {
    Shard& shard = shards_[absl::Hash<absl::string_view>()(name) % kShards];
    {
      const std::lock_guard lock(shard.mutex);
      if (std::shared_ptr<const Reading> known = Find(shard, name)) return known;
    }
    auto reading = std::make_shared<const Reading>(read(name));
    const std::lock_guard lock(shard.mutex);
    Keep(shard, name, reading);
    return reading;
  }

 private:
  static constexpr size_t kShards = 16;
  using Names = absl::flat_hash_map<std::string, std::shared_ptr<const Reading>>;

  struct Shard {
    std::mutex mutex;
    Names recent;
    Names older;
  };

  std::shared_ptr<const Reading> Find(Shard& shard, absl::string_view name) {
    const auto recent = shard.recent.find(name);
    if (recent != shard.recent.end()) return recent->second;
    const auto older = shard.older.find(name);
    if (older == shard.older.end()) return nullptr;
    std::shared_ptr<const Reading> known = older->second;
    Keep(shard, name, known);
    return known;
  }

  void Keep(Shard& shard, absl::string_view name, std::shared_ptr<const Reading> reading) {
    if (shard.recent.size() >= shard_names_max_) {
      shard.older = std::exchange(shard.recent, Names());
    }
    shard.recent.try_emplace(name, std::move(reading));
  }

  const size_t shard_names_max_;
  std::array<Shard, kShards> shards_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_NAME_CACHE_H_
