#include "gazetteer/planar_polygon.h"

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "s2/s2cap.h"
#include "s2/s2cell_id.h"
#include "s2/s2latlng.h"
#include "s2/s2loop.h"

namespace sitrep {
namespace {

struct Ring {
  double lat;
  double lon;
  double radius_degrees;
  int vertices;
};

// A star: its radius changes from vertex to vertex.
std::unique_ptr<S2Loop> Star(const Ring& ring, std::mt19937& random) {
  const S2Point center = S2LatLng::FromDegrees(ring.lat, ring.lon).ToPoint();
  const S2Point east = center.Ortho();
  const S2Point north = center.CrossProd(east);
  std::uniform_real_distribution<double> share(0.5, 1);
  std::vector<S2Point> points;
  for (int i = 0; i < ring.vertices; ++i) {
    const double angle = 2 * M_PI * i / ring.vertices;
    const double radius = ring.radius_degrees * M_PI / 180 * share(random);
    points.push_back((center * std::cos(radius) +
                      (east * std::cos(angle) + north * std::sin(angle)) * std::sin(radius))
                         .Normalize());
  }
  return std::make_unique<S2Loop>(points, S2Debug::DISABLE);
}

class PlanarPolygonTest : public testing::Test {
 protected:
  S2Point Near(const S2Polygon& polygon) {
    const S2Cap cap = polygon.GetCapBound();
    std::normal_distribution<double> normal;
    const S2Point off(normal(random_), normal(random_), normal(random_));
    return (cap.center() + off * std::sin(cap.GetRadius().radians()) * 0.8).Normalize();
  }

  // Compares `count` points, and counts the ones that the plane leaves open.
  void ExpectAsS2(const S2Polygon& polygon, int count, int open_max) {
    const auto planar = PlanarPolygon::Project(polygon);
    ASSERT_TRUE(planar.has_value());
    int open = 0;
    for (int i = 0; i < count; ++i) {
      const S2Point point = Near(polygon);
      const bool inside = polygon.Contains(point);
      const std::optional<bool> found = planar->Contains(point);
      const std::optional<bool> by_leaf = planar->Contains(S2CellId(point).ToPointRaw());
      if (found) {
        ASSERT_EQ(*found, inside) << S2LatLng(point);
      }
      if (by_leaf) {
        ASSERT_EQ(*by_leaf, inside) << S2LatLng(point);
      }
      if (!found || !by_leaf) ++open;
    }
    EXPECT_LE(open, open_max);
  }

  std::mt19937 random_{4};
};

// A million points in all: middling polygons, a tiny and a huge one, a pole in and beside one, the
// antimeridian, many vertices, a hole.
TEST_F(PlanarPolygonTest, AnswersAMillionPointsAsS2Does) {
  const std::vector<Ring> rings = {{51.7, 36.2, 1, 20}, {0, 0, 1, 4},        {31.5, 34.5, 0.01, 7},
                                   {20, 100, 25, 33},   {90, 0, 5, 12},      {-88, 10, 5, 16},
                                   {10, 180, 3, 20},    {-17, -179.5, 2, 9}, {45, 45, 10, 3000},
                                   {35.26, 45, 0.5, 11}};
  for (const Ring& ring : rings) {
    const S2Polygon polygon(Star(ring, random_));
    ExpectAsS2(polygon, 90'000, 60);
  }
  std::vector<std::unique_ptr<S2Loop>> loops;
  loops.push_back(Star({48, 30, 4, 40}, random_));
  loops.push_back(Star({48, 30, 1.5, 12}, random_));
  const S2Polygon with_hole(std::move(loops));
  ASSERT_EQ(with_hole.num_loops(), 2);
  ExpectAsS2(with_hole, 100'000, 3);
}

TEST_F(PlanarPolygonTest, LeavesPointsOnItsEdgesOpen) {
  const S2Polygon polygon(Star({51.7, 36.2, 1, 20}, random_));
  const auto planar = PlanarPolygon::Project(polygon);
  ASSERT_TRUE(planar.has_value());
  const S2Loop& loop = *polygon.loop(0);
  for (int i = 0; i < loop.num_vertices(); ++i) {
    EXPECT_EQ(planar->Contains(loop.vertex(i)), std::nullopt);
    EXPECT_EQ(planar->Contains((loop.vertex(i) + loop.vertex(i + 1)).Normalize()), std::nullopt);
  }
}

TEST_F(PlanarPolygonTest, NeverCallsACellInsideOrApartThatIsNot) {
  for (const Ring& ring : std::vector<Ring>{{51.7, 36.2, 1, 20}, {90, 0, 4, 9}, {0, 180, 3, 30}}) {
    const S2Polygon polygon(Star(ring, random_));
    const auto planar = PlanarPolygon::Project(polygon);
    ASSERT_TRUE(planar.has_value());
    int inside = 0, apart = 0;
    for (int i = 0; i < 20'000; ++i) {
      const int level = 4 + 2 * (i % 5);
      const S2Cell cell(S2CellId(Near(polygon)).parent(level));
      const PlanarPolygon::CellRelation relation = planar->Relate(cell);
      if (relation.inside) {
        ++inside;
        ASSERT_TRUE(polygon.Contains(cell));
      }
      if (relation.apart) {
        ++apart;
        ASSERT_FALSE(polygon.MayIntersect(cell));
      }
    }
    EXPECT_GT(inside, 500);
    EXPECT_GT(apart, 500);
  }
}

TEST_F(PlanarPolygonTest, IsAbsentForWhatReachesTooFarRoundTheSphere) {
  EXPECT_FALSE(PlanarPolygon::Project(S2Polygon(Star({0, 0, 140, 12}, random_))).has_value());
  EXPECT_FALSE(PlanarPolygon::Project(S2Polygon()).has_value());
}

}  // namespace
}  // namespace sitrep
