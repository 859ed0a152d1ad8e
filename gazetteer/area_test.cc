#include "gazetteer/area.h"

#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gazetteer/cell_levels.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "s2/s2cell_union.h"
#include "s2/s2loop.h"

namespace sitrep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Degrees {
  double lat, lon;
};

v1::Area CircleArea(double lat, double lon, double radius_km) {
  v1::Area area;
  area.mutable_circle()->mutable_center()->set_lat(lat);
  area.mutable_circle()->mutable_center()->set_lon(lon);
  area.mutable_circle()->set_radius_km(radius_km);
  return area;
}

v1::Area BoxArea(double south, double west, double north, double east) {
  v1::Area area;
  area.mutable_box()->set_south(south);
  area.mutable_box()->set_west(west);
  area.mutable_box()->set_north(north);
  area.mutable_box()->set_east(east);
  return area;
}

v1::Area PolygonArea(const std::vector<std::vector<Degrees>>& rings) {
  v1::Area area;
  area.mutable_polygon();
  for (const auto& ring : rings) {
    v1::Ring& out = *area.mutable_polygon()->add_rings();
    for (const Degrees& point : ring) {
      out.add_points()->set_lat(point.lat);
      out.mutable_points()->rbegin()->set_lon(point.lon);
    }
  }
  return area;
}

Area Compiled(const v1::Area& area) {
  absl::StatusOr<Area> compiled = Area::Compile(area);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  return *std::move(compiled);
}

std::vector<Degrees> Square(double south, double west, double north, double east) {
  return {{south, west}, {south, east}, {north, east}, {north, west}};
}

std::unique_ptr<S2Polygon> Outline(const std::vector<Degrees>& ring) {
  std::vector<S2Point> points;
  for (const Degrees& point : ring) points.push_back(PointFromDegrees(point.lat, point.lon));
  auto loop = std::make_unique<S2Loop>(points);
  loop->Normalize();
  return std::make_unique<S2Polygon>(std::move(loop));
}

// The distance by another formula than the product's.
double NaiveDistanceKm(const Degrees& a, const Degrees& b) {
  const double rad = M_PI / 180;
  const double phi1 = a.lat * rad, phi2 = b.lat * rad, delta = (b.lon - a.lon) * rad;
  const double x = std::cos(phi2) * std::sin(delta);
  const double y =
      std::cos(phi1) * std::sin(phi2) - std::sin(phi1) * std::cos(phi2) * std::cos(delta);
  const double z =
      std::sin(phi1) * std::sin(phi2) + std::cos(phi1) * std::cos(phi2) * std::cos(delta);
  return kEarthRadiusKm * std::atan2(std::hypot(x, y), z);
}

// A point of the sphere at `distance_km` from `from` in the direction `bearing` (radians).
Degrees Offset(const Degrees& from, double distance_km, double bearing) {
  const double rad = M_PI / 180, d = distance_km / kEarthRadiusKm, phi = from.lat * rad;
  const double lat =
      std::asin(std::sin(phi) * std::cos(d) + std::cos(phi) * std::sin(d) * std::cos(bearing));
  const double lon = from.lon * rad + std::atan2(std::sin(bearing) * std::sin(d) * std::cos(phi),
                                                 std::cos(d) - std::sin(phi) * std::sin(lat));
  return {lat / rad, std::remainder(lon / rad, 360)};
}

class AreaRandomTest : public ::testing::Test {
 protected:
  double Uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  Degrees Anywhere() { return {std::asin(Uniform(-1, 1)) * 180 / M_PI, Uniform(-180, 180)}; }
  // Mostly near `center`, so that both sides of an edge are met.
  Degrees Near(const Degrees& center, double spread_km) {
    if (Uniform(0, 1) < 0.1) return Anywhere();
    return Offset(center, Uniform(0, spread_km), Uniform(0, 2 * M_PI));
  }

  std::mt19937 random_{20250712};
};

