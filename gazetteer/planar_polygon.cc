#include "gazetteer/planar_polygon.h"

#include <algorithm>
#include <cmath>

#include "s2/s2cap.h"

namespace sitrep {
namespace {

// Farther from the centre the projection stretches too much.
constexpr double kReachDegreesMax = 60;
// The cosine at which points have no projection worth having.
constexpr double kDepthMin = 0.1;
// Half a diagonal of a leaf cell is 2e-9 at most, and the plane stretches it fourfold at 60
// degrees.
constexpr double kMargin = 2e-8;
constexpr int kSlabsMax = 4096;

}  // namespace

std::optional<PlanarPolygon> PlanarPolygon::Project(const S2Polygon& polygon) {
  const S2Cap bound = polygon.GetCapBound();
  if (bound.is_empty() || bound.is_full() || bound.GetRadius().degrees() > kReachDegreesMax) {
    return std::nullopt;
  }
  PlanarPolygon planar;
  planar.center_ = bound.center().Normalize();
  planar.east_ = planar.center_.Ortho();
  planar.north_ = planar.center_.CrossProd(planar.east_);
  planar.AddEdges(polygon);
  planar.SortIntoSlabs();
  return planar;
}

std::optional<PlanarPolygon::PlanePoint> PlanarPolygon::ToPlane(const S2Point& point) const {
  const double depth = point.DotProd(center_);
  if (depth <= kDepthMin * point.Norm()) return std::nullopt;
  return PlanePoint{point.DotProd(east_) / depth, point.DotProd(north_) / depth};
}

void PlanarPolygon::AddEdges(const S2Polygon& polygon) {
  for (int i = 0; i < polygon.num_loops(); ++i) {
    const S2Loop& loop = *polygon.loop(i);
    for (int j = 0; j < loop.num_vertices(); ++j) {
      // Within reach, so the projections are there.
      const PlanePoint a = *ToPlane(loop.vertex(j));
      const PlanePoint b = *ToPlane(loop.vertex(j + 1));
      edges_.push_back({a, b, std::hypot(b.x - a.x, b.y - a.y)});
    }
  }
  low_ = high_ = edges_.front().a;
  for (const Edge& edge : edges_) {
    low_ = {std::min(low_.x, edge.a.x), std::min(low_.y, edge.a.y)};
    high_ = {std::max(high_.x, edge.a.x), std::max(high_.y, edge.a.y)};
  }
  low_ = {low_.x - kMargin, low_.y - kMargin};
  high_ = {high_.x + kMargin, high_.y + kMargin};
}

int PlanarPolygon::SlabOf(double y) const {
  const int slab = static_cast<int>((y - low_.y) * slabs_per_unit_);
  return std::clamp(slab, 0, static_cast<int>(slab_begins_.size()) - 2);
}

void PlanarPolygon::SortIntoSlabs() {
  const int slabs = std::clamp(static_cast<int>(edges_.size()), 1, kSlabsMax);
  slabs_per_unit_ = slabs / (high_.y - low_.y);
  slab_begins_.assign(slabs + 1, 0);
  std::vector<std::vector<uint32_t>> by_slab(slabs);
  for (uint32_t i = 0; i < edges_.size(); ++i) {
    const Edge& edge = edges_[i];
    const int first = SlabOf(std::min(edge.a.y, edge.b.y) - kMargin);
    const int last = SlabOf(std::max(edge.a.y, edge.b.y) + kMargin);
    for (int slab = first; slab <= last; ++slab) by_slab[slab].push_back(i);
  }
  for (int slab = 0; slab < slabs; ++slab) {
    slab_edges_.insert(slab_edges_.end(), by_slab[slab].begin(), by_slab[slab].end());
    slab_begins_[slab + 1] = static_cast<uint32_t>(slab_edges_.size());
  }
}

std::optional<bool> PlanarPolygon::Contains(const S2Point& point) const {
  const double depth = point.DotProd(center_);
  if (depth <= kDepthMin * point.Norm()) return false;
  const double x = point.DotProd(east_) / depth;
  const double y = point.DotProd(north_) / depth;
  if (x < low_.x || x > high_.x || y < low_.y || y > high_.y) return false;
  bool inside = false;
  const int slab = SlabOf(y);
  for (uint32_t i = slab_begins_[slab]; i < slab_begins_[slab + 1]; ++i) {
    const Edge& edge = edges_[slab_edges_[i]];
    const PlanePoint a = edge.a;
    const PlanePoint b = edge.b;
    // Twice the area of the triangle: positive to the left of the edge.
    const double cross = (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
    if (std::abs(cross) <= kMargin * edge.length && x >= std::min(a.x, b.x) - kMargin &&
        x <= std::max(a.x, b.x) + kMargin && y >= std::min(a.y, b.y) - kMargin &&
        y <= std::max(a.y, b.y) + kMargin) {
      return std::nullopt;
    }
    if ((a.y > y) != (b.y > y) && (cross > 0) == (b.y > a.y)) inside = !inside;
  }
  return inside;
}

// By separating axes: two convex shapes lie apart if they do along the normal of some edge.
bool PlanarPolygon::MeetsQuad(const Edge& edge, const Quad& quad) const {
  const auto apart_along = [&](double nx, double ny, double size) {
    const auto along = [&](const PlanePoint& p) { return nx * p.x + ny * p.y; };
    double low = along(quad[0]), high = low;
    for (int i = 1; i < 4; ++i) {
      low = std::min(low, along(quad[i]));
      high = std::max(high, along(quad[i]));
    }
    const double a = along(edge.a), b = along(edge.b);
    const double room = kMargin * size;
    return std::max(a, b) < low - room || std::min(a, b) > high + room;
  };
  if (apart_along(1, 0, 1) || apart_along(0, 1, 1)) return false;
  if (apart_along(edge.a.y - edge.b.y, edge.b.x - edge.a.x, edge.length)) return false;
  for (int i = 0; i < 4; ++i) {
    const PlanePoint& p = quad[i];
    const PlanePoint& q = quad[(i + 1) % 4];
    if (apart_along(p.y - q.y, q.x - p.x, std::hypot(q.x - p.x, q.y - p.y))) return false;
  }
  return true;
}

PlanarPolygon::CellRelation PlanarPolygon::Relate(const S2Cell& cell) const {
  Quad quad;
  PlanePoint low, high;
  for (int i = 0; i < 4; ++i) {
    const std::optional<PlanePoint> corner = ToPlane(cell.GetVertexRaw(i));
    if (!corner) return {};
    quad[i] = *corner;
    low = i == 0 ? *corner : PlanePoint{std::min(low.x, corner->x), std::min(low.y, corner->y)};
    high = i == 0 ? *corner : PlanePoint{std::max(high.x, corner->x), std::max(high.y, corner->y)};
  }
  if (low.x > high_.x || high.x < low_.x || low.y > high_.y || high.y < low_.y) {
    return {.inside = false, .apart = true};
  }
  const int first = SlabOf(low.y - kMargin);
  const int last = SlabOf(high.y + kMargin);
  for (uint32_t i = slab_begins_[first]; i < slab_begins_[last + 1]; ++i) {
    if (MeetsQuad(edges_[slab_edges_[i]], quad)) return {};
  }
  // No edge comes near, so any point of the cell tells of all.
  const std::optional<bool> inside = Contains(cell.GetCenterRaw());
  if (!inside) return {};
  return {.inside = *inside, .apart = !*inside};
}

}  // namespace sitrep
