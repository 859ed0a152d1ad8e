// When to try again.
#ifndef SITREP_CLIENT_BACKOFF_H_
#define SITREP_CLIENT_BACKOFF_H_

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace sitrep {

// A refused or lost call that may be repeated as it is: UNAVAILABLE, DEADLINE_EXCEEDED, or
// RESOURCE_EXHAUSTED with RetryInfo.
bool MayRetry(const absl::Status& status);

// Waits that double from 100 ms to 1 s, each shortened by a random part of at most a half so that
// clients do not come back all at once; never shorter than the server's RetryInfo. Not thread-safe.
class Backoff {
 public:
  static constexpr absl::Duration kInitial = absl::Milliseconds(100);
  static constexpr absl::Duration kMax = absl::Seconds(1);

  absl::Duration Next(const absl::Status& status);
  // After a success.
  void Reset() { next_ = kInitial; }

 private:
  absl::Duration next_ = kInitial;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_BACKOFF_H_
