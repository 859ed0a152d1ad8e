// Time as a parameter, so that tests never sleep and never depend on the hour.
#ifndef SITREP_BASE_CLOCK_H_
#define SITREP_BASE_CLOCK_H_

#include <functional>

#include "absl/time/time.h"

namespace sitrep {

// Tells the time. Called from any thread. `absl::Now` in the server's main, a variable in tests.
using Clock = std::function<absl::Time()>;

}  // namespace sitrep

#endif  // SITREP_BASE_CLOCK_H_
