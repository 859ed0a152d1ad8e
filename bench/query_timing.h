// How queries are timed, whoever answers them.
#ifndef SITREP_BENCH_QUERY_TIMING_H_
#define SITREP_BENCH_QUERY_TIMING_H_

#include <vector>

#include "bench/latencies.h"
#include "bench/query_set.h"
#include "bench/steady_clock.h"

namespace sitrep {

// One after the other: a pass to warm up, and one that is timed. `count` of them at most; there
// should be more than sitrep keeps plans of.
template <typename AskOne>
Latencies TimeQueries(const std::vector<BenchQuery>& queries, size_t count, const AskOne& ask) {
  Latencies latencies;
  for (int pass = 0; pass < 2; ++pass) {
    latencies = Latencies();
    for (size_t i = 0; i < count && i < queries.size(); ++i) {
      const auto began = SteadyClock::now();
      ask(queries[i]);
      latencies.Add(MicrosSince(began));
    }
  }
  return latencies;
}

}  // namespace sitrep

#endif  // SITREP_BENCH_QUERY_TIMING_H_
