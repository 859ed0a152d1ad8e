#include "gazetteer/region_locator.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "gazetteer/place_file.h"
#include "gazetteer/places_data.h"
#include "gazetteer/region_outlines.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

// The built data once for all tests.
struct World {
  World() : data(DecodePlaces(PlacesData()).value()), regions(data.regions), outlines(&data) {}

  PlaceData data;
  Table<PlaceData::Entry> regions;
  RegionOutlines outlines;
};

World& TheWorld() {
  static auto* const world = new World();
  return *world;
}

const RegionLocator& TheLocator() {
  static const auto* const locator = new RegionLocator(&TheWorld().outlines, kNoRegion);
  return *locator;
}

// Every corner of every outline, by the even-odd rule.
std::vector<RegionIndex> NaiveFind(double lat, double lon) {
  const RegionOutlines& outlines = TheWorld().outlines;
  const double x = lon * kUnitsPerDegree, y = lat * kUnitsPerDegree;
  std::vector<RegionIndex> found;
  for (RegionIndex region = 0; region < outlines.rings().size(); ++region) {
    bool inside = false;
    for (const ArcRing& ring : outlines.rings()[region]) {
      const std::vector<UnitPoint> points = outlines.RingPoints(ring);
      for (size_t i = 0; i < points.size(); ++i) {
        const UnitPoint a = points[i], b = points[(i + 1) % points.size()];
        if ((a.y > y) == (b.y > y)) continue;
        inside ^= x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
      }
    }
    if (inside) found.push_back(region);
  }
  return found;
}

void ExpectLikeNaive(double lat, double lon) {
  const std::vector<RegionIndex> expected = NaiveFind(lat, lon);
  EXPECT_EQ(TheLocator().Find(lat, lon), expected.empty() ? kNoRegion : expected.front())
      << lat << "," << lon;
}

TEST(RegionLocator, FindsWhatTheNaiveTwinFindsAnywhere) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> lat(-90, 90), lon(-180, 180);
  for (int i = 0; i < 60; ++i) ExpectLikeNaive(lat(random), lon(random));
}

TEST(RegionLocator, FindsWhatTheNaiveTwinFindsNearCities) {
  const Table<PlaceData::Entry>& regions = TheWorld().regions;
  std::mt19937 random(8);
  std::normal_distribution<double> jitter(0, 0.3);
  for (int i = 0; i < 60; ++i) {
    const PlaceData::Entry& entry = regions[random() % regions.size()];
    ExpectLikeNaive(
        std::clamp<double>(1.0 * entry.point.y / kUnitsPerDegree + jitter(random), -90, 90),
        std::clamp<double>(1.0 * entry.point.x / kUnitsPerDegree + jitter(random), -180, 180));
  }
}

// Where cells of the grid and the edges of the map meet.
TEST(RegionLocator, FindsWhatTheNaiveTwinFindsOnGridLines) {
  for (const double lat : {-90.0, -89.9, 0.0, 45.5, 66.0, 90.0}) {
    for (const double lon : {-180.0, -179.99, -0.5, 25.0, 179.99, 180.0}) {
      ExpectLikeNaive(lat, lon);
    }
  }
}

TEST(RegionLocator, NearestIsWithinTheLimitOrNothing) {
  // Off Odesa, some 10 km from the beach, and the middle of the Atlantic.
  EXPECT_EQ(TheLocator().Find(0.0, -140.0), kNoRegion);
  const RegionIndex nearest = TheLocator().FindNearest(46.45, 30.92, 22);
  ASSERT_NE(nearest, kNoRegion);
  EXPECT_EQ(TheWorld().regions[nearest].id, "UA-51");
  EXPECT_EQ(TheLocator().FindNearest(46.45, 30.92, 1), kNoRegion);
  EXPECT_EQ(TheLocator().FindNearest(30, -40, 100), kNoRegion);
}

TEST(RegionLocator, NearestLooksAcrossTheAntimeridian) {
  // Taveuni and Rabi in Fiji lie on both sides of it.
  const RegionIndex west = TheLocator().FindNearest(-16.8, 179.99, 60);
  const RegionIndex east = TheLocator().FindNearest(-16.8, -179.99, 60);
  ASSERT_NE(west, kNoRegion);
  EXPECT_EQ(west, east);
}

TEST(RegionOutlines, PolygonsAgreeWithTheLocator) {
  std::mt19937 random(9);
  const Table<PlaceData::Entry>& regions = TheWorld().regions;
  int agreed = 0, asked = 0;
  for (int i = 0; i < 60; ++i) {
    const PlaceData::Entry& city = regions[regions.size() - 1 - random() % 50'000];
    const double lat = 1.0 * city.point.y / kUnitsPerDegree;
    const double lon = 1.0 * city.point.x / kUnitsPerDegree;
    const RegionIndex region = TheLocator().Find(lat, lon);
    if (region == kNoRegion) continue;
    const S2Polygon* const outline = TheWorld().outlines.Outline(region);
    ASSERT_NE(outline, nullptr);
    EXPECT_EQ(outline, TheWorld().outlines.Outline(region));
    EXPECT_TRUE(TheWorld().outlines.Bound(region).Contains(S2LatLng::FromDegrees(lat, lon)));
    agreed += outline->Contains(S2LatLng::FromDegrees(lat, lon).ToPoint());
    ++asked;
  }
  // A city within some 100 m of a border may fall on its other side.
  EXPECT_GE(asked, 50);
  EXPECT_GE(agreed, asked - 1);
}

TEST(RegionOutlines, CitiesHaveNone) {
  const RegionIndex city = static_cast<RegionIndex>(TheWorld().regions.size() - 1);
  EXPECT_EQ(TheWorld().outlines.Outline(city), nullptr);
  EXPECT_TRUE(std::isinf(TheWorld().outlines.DistanceKm(city, {0, 0})));
}

}  // namespace
}  // namespace sitrep
