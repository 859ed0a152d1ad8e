// How fast a name of a place is read that was read before; docs/performance.md has the figures.
#include <benchmark/benchmark.h>

#include "gazetteer/place_gazetteer.h"
#include "s2/s2debug.h"
#include "server/engine/name_cache.h"

namespace sitrep {
namespace {

void Read(benchmark::State& state, absl::string_view name, const PlaceContext& context) {
  const PlaceGazetteer& places = PlaceGazetteer::Embedded();
  NameCache<PlaceMeanings> known(1'000);
  for (auto _ : state) {
    const auto meanings =
        known.Get(name, [&](absl::string_view read) { return places.Meanings(read); });
    benchmark::DoNotOptimize(places.ReadForIngest(name, *meanings, context));
  }
}

void ReadCachedPlace(benchmark::State& state) { Read(state, "Запорізька область", {}); }
BENCHMARK(ReadCachedPlace);

void ReadCachedPlaceOfACountry(benchmark::State& state) {
  Read(state, "Запорізька область", {.country = "UA"});
}
BENCHMARK(ReadCachedPlaceOfACountry);

void ReadCachedPlaceWithAPoint(benchmark::State& state) {
  Read(state, "Wonsan", {.point = GeoPoint{39.15, 127.44}});
}
BENCHMARK(ReadCachedPlaceWithAPoint);

void ReadCachedUnknownPlace(benchmark::State& state) { Read(state, "Karamzovgrodsk", {}); }
BENCHMARK(ReadCachedUnknownPlace);

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) {
  FLAGS_s2debug = false;
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
