// Wall time that never jumps.
#ifndef SITREP_BENCH_STEADY_CLOCK_H_
#define SITREP_BENCH_STEADY_CLOCK_H_

#include <chrono>

namespace sitrep {

using SteadyClock = std::chrono::steady_clock;

inline double SecondsSince(SteadyClock::time_point began) {
  return std::chrono::duration<double>(SteadyClock::now() - began).count();
}

inline double MicrosSince(SteadyClock::time_point began) { return SecondsSince(began) * 1e6; }

}  // namespace sitrep

#endif  // SITREP_BENCH_STEADY_CLOCK_H_
