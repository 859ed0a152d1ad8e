#include "gazetteer/astray_towns.h"

#include <algorithm>
#include <cmath>

namespace sitrep {
namespace {

constexpr double kKmPerDegree = 111.195;

// In the plane: reaches are some kilometres.
double DistanceKm(GeoPoint a, GeoPoint b) {
  const double stretch = std::cos(a.lat * M_PI / 180);
  return kKmPerDegree * std::hypot(a.lat - b.lat, std::remainder(a.lon - b.lon, 360) * stretch);
}

}  // namespace

AstrayTowns::AstrayTowns(const Table<PlaceData::Entry>& regions) {
  for (const PlaceData::Entry& entry : regions) {
    if (entry.reach_m == 0 || entry.parent == kNoRegion) continue;
    const GeoPoint point = {static_cast<double>(entry.point.y) / kUnitsPerDegree,
                            static_cast<double>(entry.point.x) / kUnitsPerDegree};
    towns_.push_back({point, entry.reach_m / 1000.0, entry.parent});
    reach_km_max_ = std::max(reach_km_max_, towns_.back().reach_km);
  }
  std::stable_sort(towns_.begin(), towns_.end(),
                   [](const Town& a, const Town& b) { return a.point.lat < b.point.lat; });
}

RegionIndex AstrayTowns::ProvinceAt(GeoPoint point) const {
  const double margin = reach_km_max_ / kKmPerDegree;
  auto town = std::lower_bound(towns_.begin(), towns_.end(), point.lat - margin,
                               [](const Town& town, double lat) { return town.point.lat < lat; });
  RegionIndex province = kNoRegion;
  double least = reach_km_max_;
  for (; town != towns_.end() && town->point.lat <= point.lat + margin; ++town) {
    if (std::abs(point.lat - town->point.lat) * kKmPerDegree > town->reach_km) continue;
    const double distance = DistanceKm(point, town->point);
    if (distance > town->reach_km || distance > least) continue;
    least = distance;
    province = town->province;
  }
  return province;
}

}  // namespace sitrep