TEST_F(AreaRandomTest, CircleHoldsWhatIsNearEnough) {
  int inside = 0;
  for (int i = 0; i < 20000; ++i) {
    const Degrees center = i % 4 == 0   ? Degrees{90 - Uniform(0, 1), Uniform(-180, 180)}
                           : i % 4 == 1 ? Degrees{Uniform(-80, 80), 180 - Uniform(0, 1)}
                                        : Anywhere();
    const double radius_km = std::exp(Uniform(0, 9.8));
    const Degrees point = Near(center, 2 * radius_km);
    const double distance_km = NaiveDistanceKm(center, point);
    if (std::abs(distance_km - radius_km) < 1e-6) continue;
    const bool holds =
        Compiled(CircleArea(center.lat, center.lon, radius_km)).Contains(point.lat, point.lon);
    ASSERT_EQ(holds, distance_km < radius_km) << center.lat << " " << center.lon;
    inside += holds;
  }
  EXPECT_GT(inside, 2000);
}

TEST_F(AreaRandomTest, BoxHoldsWhatLiesBetweenItsEdges) {
  int inside = 0;
  for (int i = 0; i < 20000; ++i) {
    // Whole degrees, so that points fall on edges and corners.
    const double south = std::floor(Uniform(-6, 4)), north = std::floor(Uniform(south, 6));
    const double west = std::floor(Uniform(-6, 6)), east = std::floor(Uniform(-6, 6));
    const Degrees point{std::floor(Uniform(-7, 8)), std::floor(Uniform(-7, 8))};
    const bool lon_between = west <= east ? west <= point.lon && point.lon <= east
                                          : point.lon >= west || point.lon <= east;
    const bool expected = south <= point.lat && point.lat <= north && lon_between;
    const Area area = Compiled(BoxArea(south, west, north, east));
    ASSERT_EQ(area.Contains(point.lat, point.lon), expected)
        << south << " " << west << " " << north << " " << east << ": " << point.lat << " "
        << point.lon;
    inside += expected;
  }
  EXPECT_GT(inside, 2000);
}

TEST(Area, BoxReachesOverTheAntimeridianAndThePoles) {
  const Area pacific = Compiled(BoxArea(-10, 170, 10, -170));
  EXPECT_TRUE(pacific.Contains(0, 180));
  EXPECT_TRUE(pacific.Contains(0, -180));
  EXPECT_TRUE(pacific.Contains(0, -175));
  EXPECT_FALSE(pacific.Contains(0, 0));
  EXPECT_FALSE(pacific.Contains(0, 169.999));

  const Area up_to_antimeridian = Compiled(BoxArea(-10, 170, 10, 180));
  EXPECT_TRUE(up_to_antimeridian.Contains(0, -180));

  const Area arctic = Compiled(BoxArea(80, -180, 90, 180));
  EXPECT_TRUE(arctic.Contains(90, 0));
  EXPECT_TRUE(arctic.Contains(85, 179));
  EXPECT_FALSE(arctic.Contains(79.999, 0));

  const Area wedge = Compiled(BoxArea(-90, 10, -60, 20));
  EXPECT_TRUE(wedge.Contains(-90, 100));
  EXPECT_FALSE(wedge.Contains(-89, 100));

  const Area earth = Compiled(BoxArea(-90, -180, 90, 180));
  EXPECT_TRUE(earth.Contains(90, 0));
  EXPECT_TRUE(earth.Contains(-90, 180));
  EXPECT_EQ(earth.ClassifyDisc(12, 34, 20000), AreaRelation::kInside);
}

TEST(Area, FlatBoxIsALine) {
  const Area parallel = Compiled(BoxArea(50, 10, 50, 20));
  EXPECT_TRUE(parallel.Contains(50, 15));
  EXPECT_FALSE(parallel.Contains(50.0001, 15));
  EXPECT_EQ(parallel.ClassifyDisc(50, 15, 1), AreaRelation::kMeets);
  EXPECT_EQ(parallel.ClassifyDisc(51, 15, 1), AreaRelation::kApart);

  const Area antimeridian = Compiled(BoxArea(-10, 180, 10, -180));
  EXPECT_TRUE(antimeridian.Contains(0, 180));
  EXPECT_TRUE(antimeridian.Contains(0, -180));
  EXPECT_FALSE(antimeridian.Contains(0, 179));
  EXPECT_EQ(antimeridian.ClassifyDisc(0, 179.999, 1), AreaRelation::kMeets);
  EXPECT_EQ(antimeridian.ClassifyDisc(0, 90, 1), AreaRelation::kApart);
}

