#include "storage/entry_cache.h"

#include <utility>

namespace sitrep {

std::shared_ptr<const std::string> EntryCache::Find(int64_t sequence) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = by_sequence_.find(sequence);
  if (found == by_sequence_.end()) return nullptr;
  slots_.splice(slots_.begin(), slots_, found->second);
  return found->second->entry;
}

void EntryCache::Insert(int64_t sequence, std::shared_ptr<const std::string> entry) {
  const size_t bytes = BytesOf(*entry);
  if (bytes > bytes_max_) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto [slot, inserted] = by_sequence_.try_emplace(sequence);
  if (!inserted) return;
  slots_.push_front({sequence, std::move(entry)});
  slot->second = slots_.begin();
  bytes_ += bytes;
  while (bytes_ > bytes_max_) EvictOldest();
}

void EntryCache::EvictOldest() {
  const Slot& oldest = slots_.back();
  bytes_ -= BytesOf(*oldest.entry);
  by_sequence_.erase(oldest.sequence);
  slots_.pop_back();
}

size_t EntryCache::bytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return bytes_;
}

}  // namespace sitrep
