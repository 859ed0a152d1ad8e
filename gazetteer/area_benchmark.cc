// What a query's polygon costs: making it, covering it, testing points; S2 beside it.
//
//   bazel run --config=opt //gazetteer:area_benchmark
#include <cmath>
#include <vector>

#include "benchmark/benchmark.h"
#include "gazetteer/area.h"
#include "s2/s2cap.h"
#include "s2/s2cell_id.h"
#include "s2/s2latlng.h"
#include "s2/s2region_coverer.h"

namespace sitrep {
namespace {

constexpr double kLat = 51.7;
constexpr double kLon = 36.2;

v1::Area PolygonArea(int vertices) {
  v1::Area area;
  v1::Ring& ring = *area.mutable_polygon()->add_rings();
  for (int i = 0; i < vertices; ++i) {
    const double angle = 2 * M_PI * i / vertices;
    const double radius = i % 2 == 0 ? 0.75 : 1;
    ring.add_points()->set_lat(kLat + radius * std::sin(angle));
    ring.mutable_points(i)->set_lon(kLon + radius * std::cos(angle) / std::cos(kLat * M_PI / 180));
  }
  return area;
}

Area Compiled(int vertices) { return *Area::Compile(PolygonArea(vertices)); }

// Around the polygon, a third of them inside.
std::vector<S2CellId> Leaves() {
  std::vector<S2CellId> leaves;
  for (int i = 0; i < 1024; ++i) {
    leaves.emplace_back(
        S2LatLng::FromDegrees(kLat + (i % 32 - 16) / 12.0, kLon + (i / 32.0 - 16) / 8.0));
  }
  return leaves;
}

void BM_Compile(benchmark::State& state) {
  const v1::Area area = PolygonArea(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Area::Compile(area));
}
BENCHMARK(BM_Compile)->Arg(20)->Arg(1000);

void BM_Covering(benchmark::State& state) {
  const Area area = Compiled(20);
  for (auto _ : state) {
    benchmark::DoNotOptimize(area.Covering(static_cast<int>(state.range(0))));
  }
}
BENCHMARK(BM_Covering)->Arg(16)->Arg(64);

void BM_CoveringByS2(benchmark::State& state) {
  const S2Cap cap(S2LatLng::FromDegrees(kLat, kLon).ToPoint(), S1Angle::Degrees(0.9));
  S2RegionCoverer::Options options;
  options.set_max_cells(8);
  S2RegionCoverer coverer(options);
  for (auto _ : state) benchmark::DoNotOptimize(coverer.GetCovering(cap));
}
BENCHMARK(BM_CoveringByS2);

void BM_ContainsLeaf(benchmark::State& state) {
  const Area area = Compiled(static_cast<int>(state.range(0)));
  const std::vector<S2CellId> leaves = Leaves();
  size_t next = 0;
  for (auto _ : state) benchmark::DoNotOptimize(area.ContainsLeaf(leaves[next++ % leaves.size()]));
}
BENCHMARK(BM_ContainsLeaf)->Arg(20)->Arg(1000);

}  // namespace
}  // namespace sitrep

BENCHMARK_MAIN();
