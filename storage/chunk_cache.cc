#include "storage/chunk_cache.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "storage/segment_chunk.h"

namespace sitrep {

ChunkCache::ChunkCache(const Database* database, size_t bytes_max)
    : database_(database), bytes_max_(bytes_max) {}

absl::StatusOr<std::string> ChunkCache::ReadOnce(uint64_t segment_id, uint32_t chunk) const {
  ASSIGN_OR_RETURN(std::string bytes, database_->ReadChunk(segment_id, chunk));
  const absl::Status sound = OpenChunk(bytes);
  if (sound.ok()) return bytes;
  return absl::DataLossError(
      absl::StrCat("segment ", segment_id, ", chunk ", chunk, ": ", sound.message()));
}

absl::StatusOr<std::shared_ptr<const std::string>> ChunkCache::Read(uint64_t segment_id,
                                                                    uint32_t chunk) {
  const Key key{segment_id, chunk};
  std::shared_ptr<const std::string> cached = Find(key);
  if (cached != nullptr) return cached;
  ASSIGN_OR_RETURN(std::string bytes, ReadOnce(segment_id, chunk));
  auto read = std::make_shared<const std::string>(std::move(bytes));
  Insert(key, read);
  return read;
}

std::shared_ptr<const std::string> ChunkCache::Find(const Key& key) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->bytes;
}

void ChunkCache::Insert(const Key& key, std::shared_ptr<const std::string> bytes) {
  std::lock_guard<std::mutex> lock(mutex_);
  // Another thread may have read it meanwhile.
  if (by_key_.contains(key)) return;
  bytes_ += bytes->size();
  entries_.push_front({key, std::move(bytes)});
  by_key_.emplace(key, entries_.begin());
  while (bytes_ > bytes_max_ && entries_.size() > 1) {
    bytes_ -= entries_.back().bytes->size();
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

}  // namespace sitrep
