#include "server/engine/recent_calls.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"

namespace sitrep {

RecentCalls::RecentCalls(const EventStore& store, int64_t after_sequence, size_t bytes_max)
    : store_(store), bytes_max_(bytes_max), end_sequence_(after_sequence) {}

absl::Status RecentCalls::Refresh() {
  if (end_sequence_ >= store_.sequence()) return absl::OkStatus();
  ChangeCallReader reader(store_, end_sequence_);
  while (true) {
    ASSIGN_OR_RETURN(std::shared_ptr<const ChangeCall> call, reader.Next());
    if (call == nullptr) return absl::OkStatus();
    end_sequence_ = call->last_sequence;
    bytes_ += call->bytes;
    calls_.push_back(std::move(call));
    while (bytes_ > bytes_max_ && calls_.size() > 1) {
      bytes_ -= calls_.front()->bytes;
      calls_.pop_front();
    }
  }
}

std::shared_ptr<const ChangeCall> RecentCalls::After(int64_t sequence) const {
  const auto found =
      std::upper_bound(calls_.begin(), calls_.end(), sequence,
                       [](int64_t value, const auto& call) { return value < call->last_sequence; });
  if (found == calls_.end() || (*found)->first_sequence > sequence + 1) return nullptr;
  return *found;
}

}  // namespace sitrep
