// How well points are read as provinces, against GeoNames' word for its cities.
#include <algorithm>
#include <random>
#include <string>

#include "gazetteer/area.h"
#include "gazetteer/place_gazetteer.h"
#include "gtest/gtest.h"
#include "s2/s2debug.h"
#include "s2/s2latlng.h"
#include "s2/s2polygon.h"

namespace sitrep {
namespace {

class RegionOfPointTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { FLAGS_s2debug = false; }

  static const PlaceGazetteer& places() { return PlaceGazetteer::Embedded(); }

  static std::string At(double lat, double lon) {
    const RegionIndex index = places().RegionAt(lat, lon);
    return index == kNoRegion ? "" : std::string(places().region(index).id);
  }
};

// Both printed by gazetteer/build/build_gazetteer.py: cities of 5,000 people and more whose code in
// GeoNames means one province, and those of them that lie so far outside it that the gazetteer
// takes the outline's word.
constexpr int kNamedCities = 39'150;
constexpr int kFarOutside = 51;
constexpr int kPeopleMin = 5'000;

TEST_F(RegionOfPointTest, IsTheProvinceThatGeoNamesNamesFor99PercentOfItsCities) {
  int wrong = kFarOutside;
  for (RegionIndex i = 0; i < places().size(); ++i) {
    const Region& city = places().region(i);
    if (city.kind != RegionKind::kCity || city.population < kPeopleMin) continue;
    if (places().region(city.parent).kind != RegionKind::kAdmin1) continue;
    wrong += places().RegionAt(city.point.lat, city.point.lon) != city.parent;
  }
  // All others have the outline's word for their province, and can't be wrong.
  RecordProperty("wrong", wrong);
  EXPECT_LE(wrong, kNamedCities / 100);
  EXPECT_GT(wrong, kFarOutside) << "some cities lie beyond their country's border";
}

TEST_F(RegionOfPointTest, TownsAroundACityThatIsAProvinceAreNotInIt) {
  EXPECT_EQ(At(50.4501, 30.5234), "UA-30");
  EXPECT_EQ(At(50.5218, 30.2506), "UA-32") << "Irpin";
  EXPECT_EQ(At(59.9343, 30.3351), "RU-SPE");
  EXPECT_EQ(At(59.9086, 30.5136), "RU-LEN") << "Kudrovo";
  EXPECT_EQ(At(55.7539, 37.6208), "RU-MOW");
  EXPECT_EQ(At(55.6785, 37.2633), "RU-MOS") << "Odintsovo";
}

TEST_F(RegionOfPointTest, NoTownSpeaksAcrossABorder) {
  EXPECT_EQ(At(31.7774, 35.2986), "PS-WBK") << "Maale Adumim";
  EXPECT_EQ(At(32.1042, 35.1741), "PS-WBK") << "Ariel";
}

TEST_F(RegionOfPointTest, IsLandOnlyWithinTwelveNauticalMilesOfIt) {
  // Off the coasts of Gaza, Odesa, Hodeidah, Wonsan, Fiji, Norway.
  constexpr GeoPoint kCoasts[] = {{31.5, 34.2},  {46.2, 31.0},    {14.8, 42.6},
                                  {39.4, 127.9}, {-16.9, -179.9}, {70.9, 25.0}};
  std::mt19937 random(11);
  std::normal_distribution<double> jitter(0, 0.4);
  int land = 0, sea = 0;
  for (const GeoPoint coast : kCoasts) {
    for (int i = 0; i < 60; ++i) {
      const double lat = coast.lat + jitter(random), lon = coast.lon + jitter(random);
      const S2LatLng at = S2LatLng::FromDegrees(lat, lon).Normalized();
      const RegionIndex region = places().RegionAt(at.lat().degrees(), at.lng().degrees());
      if (region == kNoRegion || places().region(region).kind == RegionKind::kSea) {
        ++sea;
        continue;
      }
      ++land;
      const double km =
          places().Outline(region)->GetDistance(at.ToPoint()).radians() * kEarthRadiusKm;
      // Outlines on the map and on the globe differ by some 100 m.
      EXPECT_LE(km, PlaceGazetteer::kCoastKm + 0.2) << at.ToStringInDegrees();
    }
  }
  EXPECT_GT(land, 50);
  EXPECT_GT(sea, 50);
}

}  // namespace
}  // namespace sitrep
