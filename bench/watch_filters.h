// How many events a second are ingested while so many filters stand.
#ifndef SITREP_BENCH_WATCH_FILTERS_H_
#define SITREP_BENCH_WATCH_FILTERS_H_

#include <cstdint>
#include <string>

namespace sitrep {

struct StandingFiltersResult {
  // Until everything was committed, and until everything was matched and delivered to the sink.
  double ingested_per_second = 0;
  double matched_per_second = 0;
  double matches_per_event = 0;
  // To open one watch.
  double open_us = 0;
};

// In process, into a sink that counts; fsync on, four callers, 250 events a call. The directory is
// made and removed.
StandingFiltersResult MeasureStandingFilters(const std::string& directory, int filters, int events);

}  // namespace sitrep

#endif  // SITREP_BENCH_WATCH_FILTERS_H_