TEST_F(AreaRandomTest, PolygonHoldsWhatS2SaysItHolds) {
  const std::vector<Degrees> shell = {{50, 30}, {49, 36}, {53, 41}, {57, 35}, {54, 33}};
  std::vector<Degrees> reversed(shell.rbegin(), shell.rend());
  reversed.push_back(reversed.front());
  const auto outline = Outline(shell);
  const Area forward = Compiled(PolygonArea({shell})), backward = Compiled(PolygonArea({reversed}));
  int inside = 0;
  for (int i = 0; i < 5000; ++i) {
    const Degrees point = Near({53, 35}, 900);
    const bool expected = outline->Contains(PointFromDegrees(point.lat, point.lon));
    ASSERT_EQ(forward.Contains(point.lat, point.lon), expected);
    ASSERT_EQ(backward.Contains(point.lat, point.lon), expected);
    inside += expected;
  }
  EXPECT_GT(inside, 500);
}

TEST(Area, RingsNest) {
  const Area area = Compiled(PolygonArea({Square(4, 4, 6, 6), Square(0, 0, 10, 10),
                                          Square(4.5, 4.5, 5.5, 5.5), Square(20, 20, 21, 21)}));
  EXPECT_TRUE(area.Contains(1, 1));
  EXPECT_FALSE(area.Contains(4.2, 4.2)) << "in the hole";
  EXPECT_TRUE(area.Contains(5, 5)) << "on the island in the hole";
  EXPECT_TRUE(area.Contains(20.5, 20.5)) << "in the second outline";
}

TEST(Area, PolygonGoesRoundAPoleAndOverTheAntimeridian) {
  const Area polar = Compiled(PolygonArea({{{70, 0}, {70, 90}, {70, 180}, {70, -90}}}));
  EXPECT_TRUE(polar.Contains(90, 0));
  EXPECT_TRUE(polar.Contains(89, -135));
  EXPECT_FALSE(polar.Contains(60, 0));
  const Area fiji = Compiled(PolygonArea({{{-19, 177}, {-19, -179}, {-16, -179}, {-16, 177}}}));
  EXPECT_TRUE(fiji.Contains(-17, -179.5));
  EXPECT_TRUE(fiji.Contains(-17, 178));
  EXPECT_FALSE(fiji.Contains(-17, 0));
  const Area same_meridian = Compiled(PolygonArea({{{0, 170}, {0, 180}, {5, -180}, {5, 170}}}));
  EXPECT_TRUE(same_meridian.Contains(2, 175));
  EXPECT_FALSE(same_meridian.Contains(2, -175));
}

// Asks many points of the disc: all inside means at least kMeets, none inside means not kInside.
TEST_F(AreaRandomTest, DiscsAgreeWithTheirPoints) {
  const std::vector<v1::Area> areas = {
      CircleArea(51, 36, 300),
      CircleArea(89, 0, 500),
      BoxArea(48, 30, 55, 40),
      BoxArea(-20, 175, -10, -175),
      BoxArea(80, -180, 90, 180),
      BoxArea(70, 10, 90, 60),
      PolygonArea({Square(48, 30, 55, 40), Square(50, 33, 52, 37)})};
  const std::vector<Degrees> centers = {{51, 36}, {89, 0},  {52, 35}, {-15, 179},
                                        {82, 30}, {80, 30}, {51, 35}};
  int counts[3] = {0, 0, 0};
  for (size_t a = 0; a < areas.size(); ++a) {
    const Area area = Compiled(areas[a]);
    for (int i = 0; i < 500; ++i) {
      const Degrees center = Near(centers[a], 1200);
      const double radius_km = std::exp(Uniform(0, 7));
      const AreaRelation relation = area.ClassifyDisc(center.lat, center.lon, radius_km);
      ++counts[static_cast<int>(relation)];
      for (int k = 0; k < 64; ++k) {
        // The centre, then a ring just inside the rim, then random ones.
        const double r = k == 0 ? 0 : radius_km * (k < 40 ? 0.9999 : Uniform(0, 0.9999));
        const Degrees point = Offset(center, r, k < 40 ? k * M_PI / 20 : Uniform(0, 2 * M_PI));
        const bool inside = area.Contains(point.lat, point.lon);
        ASSERT_FALSE(inside && relation == AreaRelation::kApart)
            << areas[a].ShortDebugString() << center.lat << " " << center.lon << " " << radius_km;
        ASSERT_FALSE(!inside && relation == AreaRelation::kInside)
            << areas[a].ShortDebugString() << center.lat << " " << center.lon << " " << radius_km;
      }
    }
  }
  for (const int count : counts) EXPECT_GT(count, 200);
}

