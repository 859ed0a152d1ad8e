// Events as feeds send them, the same for the same seed on every machine.
#ifndef SITREP_BENCH_EVENT_GENERATOR_H_
#define SITREP_BENCH_EVENT_GENERATOR_H_

#include <cstdint>
#include <random>
#include <string>

#include "sitrep/v1/event.pb.h"
#include "sitrep/v1/filter.pb.h"

namespace sitrep {

// One year of events, near time order: one in twenty comes up to five days late. Seven in ten lie
// in 48 hot spots, the others anywhere on land latitudes; kinds, 10,000 actors and 2,000 publishers
// follow Zipf's law. An event has a name and a point a place (to a metre, as feeds give them),
// names of actors, a source and a sentence: some 400 bytes. Not thread-safe.
class EventGenerator {
 public:
  explicit EventGenerator(uint32_t seed, int64_t events_in_year = 1'000'000);

  // The next event; its id is "bench/" and its number.
  v1::Event Next();

  // The next event is numbered so.
  void GoOnAt(int64_t number) { count_ = number; }
  // The next events, `batch` to a serialised SubmitEventsRequest; the last one is full, too.
  std::vector<std::string> NextRequests(int64_t events, int batch);

  // A polygon of 20 vertices, 0.75 to 1 degree around a hot spot.
  v1::Area Polygon();
  // Names of provinces that the hot spots lie in.
  std::string RegionName();
  // As events have them, with their frequencies.
  std::string ActorName();
  v1::Kind SomeKind();
  // Of some event, in seconds.
  int64_t SomeTime();

  static v1::Kind KindOf(const v1::Event& event);

 private:
  double Uniform(double low, double high);
  // 0 to count - 1, the low ones more often.
  int Skewed(int count);
  // 0 to count - 1, each with a chance that falls with its number.
  int Zipf(int count);
  void AddPlace(v1::Event& event);
  void SetDetail(v1::Event& event);
  void AddParticipants(v1::Event& event);
  std::string Sentence();

  // Only its raw numbers are used: the library's distributions differ from one to the next.
  std::mt19937 random_;
  const int64_t events_in_year_;
  int64_t count_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_EVENT_GENERATOR_H_
