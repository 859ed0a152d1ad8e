#include "client/backoff.h"

#include <algorithm>
#include <random>

#include "client/rpc_status.h"

namespace sitrep {

bool MayRetry(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kDeadlineExceeded ||
         (status.code() == absl::StatusCode::kResourceExhausted && RetryDelay(status));
}

absl::Duration Backoff::Next(const absl::Status& status) {
  thread_local std::minstd_rand random{std::random_device()()};
  const absl::Duration wait = next_ * std::uniform_real_distribution<double>(0.5, 1)(random);
  next_ = std::min(next_ * 2, kMax);
  return std::max(wait, RetryDelay(status).value_or(absl::ZeroDuration()));
}

}  // namespace sitrep
