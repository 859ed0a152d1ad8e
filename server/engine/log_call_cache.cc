#include "server/engine/log_call_cache.h"

#include <utility>

namespace sitrep {

std::shared_ptr<const ChangeCall> LogCallCache::After(int64_t sequence) {
  const std::lock_guard lock(mutex_);
  const auto found = by_last_sequence_.upper_bound(sequence);
  if (found == by_last_sequence_.end()) return nullptr;
  const std::shared_ptr<const ChangeCall>& call = *found->second;
  if (call->first_sequence > sequence + 1) return nullptr;
  calls_.splice(calls_.begin(), calls_, found->second);
  return call;
}

void LogCallCache::Put(std::shared_ptr<const ChangeCall> call) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = by_last_sequence_.try_emplace(call->last_sequence);
  if (!is_new) return;
  bytes_ += call->bytes;
  calls_.push_front(std::move(call));
  place->second = calls_.begin();
  while (bytes_ > bytes_max_ && calls_.size() > 1) {
    bytes_ -= calls_.back()->bytes;
    by_last_sequence_.erase(calls_.back()->last_sequence);
    calls_.pop_back();
  }
}

}  // namespace sitrep
