// A box between parallels and meridians: one of the shapes of an Area.
#ifndef SITREP_GAZETTEER_AREA_BOX_H_
#define SITREP_GAZETTEER_AREA_BOX_H_

#include <optional>

#include "s2/s1interval.h"
#include "s2/s2latlng.h"
#include "s2/s2latlng_rect.h"
#include "s2/s2loop.h"
#include "s2/s2point.h"
#include "s2/s2polygon.h"

namespace sitrep {

// The point on the unit sphere. The same place gives the same point, also at the poles and on the
// antimeridian, where it has several spellings in degrees.
S2Point PointFromDegrees(double lat, double lon);

// All points with south <= lat <= north and, unless at a pole, west <= lon <= east, where west >
// east goes over the antimeridian and -180 to 180 is a whole turn. Degrees, in range, south <=
// north. Immutable.
class AreaBox {
 public:
  AreaBox(double south, double west, double north, double east);

  // Compares degrees, so edges are exactly where they were given.
  bool Contains(double lat, double lon) const;

  // The same for a point that is known to a few centimetres; nothing if it lies too near to an edge
  // or a pole to tell.
  std::optional<bool> ContainsAbout(double lat, double lon) const;

  // Radians from a point inside to the nearest edge; more than pi if the box is the whole earth.
  double DistanceToEdge(const S2LatLng& inside) const;

  // Radians from a point to the box, 0 inside.
  double Distance(const S2LatLng& point) const;

  bool Contains(const S2Polygon& outline) const;
  bool Meets(const S2Polygon& outline) const;

  const S2LatLngRect& rect() const { return rect_; }

 private:
  bool ContainsLon(double lon) const;
  bool Contains(const S2Point& point) const;
  bool MeetsEdge(const S2Point& a, const S2Point& b) const;

  double south_, west_, north_, east_;
  S2LatLngRect rect_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_AREA_BOX_H_
