// Filters as many watchers would have them, for the events of EventGenerator.
#ifndef SITREP_BENCH_STANDING_FILTER_MIX_H_
#define SITREP_BENCH_STANDING_FILTER_MIX_H_

#include <cstdint>
#include <random>

#include "bench/event_generator.h"
#include "sitrep/v1/filter.pb.h"

namespace sitrep {

// A mix of regions, circles, polygons, actors, kinds, publishers and their combinations. The same
// seed makes the same filters.
class StandingFilterMix {
 public:
  // For so many filters in all: an event matches about one in 1,000 of them if they are few, and
  // one to ten of them if they are many.
  StandingFilterMix(uint32_t seed, int filters);

  v1::Filter Next();

 private:
  uint32_t Below(uint32_t end) { return random_() % end; }
  void AddUnit(v1::Filter& filter);
  void AddState(v1::Filter& filter);
  void AddKind(v1::Filter& filter);
  void AddPublisher(v1::Filter& filter);
  // A circle of 10 km in the middle of the polygon that the generator would ask for.
  void AddCircle(v1::Filter& filter);

  std::mt19937 random_;
  EventGenerator areas_;
  const bool narrow_;
  // Of these many of the most common ones, one each.
  const uint32_t units_;
  const uint32_t publishers_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_STANDING_FILTER_MIX_H_
