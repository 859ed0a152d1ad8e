// Calls read from the log for watches that are behind, kept for a while: those that fell behind
// together go on together, and each call is read once for all of them.
#ifndef SITREP_SERVER_ENGINE_LOG_CALL_CACHE_H_
#define SITREP_SERVER_ENGINE_LOG_CALL_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>

#include "server/engine/change_call.h"

namespace sitrep {

// Bounded by bytes (ChangeCall::bytes): when it is full, the call that was not asked for longest
// leaves. One call larger than the bound is kept alone. Thread-safe.
class LogCallCache {
 public:
  explicit LogCallCache(size_t bytes_max) : bytes_max_(bytes_max) {}

  // The call that holds what follows a sequence; null if it is not here.
  std::shared_ptr<const ChangeCall> After(int64_t sequence);
  void Put(std::shared_ptr<const ChangeCall> call);

 private:
  using Calls = std::list<std::shared_ptr<const ChangeCall>>;

  const size_t bytes_max_;

  std::mutex mutex_;
  // Guarded by mutex_. The call that was asked for last comes first.
  Calls calls_;
  std::map<int64_t, Calls::iterator> by_last_sequence_;
  size_t bytes_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_LOG_CALL_CACHE_H_