TEST(Area, DiscIsInsideUpToTheEdgeAndMeetsUpToTheEdge) {
  const double degree_km = kEarthRadiusKm * M_PI / 180;
  const Area box = Compiled(BoxArea(0, 0, 10, 10));
  EXPECT_EQ(box.ClassifyDisc(9, 5, 0.999 * degree_km), AreaRelation::kInside);
  EXPECT_EQ(box.ClassifyDisc(9, 5, 1.001 * degree_km), AreaRelation::kMeets);
  EXPECT_EQ(box.ClassifyDisc(11, 5, 1.001 * degree_km), AreaRelation::kMeets);
  EXPECT_EQ(box.ClassifyDisc(11, 5, 0.999 * degree_km), AreaRelation::kApart);
  EXPECT_EQ(box.ClassifyDisc(10, 5, 0), AreaRelation::kInside) << "a bare point on the edge";
  const Area circle = Compiled(CircleArea(0, 0, 5 * degree_km));
  EXPECT_EQ(circle.ClassifyDisc(3, 0, 1.999 * degree_km), AreaRelation::kInside);
  EXPECT_EQ(circle.ClassifyDisc(3, 0, 2.001 * degree_km), AreaRelation::kMeets);
  EXPECT_EQ(circle.ClassifyDisc(7, 0, 1.999 * degree_km), AreaRelation::kApart);
  EXPECT_EQ(circle.ClassifyPoint(7, 0), AreaRelation::kApart);
  EXPECT_EQ(circle.ClassifyPoint(2, 2), AreaRelation::kInside);
}

TEST_F(AreaRandomTest, OutlinesAgreeWithTheirPoints) {
  const std::vector<v1::Area> areas = {
      CircleArea(51, 36, 300),
      CircleArea(0, 0, 15000),
      BoxArea(48, 30, 55, 40),
      BoxArea(-20, 175, -10, -175),
      BoxArea(80, -180, 90, 180),
      BoxArea(-60, -180, 50, 180),
      PolygonArea({Square(48, 30, 55, 40), Square(50, 33, 52, 37)})};
  const std::vector<Degrees> centers = {{51, 36}, {0, 150}, {52, 35}, {-15, 179},
                                        {82, 30}, {51, 10}, {51, 35}};
  int counts[3] = {0, 0, 0};
  for (size_t a = 0; a < areas.size(); ++a) {
    const Area area = Compiled(areas[a]);
    for (int i = 0; i < 200; ++i) {
      const Degrees center = Near(centers[a], 1500);
      const double size_km = std::exp(Uniform(1, 7));
      std::vector<Degrees> ring;
      for (int k = 0; k < 7; ++k) {
        ring.push_back(Offset(center, size_km * Uniform(0.3, 1), k * 2 * M_PI / 7));
      }
      const auto outline = Outline(ring);
      const AreaRelation relation = area.ClassifyPolygon(*outline);
      ++counts[static_cast<int>(relation)];
      for (int k = 0; k < 50; ++k) {
        const Degrees point = Offset(center, Uniform(0, size_km), Uniform(0, 2 * M_PI));
        if (!outline->Contains(PointFromDegrees(point.lat, point.lon))) continue;
        const bool inside = area.Contains(point.lat, point.lon);
        ASSERT_FALSE(inside && relation == AreaRelation::kApart) << areas[a].ShortDebugString();
        ASSERT_FALSE(!inside && relation == AreaRelation::kInside) << areas[a].ShortDebugString();
      }
    }
  }
  for (const int count : counts) EXPECT_GT(count, 100);
}

TEST(Area, OutlineCrossesABoxThatHoldsNoneOfItsPoints) {
  const Area box = Compiled(BoxArea(0, 0, 10, 10));
  EXPECT_EQ(box.ClassifyPolygon(*Outline(Square(4, -5, 6, 15))), AreaRelation::kMeets);
  EXPECT_EQ(box.ClassifyPolygon(*Outline(Square(-5, 4, 15, 6))), AreaRelation::kMeets);
  EXPECT_EQ(box.ClassifyPolygon(*Outline(Square(-5, -5, 15, 15))), AreaRelation::kMeets);
  EXPECT_EQ(box.ClassifyPolygon(*Outline(Square(1, 1, 9, 9))), AreaRelation::kInside);
  EXPECT_EQ(box.ClassifyPolygon(*Outline(Square(11, 0, 12, 10))), AreaRelation::kApart);
  // The shortest way between two points at 60 degrees north goes to 66: it meets the parallel box.
  const Area north = Compiled(BoxArea(63, 5, 65, 55));
  EXPECT_EQ(north.ClassifyPolygon(*Outline({{60, 0}, {60, 60}, {59, 60}, {59, 0}})),
            AreaRelation::kMeets);
  EXPECT_EQ(north.ClassifyPolygon(S2Polygon()), AreaRelation::kApart);
  const Area earth = Compiled(CircleArea(10, 10, 20040));
  EXPECT_EQ(earth.ClassifyPolygon(*Outline(Square(-5, -175, 15, -165))), AreaRelation::kInside);
}

