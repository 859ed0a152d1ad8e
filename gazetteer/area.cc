#include "gazetteer/area.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "gazetteer/cell_levels.h"
#include "s2/s1angle.h"
#include "s2/s2cap.h"
#include "s2/s2cell.h"
#include "s2/s2debug.h"
#include "s2/s2error.h"
#include "s2/s2loop.h"

namespace sitrep {
namespace {

// Room for rounding where a bound must hold everything: 6 micrometres on the ground.
constexpr double kSlackRadians = 1e-12;
// More than a point is away from the centre of its leaf cell.
constexpr double kLeafMarginKm = 1e-4;

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

double KmToRadians(double km) { return km / kEarthRadiusKm; }

double DistanceKm(const S2LatLng& a, const S2LatLng& b) {
  return a.GetDistance(b).radians() * kEarthRadiusKm;
}

// Adds an error unless low <= value <= high; NaN and the infinities never are.
bool CheckRange(double value, double low, double high, const std::string& path,
                FieldErrors* errors) {
  if (value >= low && value <= high) return true;
  errors->Add(std::string(path), absl::StrCat(value, " is not between ", low, " and ", high));
  return false;
}

bool CheckPoint(const v1::LatLng& point, absl::string_view path, FieldErrors* errors) {
  const bool lat_ok = CheckRange(point.lat(), -90, 90, FieldPath(path, "lat"), errors);
  const bool lon_ok = CheckRange(point.lon(), -180, 180, FieldPath(path, "lon"), errors);
  return lat_ok && lon_ok;
}

bool CheckBox(const v1::Box& box, absl::string_view path, FieldErrors* errors) {
  bool ok = CheckRange(box.south(), -90, 90, FieldPath(path, "south"), errors);
  ok &= CheckRange(box.north(), -90, 90, FieldPath(path, "north"), errors);
  ok &= CheckRange(box.west(), -180, 180, FieldPath(path, "west"), errors);
  ok &= CheckRange(box.east(), -180, 180, FieldPath(path, "east"), errors);
  if (ok && box.south() > box.north()) {
    errors->Add(FieldPath(path, "north"),
                absl::StrCat(box.north(), " is below south, which is ", box.south()));
    return false;
  }
  return ok;
}

// The points of a ring without repeats of the point before, or nothing if any is out of range.
std::optional<std::vector<S2Point>> RingPoints(const v1::Ring& ring, absl::string_view path,
                                               FieldErrors* errors) {
  std::vector<S2Point> points;
  bool ok = true;
  for (int i = 0; i < ring.points_size(); ++i) {
    const v1::LatLng& point = ring.points(i);
    if (!CheckPoint(point, FieldPath(path, "points", i), errors)) {
      ok = false;
      continue;
    }
    const S2Point vertex = PointFromDegrees(point.lat(), point.lon());
    if (points.empty() || vertex != points.back()) points.push_back(vertex);
  }
  if (!ok) return std::nullopt;
  while (points.size() > 1 && points.back() == points.front()) points.pop_back();
  return points;
}

std::unique_ptr<S2Loop> CompileRing(const v1::Ring& ring, absl::string_view path,
                                    FieldErrors* errors) {
  const std::optional<std::vector<S2Point>> points = RingPoints(ring, path, errors);
  if (!points.has_value()) return nullptr;
  if (points->size() < 3) {
    errors->Add(std::string(path),
                absl::StrCat("a ring needs at least 3 different points, not ", points->size()));
    return nullptr;
  }
  for (size_t i = 0; i < points->size(); ++i) {
    if ((*points)[i].Angle(points->at((i + 1) % points->size())) > M_PI - kSlackRadians) {
      errors->Add(std::string(path),
                  "two neighbouring points lie opposite each other on the earth, so that no "
                  "shortest line joins them");
      return nullptr;
    }
  }
  auto loop = std::make_unique<S2Loop>(*points, S2Debug::DISABLE);
  S2Error error;
  if (loop->FindValidationError(&error)) {
    errors->Add(std::string(path),
                absl::StrCat("the ring crosses or touches itself: ", error.text()));
    return nullptr;
  }
  loop->Normalize();
  return loop;
}

AreaRelation Relate(bool inside, bool meets) {
  if (inside) return AreaRelation::kInside;
  return meets ? AreaRelation::kMeets : AreaRelation::kApart;
}

bool CoversEarth(double radius_km) { return KmToRadians(radius_km) >= M_PI; }

S2Cap CapOf(const S2LatLng& center, double radius_km) {
  return S2Cap(center.ToPoint(), S1Angle::Radians(KmToRadians(radius_km) + kSlackRadians));
}

S2LatLngRect Roomy(const S2LatLngRect& rect) {
  const R1Interval lat = rect.lat().Expanded(kSlackRadians).Intersection(S2LatLngRect::FullLat());
  return S2LatLngRect(lat, rect.lng().Expanded(kSlackRadians)).PolarClosure();
}

// Adds the cells of a level within `cell` that are not apart; false if there are more than fit.
bool AddFiner(S2CellId cell, int level, size_t cells_max,
              absl::FunctionRef<AreaRelation(const S2Cell&)> relate,
              std::vector<CoveringCell>& cells) {
  const AreaRelation relation = relate(S2Cell(cell));
  if (relation == AreaRelation::kApart) return true;
  if (cell.level() == level) {
    cells.push_back({cell, relation == AreaRelation::kInside});
    return cells.size() <= cells_max;
  }
  for (S2CellId child = cell.child_begin(); child != cell.child_end(); child = child.next()) {
    if (!AddFiner(child, level, cells_max, relate, cells)) return false;
  }
  return true;
}

// Goes down from a few large cells: those that lie inside stay, the others become the cells of the
// next level that are not apart, until there would be more than `cells_max`. `relate` may say that
// a cell meets the area where it does not.
std::optional<std::vector<CoveringCell>> CoverRegion(
    const S2Cap& bound, int cells_max, absl::FunctionRef<AreaRelation(const S2Cell&)> relate) {
  std::vector<S2CellId> large;
  bound.GetCellUnionBound(&large);
  int level = kCoarsestCellLevel;
  for (S2CellId& cell : large) {
    // Of one level all.
    while (level + kCellLevelStep <= std::min(cell.level(), kFinestCellLevel)) {
      level += kCellLevelStep;
    }
    if (cell.level() > level) cell = cell.parent(level);
  }
  std::sort(large.begin(), large.end());
  large.erase(std::unique(large.begin(), large.end()), large.end());

  std::vector<CoveringCell> covering;
  for (const S2CellId cell : large) {
    if (!AddFiner(cell, level, cells_max, relate, covering)) return std::nullopt;
  }
  while (level < kFinestCellLevel) {
    level += kCellLevelStep;
    std::vector<CoveringCell> finer;
    for (const CoveringCell& cell : covering) {
      if (cell.inside) {
        finer.push_back(cell);
      } else if (!AddFiner(cell.id, level, cells_max, relate, finer)) {
        return covering;
      }
    }
    if (finer.size() > cells_max) break;
    covering = std::move(finer);
  }
  return covering;
}

}  // namespace

std::optional<Area> Area::Compile(const v1::Area& area, absl::string_view path,
                                  FieldErrors* errors) {
  switch (area.shape_case()) {
    case v1::Area::kCircle: {
      const std::string circle_path = FieldPath(path, "circle");
      const v1::Circle& circle = area.circle();
      bool ok = circle.has_center();
      if (!ok) errors->Add(FieldPath(circle_path, "center"), "a circle needs a center");
      ok &= CheckPoint(circle.center(), FieldPath(circle_path, "center"), errors);
      if (!(circle.radius_km() > 0 && circle.radius_km() <= limits::kRadiusKmMax)) {
        errors->Add(
            FieldPath(circle_path, "radius_km"),
            absl::StrCat(circle.radius_km(), " is not above 0 and at most ", limits::kRadiusKmMax));
        ok = false;
      }
      if (!ok) return std::nullopt;
      const auto& center = circle.center();
      return Area(Circle{S2LatLng::FromDegrees(center.lat(), center.lon()), circle.radius_km()});
    }
    case v1::Area::kBox: {
      const v1::Box& box = area.box();
      if (!CheckBox(box, FieldPath(path, "box"), errors)) return std::nullopt;
      return Area(AreaBox(box.south(), box.west(), box.north(), box.east()));
    }
    case v1::Area::kPolygon: {
      auto polygon = CompilePolygon(area.polygon(), FieldPath(path, "polygon"), errors);
      if (polygon == nullptr) return std::nullopt;
      return Area(std::move(polygon));
    }
    case v1::Area::SHAPE_NOT_SET:
      break;
  }
  errors->Add(std::string(path), "an area needs a circle, a box or a polygon");
  return std::nullopt;
}

absl::StatusOr<Area> Area::Compile(const v1::Area& area) {
  FieldErrors errors;
  std::optional<Area> compiled = Compile(area, "", &errors);
  if (!compiled.has_value()) return errors.ToStatus();
  return *std::move(compiled);
}

Area::Polygon Area::CompilePolygon(const v1::Polygon& polygon, absl::string_view path,
                                   FieldErrors* errors) {
  const std::string rings_path = FieldPath(path, "rings");
  int64_t point_count = 0;
  for (const v1::Ring& ring : polygon.rings()) point_count += ring.points_size();
  if (point_count > limits::kPolygonVerticesMax) {
    errors->Add(rings_path, absl::StrCat(point_count, " points, at most ",
                                         limits::kPolygonVerticesMax, " are allowed"));
    return nullptr;
  }
  if (polygon.rings().empty()) errors->Add(rings_path, "a polygon needs a ring");
  std::vector<std::unique_ptr<S2Loop>> loops;
  for (int i = 0; i < polygon.rings_size(); ++i) {
    auto loop = CompileRing(polygon.rings(i), FieldPath(path, "rings", i), errors);
    if (loop != nullptr) loops.push_back(std::move(loop));
  }
  if (loops.empty() || static_cast<int>(loops.size()) < polygon.rings_size()) return nullptr;
  auto compiled = std::make_shared<CompiledPolygon>();
  compiled->exact.set_s2debug_override(S2Debug::DISABLE);
  compiled->exact.InitNested(std::move(loops));
  S2Error error;
  if (compiled->exact.FindValidationError(&error)) {
    errors->Add(rings_path, "two rings cross each other or share an edge");
    return nullptr;
  }
  compiled->planar = PlanarPolygon::Project(compiled->exact);
  return compiled;
}

bool Area::CompiledPolygon::Contains(const S2Point& point) const {
  if (planar) {
    const std::optional<bool> inside = planar->Contains(point);
    if (inside) return *inside;
  }
  return exact.Contains(point);
}

bool Area::Contains(double lat, double lon) const {
  return std::visit(
      Overloaded{
          [&](const Circle& circle) {
            return DistanceKm(circle.center, S2LatLng::FromDegrees(lat, lon)) <= circle.radius_km;
          },
          [&](const AreaBox& box) { return box.Contains(lat, lon); },
          [&](const Polygon& polygon) { return polygon->Contains(PointFromDegrees(lat, lon)); }},
      shape_);
}

std::optional<bool> Area::ContainsLeaf(S2CellId leaf) const {
  return std::visit(
      Overloaded{[&](const Circle& circle) -> std::optional<bool> {
                   const double distance_km = DistanceKm(circle.center, leaf.ToLatLng());
                   if (std::abs(distance_km - circle.radius_km) < kLeafMarginKm)
                     return std::nullopt;
                   return distance_km < circle.radius_km;
                 },
                 [&](const AreaBox& box) {
                   const S2LatLng point = leaf.ToLatLng();
                   return box.ContainsAbout(point.lat().degrees(), point.lng().degrees());
                 },
                 [&](const Polygon& polygon) -> std::optional<bool> {
                   if (!polygon->planar) return std::nullopt;
                   return polygon->planar->Contains(leaf.ToPointRaw());
                 }},
      shape_);
}

AreaRelation Area::ClassifyPoint(double lat, double lon) const {
  return Contains(lat, lon) ? AreaRelation::kInside : AreaRelation::kApart;
}

AreaRelation Area::ClassifyDisc(double lat, double lon, double radius_km) const {
  if (radius_km <= 0) return ClassifyPoint(lat, lon);
  const S2LatLng center = S2LatLng::FromDegrees(lat, lon);
  const double radius = KmToRadians(radius_km);
  return std::visit(Overloaded{[&](const Circle& circle) {
                                 const double distance_km = DistanceKm(circle.center, center);
                                 return Relate(distance_km + radius_km <= circle.radius_km ||
                                                   CoversEarth(circle.radius_km),
                                               distance_km - radius_km <= circle.radius_km);
                               },
                               [&](const AreaBox& box) {
                                 if (!box.Contains(lat, lon))
                                   return Relate(false, box.Distance(center) <= radius);
                                 return Relate(box.DistanceToEdge(center) >= radius, true);
                               },
                               [&](const Polygon& polygon) {
                                 const S2Point point = PointFromDegrees(lat, lon);
                                 const double to_edge =
                                     polygon->exact.GetDistanceToBoundary(point).radians();
                                 const bool holds_center = polygon->Contains(point);
                                 return Relate(holds_center && to_edge >= radius,
                                               holds_center || to_edge <= radius);
                               }},
                    shape_);
}

AreaRelation Area::ClassifyPolygon(const S2Polygon& outline) const {
  if (outline.is_empty()) return AreaRelation::kApart;
  return std::visit(
      Overloaded{
          [&](const Circle& circle) {
            // The circle holds all that keeps away from the circle around the antipode.
            const S2Point center = circle.center.ToPoint();
            const double radius = KmToRadians(circle.radius_km);
            return Relate(CoversEarth(circle.radius_km) ||
                              outline.GetDistance(-center).radians() >= M_PI - radius,
                          outline.GetDistance(center).radians() <= radius);
          },
          [&](const AreaBox& box) { return Relate(box.Contains(outline), box.Meets(outline)); },
          [&](const Polygon& polygon) {
            return Relate(polygon->exact.Contains(outline), polygon->exact.Intersects(outline));
          }},
      shape_);
}

std::optional<std::vector<CoveringCell>> Area::Covering(int cells_max) const {
  return std::visit(
      Overloaded{
          [&](const Circle& circle) {
            const S2Cap cap = CapOf(circle.center, circle.radius_km);
            // As much smaller as the other is larger.
            const double inner = KmToRadians(circle.radius_km) - kSlackRadians;
            const S2Cap inner_cap = CoversEarth(circle.radius_km)
                                        ? S2Cap::Full()
                                        : S2Cap(circle.center.ToPoint(), S1Angle::Radians(inner));
            return CoverRegion(cap, cells_max, [&](const S2Cell& cell) {
              return Relate(inner_cap.Contains(cell), cap.MayIntersect(cell));
            });
          },
          [&](const AreaBox& box) {
            const S2LatLngRect roomy = Roomy(box.rect());
            return CoverRegion(roomy.GetCapBound(), cells_max, [&](const S2Cell& cell) {
              return Relate(box.rect().Contains(cell), roomy.MayIntersect(cell));
            });
          },
          [&](const Polygon& polygon) {
            return CoverRegion(polygon->exact.GetCapBound(), cells_max, [&](const S2Cell& cell) {
              if (!polygon->planar) {
                return Relate(polygon->exact.Contains(cell), polygon->exact.MayIntersect(cell));
              }
              const PlanarPolygon::CellRelation relation = polygon->planar->Relate(cell);
              return Relate(relation.inside, !relation.apart);
            });
          }},
      shape_);
}

S2LatLngRect Area::Bound() const {
  return std::visit(
      Overloaded{[](const Circle& circle) {
                   return CapOf(circle.center, circle.radius_km).GetRectBound();
                 },
                 [](const AreaBox& box) { return Roomy(box.rect()); },
                 [](const Polygon& polygon) { return polygon->exact.GetRectBound(); }},
      shape_);
}

}  // namespace sitrep
