// How fast names and points are read; docs/performance.md has the figures.
#include <benchmark/benchmark.h>

#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"
#include "gazetteer/places_data.h"
#include "s2/s2debug.h"

namespace sitrep {
namespace {

// What is left to do for a name whose meanings are kept.
void ReadKnownPlace(benchmark::State& state) {
  const PlaceGazetteer& places = PlaceGazetteer::Embedded();
  const PlaceMeanings meanings = places.Meanings("Запорізька область");
  for (auto _ : state) {
    benchmark::DoNotOptimize(places.ReadForIngest("Запорізька область", meanings, {}));
  }
}
BENCHMARK(ReadKnownPlace);

void ReadPlaceExactly(benchmark::State& state) {
  const PlaceGazetteer& places = PlaceGazetteer::Embedded();
  for (auto _ : state) benchmark::DoNotOptimize(places.ReadForIngest("Запорізька область", {}));
}
BENCHMARK(ReadPlaceExactly);

void ReadPlaceInAnObliqueCase(benchmark::State& state) {
  const PlaceGazetteer& places = PlaceGazetteer::Embedded();
  for (auto _ : state) benchmark::DoNotOptimize(places.ReadForIngest("на Харківщині", {}));
}
BENCHMARK(ReadPlaceInAnObliqueCase);

void ResolveMisspeltPlace(benchmark::State& state) {
  const PlaceGazetteer& places = PlaceGazetteer::Embedded();
  for (auto _ : state) benchmark::DoNotOptimize(places.Resolve("Zaporizhzia oblst", "", 5));
}
BENCHMARK(ResolveMisspeltPlace);

void ResolveUnknownPlace(benchmark::State& state) {
  const PlaceGazetteer& places = PlaceGazetteer::Embedded();
  for (auto _ : state) benchmark::DoNotOptimize(places.Resolve("Karamzovgrodsk", "", 5));
}
BENCHMARK(ResolveUnknownPlace);

void ReadActorExactly(benchmark::State& state) {
  const ActorDictionary& actors = ActorDictionary::Embedded();
  for (auto _ : state) benchmark::DoNotOptimize(actors.ReadForIngest("Sergey Lavrov"));
}
BENCHMARK(ReadActorExactly);

void ReadUnknownActor(benchmark::State& state) {
  const ActorDictionary& actors = ActorDictionary::Embedded();
  for (auto _ : state) benchmark::DoNotOptimize(actors.ReadForIngest("Петра Неизвестного"));
}
BENCHMARK(ReadUnknownActor);

void FindRegionOfPoint(benchmark::State& state) {
  const PlaceGazetteer& places = PlaceGazetteer::Embedded();
  double lon = 30;
  for (auto _ : state) {
    lon = lon > 40 ? 30 : lon + 0.0137;
    benchmark::DoNotOptimize(places.RegionAt(50.1, lon));
  }
}
BENCHMARK(FindRegionOfPoint);

void LoadPlaces(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(PlaceGazetteer::Parse(PlacesData()).ok());
}
BENCHMARK(LoadPlaces)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) {
  FLAGS_s2debug = false;
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