TEST_F(AreaRandomTest, CoveringHoldsEveryPointOfTheArea) {
  const std::vector<v1::Area> areas = {
      CircleArea(51, 36, 0.001),
      CircleArea(51, 36, 5),
      CircleArea(51, 36, 100),
      CircleArea(89.9, 0, 300),
      CircleArea(0, 179.9, 2000),
      BoxArea(48, 30, 55, 40),
      BoxArea(-20, 175, -10, -175),
      BoxArea(80, -180, 90, 180),
      BoxArea(0, 0, 0, 10),
      BoxArea(-10, 180, 10, -180),
      PolygonArea({Square(48, 30, 55, 40), Square(50, 33, 52, 37)}),
      PolygonArea({Square(0, 0, 1, 1), Square(0, 100, 1, 101)})};
  const std::vector<Degrees> centers = {{51, 36}, {51, 36}, {51, 36},   {90, 0},
                                        {0, 180}, {52, 35}, {-15, 180}, {84, 0},
                                        {0, 5},   {0, 180}, {51, 35},   {0.5, 0.5}};
  for (size_t a = 0; a < areas.size(); ++a) {
    const Area area = Compiled(areas[a]);
    for (const int cells_max : {8, 64, 2000}) {
      const auto covering = area.Covering(cells_max);
      if (!covering.has_value()) continue;
      EXPECT_LE(static_cast<int>(covering->size()), cells_max);
      std::vector<S2CellId> ids, inside_ids;
      for (const CoveringCell& cell : *covering) {
        EXPECT_THAT(kCellLevels, ::testing::Contains(cell.id.level()));
        ids.push_back(cell.id);
        if (cell.inside) inside_ids.push_back(cell.id);
      }
      const S2CellUnion cells(ids), inside(inside_ids);
      for (int i = 0; i < 3000; ++i) {
        Degrees point = Near(centers[a], 800);
        if (i % 7 == 0) point = {std::round(point.lat), std::round(point.lon)};
        const S2CellId leaf(PointFromDegrees(point.lat, point.lon));
        const bool contains = area.Contains(point.lat, point.lon);
        if (inside.Contains(leaf)) {
          ASSERT_TRUE(contains) << areas[a].ShortDebugString() << point.lat << " " << point.lon;
        }
        const std::optional<bool> by_leaf = area.ContainsLeaf(leaf);
        if (by_leaf) {
          ASSERT_EQ(*by_leaf, contains) << areas[a].ShortDebugString();
        }
        if (!contains) continue;
        ASSERT_TRUE(cells.Contains(leaf))
            << areas[a].ShortDebugString() << point.lat << " " << point.lon;
        ASSERT_TRUE(area.Bound().Contains(S2LatLng::FromDegrees(point.lat, point.lon)));
      }
    }
  }
}

TEST(Area, CoveringIsFineForSmallAreasAndAbsentForHugeOnes) {
  const auto small = Compiled(CircleArea(51, 36, 5)).Covering(32);
  ASSERT_TRUE(small.has_value());
  EXPECT_EQ(small->front().id.level(), kFinestCellLevel);
  EXPECT_LE(small->size(), 9u);
  EXPECT_TRUE(Compiled(BoxArea(44, 22, 53, 41)).Covering(32).has_value()) << "a large country";
  EXPECT_FALSE(Compiled(BoxArea(-90, -180, 90, 180)).Covering(64).has_value());
  EXPECT_FALSE(Compiled(CircleArea(0, 0, 20040)).Covering(1000).has_value());
  const auto earth = Compiled(CircleArea(0, 0, 20040)).Covering(6 << (2 * kCoarsestCellLevel));
  ASSERT_TRUE(earth.has_value());
  EXPECT_EQ(earth->size(), 1536u);
}

