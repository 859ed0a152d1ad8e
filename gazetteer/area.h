// The area of a filter: does a point, a disc or an outline lie in it, and which cells hold it.
#ifndef SITREP_GAZETTEER_AREA_H_
#define SITREP_GAZETTEER_AREA_H_

#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/field_errors.h"
#include "gazetteer/area_box.h"
#include "gazetteer/area_relation.h"
#include "gazetteer/planar_polygon.h"
#include "s2/s2cell_id.h"
#include "s2/s2latlng.h"
#include "s2/s2latlng_rect.h"
#include "s2/s2polygon.h"
#include "sitrep/v1/filter.pb.h"

namespace sitrep {

// The radius of the sphere on which every distance of ours is measured.
inline constexpr double kEarthRadiusKm = 6371.0088;

struct CoveringCell {
  S2CellId id;
  // All of it lies in the area.
  bool inside = false;
};

// A circle, box or polygon on the sphere, compiled from a filter. Closed: what lies exactly on the
// edge of a circle or a box is inside; a polygon's edge belongs to one of its two sides.
//
// Circles measure along great circles. The edges of a box are parallels and meridians; one with
// west > east crosses the antimeridian, one that reaches latitude 90 holds the pole whatever its
// longitudes, one with south == north or west == east is a line. The edges of a polygon are
// geodesics, the orientation of a ring means nothing (the smaller side is inside), and rings nest:
// a ring inside a ring is a hole, a ring inside a hole is land again.
//
// Immutable, so any number of threads may use one. Cheap to copy (a polygon is shared).
// Latitudes and longitudes are degrees and must be finite and in range; radii are kilometres.
class Area {
 public:
  // Reads `area`; on any fault adds one error for each bad field, under `path` (such as
  // "filter.area", or empty), and returns nothing.
  static std::optional<Area> Compile(const v1::Area& area, absl::string_view path,
                                     FieldErrors* errors);

  // The same for an area that stands alone; INVALID_ARGUMENT names every bad field.
  static absl::StatusOr<Area> Compile(const v1::Area& area);

  bool Contains(double lat, double lon) const;

  // A single point: kInside or kApart.
  AreaRelation ClassifyPoint(double lat, double lon) const;

  // Everything within `radius_km` (>= 0) of a point. A radius of 0 is the point itself.
  AreaRelation ClassifyDisc(double lat, double lon, double radius_km) const;

  // The outline of a region. An empty outline lies apart from everything.
  AreaRelation ClassifyPolygon(const S2Polygon& outline) const;

  // The same as Contains for a point that is known by its S2 leaf cell; nothing if it lies too near
  // to an edge to tell. Some 30 ns for a polygon.
  std::optional<bool> ContainsLeaf(S2CellId leaf) const;

  // Disjoint cells of the levels in kCellLevels that together hold the whole area, coarse rather
  // than tight: at most `cells_max` (>= 1), the finer the more there may be. Nothing if the area is
  // so large that it takes more than that; it then pays to look at every place.
  std::optional<std::vector<CoveringCell>> Covering(int cells_max) const;

  // A rectangle that holds the area, perhaps with room to spare.
  S2LatLngRect Bound() const;

 private:
  struct Circle {
    S2LatLng center;
    double radius_km;
  };
  struct CompiledPolygon {
    S2Polygon exact;
    std::optional<PlanarPolygon> planar;

    bool Contains(const S2Point& point) const;
  };
  using Polygon = std::shared_ptr<const CompiledPolygon>;
  using Shape = std::variant<Circle, AreaBox, Polygon>;

  static Polygon CompilePolygon(const v1::Polygon& polygon, absl::string_view path,
                                FieldErrors* errors);

  explicit Area(Shape shape) : shape_(std::move(shape)) {}

  Shape shape_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_AREA_H_
