#include "server/engine/recent_calls.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"

namespace sitrep {

RecentCalls::RecentCalls(const EventStore& store, int64_t after_sequence, size_t bytes_max)
    : store_(store), bytes_max_(bytes_max), end_sequence_(after_sequence) {}

absl::StatusOr<std::vector<std::shared_ptr<const ChangeCall>>> RecentCalls::TakeIn(
    size_t entries_max) {
  std::vector<std::shared_ptr<const ChangeCall>> taken;
  if (end_sequence_ >= store_.sequence()) return taken;
  ChangeCallReader reader(store_, end_sequence_);
  const int64_t end = end_sequence_ + static_cast<int64_t>(entries_max);
  while (end_sequence_ < end) {
    absl::StatusOr<std::shared_ptr<const ChangeCall>> call = reader.Next();
    // What was taken in is matched, too: the error comes again.
    if (!call.ok() && !taken.empty()) break;
    RETURN_IF_ERROR(call.status());
    if (*call == nullptr) break;
    Add(*call);
    taken.push_back(*std::move(call));
  }
  return taken;
}

void RecentCalls::Add(std::shared_ptr<const ChangeCall> call) {
  end_sequence_ = call->last_sequence;
  const std::lock_guard lock(mutex_);
  bytes_ += call->bytes;
  calls_.push_back(std::move(call));
  while (bytes_ > bytes_max_ && calls_.size() > 1) {
    bytes_ -= calls_.front()->bytes;
    calls_.pop_front();
  }
}

void RecentCalls::SkipTo(int64_t sequence) {
  end_sequence_ = sequence;
  const std::lock_guard lock(mutex_);
  calls_.clear();
  bytes_ = 0;
}

std::shared_ptr<const ChangeCall> RecentCalls::After(int64_t sequence) const {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::upper_bound(calls_.begin(), calls_.end(), sequence,
                       [](int64_t value, const auto& call) { return value < call->last_sequence; });
  if (found == calls_.end() || (*found)->first_sequence > sequence + 1) return nullptr;
  return *found;
}

}  // namespace sitrep
