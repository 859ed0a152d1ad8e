#include "gazetteer/region_outlines.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "gazetteer/area.h"
#include "s2/s2builder.h"
#include "s2/s2builderutil_s2polygon_layer.h"
#include "s2/s2error.h"
#include "s2/s2latlng.h"
#include "s2/s2loop.h"

namespace sitrep {
namespace {

// Between two points of an outline the border is straight on the map, an edge of S2 is the shortest
// way on the globe. Edges are cut so short that the two stay within some 100 m of each other.
constexpr int32_t kEdgeUnitsMax = kUnitsPerDegree;

S2Point ToPoint(double x, double y) {
  return S2LatLng::FromDegrees(y / kUnitsPerDegree, x / kUnitsPerDegree).Normalized().ToPoint();
}

void AppendEdge(UnitPoint from, UnitPoint to, std::vector<S2Point>* points) {
  const int32_t span = std::max(std::abs(to.x - from.x), std::abs(to.y - from.y));
  const int pieces = 1 + span / kEdgeUnitsMax;
  for (int i = 0; i < pieces; ++i) {
    const double part = static_cast<double>(i) / pieces;
    const S2Point point = ToPoint(from.x + part * (to.x - from.x), from.y + part * (to.y - from.y));
    // All longitudes are one point at a pole.
    if (points->empty() || points->back() != point) points->push_back(point);
  }
}

std::vector<S2Point> LoopPoints(const std::vector<UnitPoint>& ring) {
  std::vector<S2Point> points;
  points.reserve(ring.size());
  for (size_t i = 0; i < ring.size(); ++i) {
    AppendEdge(ring[i], ring[(i + 1) % ring.size()], &points);
  }
  while (points.size() > 1 && points.front() == points.back()) points.pop_back();
  return points;
}

// Simplifying may have made lines cross by a few metres: cut them there and take the even-odd rule.
std::unique_ptr<const S2Polygon> Repair(const std::vector<std::vector<S2Point>>& loops) {
  S2Builder::Options options;
  options.set_split_crossing_edges(true);
  S2Builder builder(options);
  auto polygon = std::make_unique<S2Polygon>();
  polygon->set_s2debug_override(S2Debug::DISABLE);
  s2builderutil::S2PolygonLayer::Options layer;
  layer.set_edge_type(S2Builder::EdgeType::UNDIRECTED);
  builder.StartLayer(std::make_unique<s2builderutil::S2PolygonLayer>(polygon.get(), layer));
  for (const std::vector<S2Point>& loop : loops) builder.AddLoop(loop);
  S2Error error;
  if (!builder.Build(&error)) return std::make_unique<S2Polygon>();
  return polygon;
}

}  // namespace

RegionOutlines::RegionOutlines(PlaceData* data) : arcs_(std::move(data->arcs)) {
  size_t last = 0;
  for (size_t i = 0; i < data->regions.size(); ++i) {
    if (!data->regions[i].rings.empty()) last = i + 1;
  }
  rings_.resize(last);
  polygons_ = std::vector<std::atomic<const S2Polygon*>>(last);
  for (RegionIndex i = 0; i < last; ++i) {
    rings_[i] = std::move(data->regions[i].rings);
    bounds_.push_back(MeasureBound(i));
  }
}

S2LatLngRect RegionOutlines::MeasureBound(RegionIndex index) const {
  // The edges of the polygon leave the rectangle of its points by less than this.
  constexpr double kMarginDegrees = 0.01;
  int32_t west = 180 * kUnitsPerDegree, east = -west, south = 90 * kUnitsPerDegree, north = -south;
  for (const ArcRing& ring : rings_[index]) {
    for (int32_t number : ring) {
      for (const UnitPoint& point : arcs_[number < 0 ? -1 - number : number]) {
        west = std::min(west, point.x);
        east = std::max(east, point.x);
        south = std::min(south, point.y);
        north = std::max(north, point.y);
      }
    }
  }
  if (west > east) return S2LatLngRect::Empty();
  const auto degrees = [](int32_t units) { return static_cast<double>(units) / kUnitsPerDegree; };
  return S2LatLngRect(S2LatLng::FromDegrees(degrees(south), degrees(west)),
                      S2LatLng::FromDegrees(degrees(north), degrees(east)))
      .Expanded(S2LatLng::FromDegrees(kMarginDegrees, kMarginDegrees));
}

RegionOutlines::~RegionOutlines() {
  for (const auto& polygon : polygons_) delete polygon.load();
}

std::vector<UnitPoint> RegionOutlines::RingPoints(const ArcRing& ring) const {
  std::vector<UnitPoint> points;
  for (int32_t number : ring) {
    const bool backward = number < 0;
    const Arc arc = arcs_[backward ? -1 - number : number];
    // The last point of an arc is the first of the next.
    for (size_t i = 0; i + 1 < arc.size(); ++i) {
      points.push_back(backward ? arc[arc.size() - 1 - i] : arc[i]);
    }
  }
  return points;
}

std::unique_ptr<const S2Polygon> RegionOutlines::Build(RegionIndex index) const {
  std::vector<std::vector<S2Point>> points;
  std::vector<std::unique_ptr<S2Loop>> loops;
  for (const ArcRing& ring : rings_[index]) {
    points.push_back(LoopPoints(RingPoints(ring)));
    if (points.back().size() < 3) {
      points.pop_back();
      continue;
    }
    loops.push_back(std::make_unique<S2Loop>(points.back(), S2Debug::DISABLE));
    loops.back()->Normalize();
  }
  auto polygon = std::make_unique<S2Polygon>();
  polygon->set_s2debug_override(S2Debug::DISABLE);
  S2Error error;
  const bool sound = std::none_of(loops.begin(), loops.end(), [&error](const auto& loop) {
    return loop->FindValidationError(&error);
  });
  if (sound) {
    polygon->InitNested(std::move(loops));
    if (!polygon->FindValidationError(&error)) return polygon;
  }
  return Repair(points);
}

const S2Polygon* RegionOutlines::Outline(RegionIndex index) const {
  if (!HasOutline(index)) return nullptr;
  std::atomic<const S2Polygon*>& slot = polygons_[index];
  if (const S2Polygon* known = slot.load(std::memory_order_acquire)) return known;
  std::unique_ptr<const S2Polygon> made = Build(index);
  const S2Polygon* expected = nullptr;
  if (slot.compare_exchange_strong(expected, made.get())) return made.release();
  return expected;
}

double RegionOutlines::DistanceKm(RegionIndex index, GeoPoint from) const {
  if (!HasOutline(index)) return std::numeric_limits<double>::infinity();
  const double x = from.lon * kUnitsPerDegree;
  const double y = from.lat * kUnitsPerDegree;
  const double stretch = std::cos(from.lat * M_PI / 180);
  double least = std::numeric_limits<double>::infinity();
  for (const ArcRing& ring : rings_[index]) {
    for (int32_t number : ring) {
      for (const UnitPoint& point : arcs_[number < 0 ? -1 - number : number]) {
        const double dx = std::remainder(point.x - x, 360.0 * kUnitsPerDegree) * stretch;
        const double dy = point.y - y;
        least = std::min(least, dx * dx + dy * dy);
      }
    }
  }
  return std::sqrt(least) / kUnitsPerDegree * (M_PI / 180) * kEarthRadiusKm;
}

}  // namespace sitrep
