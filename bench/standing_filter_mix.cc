#include "bench/standing_filter_mix.h"

#include <string>

namespace sitrep {

void StandingFilterMix::AddUnit(v1::Filter& filter) {
  filter.add_actors("Unit " + std::to_string(Below(10'000)));
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
  filter.add_publishers("publisher " + std::to_string(Below(2'000)));
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
