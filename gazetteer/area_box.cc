#include "gazetteer/area_box.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "s2/s1angle.h"
#include "s2/s2edge_crossings.h"
#include "s2/s2edge_distances.h"
#include "s2/s2pointutil.h"

namespace sitrep {
namespace {

// Room for rounding where a bound must hold everything: 6 micrometres on the ground.
constexpr double kSlackRadians = 1e-12;

// A few centimetres, in degrees of longitude, as long as no pole is near.
constexpr double kAboutDegrees = 1e-5;
constexpr double kPolarDegrees = 1;

// S1Interval reads (180, -180) as empty; here both ends are inclusive.
S1Interval LonInterval(double west, double east) {
  if (east - west == 360) return S1Interval::Full();
  if (std::abs(west) == 180 && std::abs(east) == 180) return S1Interval::FromPoint(M_PI);
  return S1Interval(S1Angle::Degrees(west).radians(), S1Angle::Degrees(east).radians());
}

// A meridian between two parallels, as two geodesics that are shorter than half a turn.
struct MeridianArc {
  MeridianArc(double south, double north, double lon)
      : a(PointFromDegrees(south, lon)),
        middle(PointFromDegrees((south + north) / 2, lon)),
        b(PointFromDegrees(north, lon)) {}

  double Distance(const S2Point& point) const {
    return std::min(S2::GetDistance(point, a, middle), S2::GetDistance(point, middle, b)).radians();
  }
  bool Crosses(const S2Point& c, const S2Point& d) const {
    return S2::CrossingSign(a, middle, c, d) >= 0 || S2::CrossingSign(middle, b, c, d) >= 0;
  }

  S2Point a, middle, b;
};

// Whether the geodesic from `a` to `b` meets the parallel at `lat` degrees between `lons`.
bool CrossesParallel(const S2Point& a, const S2Point& b, double lat, const S1Interval& lons) {
  const S2Point normal = S2::RobustCrossProd(a, b).Normalize();
  // On the great circle, `top` is the northernmost point and `side` lies on the equator, so at the
  // angle t from `side` towards `top` the height is top.z() * sin(t).
  const S2Point upward = S2Point(0, 0, 1) - normal * normal.z();
  if (upward.Norm2() < 1e-30) return false;  // along the equator: the edge's ends decide
  const S2Point top = upward.Normalize();
  const S2Point side = top.CrossProd(normal);
  const double sine = std::sin(S1Angle::Degrees(lat).radians()) / top.z();
  if (std::abs(sine) > 1) return false;
  const double cosine = std::sqrt(1 - sine * sine);
  for (const double sign : {1.0, -1.0}) {
    const S2Point crossing = side * (sign * cosine) + top * sine;
    const bool between =
        normal.DotProd(a.CrossProd(crossing)) >= 0 && normal.DotProd(crossing.CrossProd(b)) >= 0;
    if (between && lons.Contains(S2LatLng::Longitude(crossing).radians())) return true;
  }
  return false;
}

}  // namespace

S2Point PointFromDegrees(double lat, double lon) {
  if (lat == 90) return S2Point(0, 0, 1);
  if (lat == -90) return S2Point(0, 0, -1);
  return S2LatLng::FromDegrees(lat, lon == -180 ? 180 : lon).ToPoint();
}

AreaBox::AreaBox(double south, double west, double north, double east)
    : south_(south),
      west_(west),
      north_(north),
      east_(east),
      rect_(R1Interval(S1Angle::Degrees(south).radians(), S1Angle::Degrees(north).radians()),
            LonInterval(west, east)) {}

bool AreaBox::ContainsLon(double lon) const {
  const auto between = [this](double x) {
    return west_ <= east_ ? west_ <= x && x <= east_ : x >= west_ || x <= east_;
  };
  return between(lon) || (std::abs(lon) == 180 && between(-lon));
}

bool AreaBox::Contains(double lat, double lon) const {
  if (lat < south_ || lat > north_) return false;
  return std::abs(lat) == 90 || ContainsLon(lon);
}

bool AreaBox::Contains(const S2Point& point) const {
  const S2LatLng at(point);
  return Contains(at.lat().degrees(), at.lng().degrees());
}

std::optional<bool> AreaBox::ContainsAbout(double lat, double lon) const {
  const auto near = [](double a, double b) {
    return std::abs(std::remainder(a - b, 360)) < kAboutDegrees;
  };
  const bool at_pole = std::abs(lat) > 90 - kPolarDegrees;
  if (at_pole || near(lat, south_) || near(lat, north_) || near(lon, west_) || near(lon, east_)) {
    return std::nullopt;
  }
  return Contains(lat, lon);
}

double AreaBox::DistanceToEdge(const S2LatLng& inside) const {
  double distance = std::numeric_limits<double>::infinity();
  if (north_ < 90) distance = std::min(distance, rect_.lat_hi().radians() - inside.lat().radians());
  if (south_ > -90) {
    distance = std::min(distance, inside.lat().radians() - rect_.lat_lo().radians());
  }
  if (!rect_.lng().is_full()) {
    const S2Point point = inside.ToPoint();
    distance = std::min({distance, MeridianArc(south_, north_, west_).Distance(point),
                         MeridianArc(south_, north_, east_).Distance(point)});
  }
  return distance;
}

double AreaBox::Distance(const S2LatLng& point) const {
  return rect_.GetDistance(point.Normalized()).radians();
}

bool AreaBox::Contains(const S2Polygon& outline) const {
  const R1Interval lat = rect_.lat().Expanded(kSlackRadians).Intersection(S2LatLngRect::FullLat());
  const S2LatLngRect roomy(lat, rect_.lng().Expanded(kSlackRadians));
  for (int i = 0; i < outline.num_loops(); ++i) {
    // Ring by ring: the bound of several rings may go the other way round the earth.
    const S2Loop& loop = *outline.loop(i);
    if (!loop.is_hole() && !roomy.Contains(loop.GetRectBound())) return false;
  }
  return true;
}

bool AreaBox::MeetsEdge(const S2Point& a, const S2Point& b) const {
  if (Contains(a)) return true;
  if (!rect_.lng().is_full() && (MeridianArc(south_, north_, west_).Crosses(a, b) ||
                                 MeridianArc(south_, north_, east_).Crosses(a, b))) {
    return true;
  }
  return CrossesParallel(a, b, south_, rect_.lng()) || CrossesParallel(a, b, north_, rect_.lng());
}

bool AreaBox::Meets(const S2Polygon& outline) const {
  for (int i = 0; i < outline.num_loops(); ++i) {
    const S2Loop& loop = *outline.loop(i);
    if (!rect_.Intersects(loop.GetRectBound())) continue;
    for (int k = 0; k < loop.num_vertices(); ++k) {
      if (MeetsEdge(loop.vertex(k), loop.vertex(k + 1))) return true;
    }
  }
  // No edge of the outline touches the box, so the box lies on one side of the outline.
  return outline.Contains(PointFromDegrees(south_, west_));
}

}  // namespace sitrep
