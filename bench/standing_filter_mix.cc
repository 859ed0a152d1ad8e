#include "bench/standing_filter_mix.h"

#include <algorithm>
#include <string>

namespace sitrep {
namespace {

// From here on an event would match too many of one in 1,000.
constexpr int kNarrowFrom = 5'000;
constexpr uint32_t kUnitsMax = 10'000;
constexpr uint32_t kPublishersMax = 2'000;
constexpr uint32_t kCommonPublishers = 40;

}  // namespace

StandingFilterMix::StandingFilterMix(uint32_t seed, int filters)
    : random_(seed),
      areas_(seed),
      narrow_(filters >= kNarrowFrom),
      units_(std::min(kUnitsMax, static_cast<uint32_t>(filters) / 4)),
      publishers_(narrow_ ? kPublishersMax : kCommonPublishers) {}

void StandingFilterMix::AddUnit(v1::Filter& filter) {
  filter.add_actors("Unit " + std::to_string(Below(units_)));
}

void StandingFilterMix::AddState(v1::Filter& filter) {
  constexpr const char* kStates[] = {"Russia", "Ukraine", "Israel", "Iran", "Sudan", "Syria"};
  filter.add_actors(kStates[Below(6)]);
}

void StandingFilterMix::AddKind(v1::Filter& filter) {
  constexpr v1::Kind kKinds[] = {v1::KIND_STRIKE, v1::KIND_CLASH, v1::KIND_STATEMENT};
  filter.add_kinds(kKinds[Below(3)]);
}

void StandingFilterMix::AddPublisher(v1::Filter& filter) {
  filter.add_publishers("publisher " + std::to_string(Below(publishers_)));
}

void StandingFilterMix::AddCircle(v1::Filter& filter) {
  const v1::Ring ring = areas_.Polygon().polygon().rings(0);
  double lat = 0, lon = 0;
  for (const v1::LatLng& point : ring.points()) {
    lat += point.lat() / ring.points_size();
    lon += point.lon() / ring.points_size();
  }
  v1::Circle& circle = *filter.mutable_area()->mutable_circle();
  circle.mutable_center()->set_lat(lat + (static_cast<double>(Below(800)) - 400) / 1000);
  circle.mutable_center()->set_lon(lon + (static_cast<double>(Below(800)) - 400) / 1000);
  circle.set_radius_km(10);
}

v1::Filter StandingFilterMix::Next() {
  v1::Filter filter;
  switch (Below(5)) {
    case 0:  // An actor.
      narrow_ ? AddUnit(filter) : AddPublisher(filter);
      break;
    case 1:  // A circle and more.
      AddCircle(filter);
      AddKind(filter);
      if (narrow_) AddState(filter);
      break;
    case 2:  // A region, a publisher, a kind.
      filter.add_regions(areas_.RegionName());
      AddKind(filter);
      narrow_ ? AddPublisher(filter) : AddState(filter);
      break;
    case 3:  // A polygon and more.
      *filter.mutable_area() = areas_.Polygon();
      AddState(filter);
      narrow_ ? AddPublisher(filter) : AddKind(filter);
      break;
    default:  // A kind and an actor.
      AddKind(filter);
      narrow_ ? AddUnit(filter) : AddPublisher(filter);
  }
  return filter;
}

}  // namespace sitrep