std::vector<std::string> BadFields(const v1::Area& area) {
  FieldErrors errors;
  EXPECT_FALSE(Area::Compile(area, "filter.area", &errors).has_value());
  std::vector<std::string> fields;
  for (const FieldError& error : errors.errors()) fields.push_back(error.field);
  return fields;
}

TEST(Area, NamesEveryBadField) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_THAT(BadFields(v1::Area()), ElementsAre("filter.area"));
  EXPECT_THAT(BadFields(CircleArea(91, 181, 0)),
              ElementsAre("filter.area.circle.center.lat", "filter.area.circle.center.lon",
                          "filter.area.circle.radius_km"));
  EXPECT_THAT(BadFields(CircleArea(nan, inf, nan)),
              ElementsAre("filter.area.circle.center.lat", "filter.area.circle.center.lon",
                          "filter.area.circle.radius_km"));
  EXPECT_THAT(BadFields(CircleArea(0, 0, -1)), ElementsAre("filter.area.circle.radius_km"));
  EXPECT_THAT(BadFields(CircleArea(0, 0, 20040.1)), ElementsAre("filter.area.circle.radius_km"));
  v1::Area no_center;
  no_center.mutable_circle()->set_radius_km(1);
  EXPECT_THAT(BadFields(no_center), ElementsAre("filter.area.circle.center"));
  EXPECT_THAT(BadFields(BoxArea(-90.1, nan, 90.1, 180.1)),
              ElementsAre("filter.area.box.south", "filter.area.box.north", "filter.area.box.west",
                          "filter.area.box.east"));
  EXPECT_THAT(BadFields(BoxArea(10, 0, 9, 1)), ElementsAre("filter.area.box.north"));
  EXPECT_THAT(BadFields(PolygonArea({})), ElementsAre("filter.area.polygon.rings"));
  EXPECT_THAT(BadFields(PolygonArea({{}, Square(0, 0, 1, 1), {{1, 1}, {2, 2}, {1, 1}}})),
              ElementsAre("filter.area.polygon.rings[0]", "filter.area.polygon.rings[2]"));
  EXPECT_THAT(BadFields(PolygonArea({{{0, 0}, {91, 0}, {1, -181}, {nan, 1}}})),
              ElementsAre("filter.area.polygon.rings[0].points[1].lat",
                          "filter.area.polygon.rings[0].points[2].lon",
                          "filter.area.polygon.rings[0].points[3].lat"));
  EXPECT_THAT(BadFields(PolygonArea({{{0, 0}, {1, 1}, {0, 1}, {1, 0}}})),
              ElementsAre("filter.area.polygon.rings[0]"))
      << "crosses itself";
  EXPECT_THAT(BadFields(PolygonArea({{{0, 0}, {0, 180}, {1, 1}}})),
              ElementsAre("filter.area.polygon.rings[0]"))
      << "an edge to the antipode";
  EXPECT_THAT(BadFields(PolygonArea({Square(0, 0, 2, 2), Square(1, 1, 3, 3)})),
              ElementsAre("filter.area.polygon.rings"))
      << "rings that cross";
  EXPECT_THAT(BadFields(PolygonArea({Square(0, 0, 2, 2), Square(0, 0, 2, 2)})),
              ElementsAre("filter.area.polygon.rings"))
      << "the same ring twice";
}

std::vector<Degrees> RoundRing(int points) {
  std::vector<Degrees> ring;
  for (int i = 0; i < points; ++i) ring.push_back(Offset({50, 30}, 500, -2 * M_PI * i / points));
  return ring;
}

TEST(Area, TakesTenThousandPointsAndNoMore) {
  EXPECT_TRUE(Compiled(PolygonArea({RoundRing(10000)})).Contains(50, 30));
  EXPECT_THAT(BadFields(PolygonArea({RoundRing(10001)})), ElementsAre("filter.area.polygon.rings"));
}

TEST(Area, StandsAloneWithAnInvalidArgument) {
  const absl::StatusOr<Area> area = Area::Compile(CircleArea(91, 0, 1));
  EXPECT_EQ(area.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(area.status().message()),
              HasSubstr("circle.center.lat: 91 is not between -90 and 90"));
}

}  // namespace
}  // namespace sitrep
