// A polygon of the sphere in the plane: points are tested in nanoseconds, where S2Polygon takes a
// microsecond.
#ifndef SITREP_GAZETTEER_PLANAR_POLYGON_H_
#define SITREP_GAZETTEER_PLANAR_POLYGON_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "s2/s2cell.h"
#include "s2/s2point.h"
#include "s2/s2polygon.h"

namespace sitrep {

// The polygon is projected gnomonically about its centre: great circles become straight lines, so
// the test by rays in the plane is exact but for rounding. What lies so near to an edge that
// rounding could matter is left to S2. Immutable.
class PlanarPolygon {
 public:
  // Nothing if the polygon reaches too far around the sphere for this projection.
  static std::optional<PlanarPolygon> Project(const S2Polygon& polygon);

  // Whether a point that is known to about 2 cm (an S2 leaf cell, say) lies inside; nothing if it
  // is too near to an edge to tell. The point need not have unit length.
  std::optional<bool> Contains(const S2Point& point) const;

  // How a cell lies to the polygon: `inside` and `apart` are certain, neither is not.
  struct CellRelation {
    bool inside = false;
    bool apart = false;
  };
  CellRelation Relate(const S2Cell& cell) const;

 private:
  struct PlanePoint {
    double x = 0;
    double y = 0;
  };
  struct Edge {
    PlanePoint a;
    PlanePoint b;
    double length = 0;
  };
  using Quad = std::array<PlanePoint, 4>;

  PlanarPolygon() = default;

  // Nothing for what lies too far around the sphere.
  std::optional<PlanePoint> ToPlane(const S2Point& point) const;
  void AddEdges(const S2Polygon& polygon);
  void SortIntoSlabs();
  int SlabOf(double y) const;
  bool MeetsQuad(const Edge& edge, const Quad& quad) const;

  // The frame of the projection.
  S2Point center_, east_, north_;
  std::vector<Edge> edges_;
  PlanePoint low_, high_;
  // The strip of the plane is cut into slabs of one height; slab i meets the edges
  // slab_edges_[slab_begins_[i]] to slab_edges_[slab_begins_[i + 1] - 1].
  double slabs_per_unit_ = 0;
  std::vector<uint32_t> slab_begins_;
  std::vector<uint32_t> slab_edges_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_PLANAR_POLYGON_H_
