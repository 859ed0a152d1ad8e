#include "gazetteer/astray_towns.h"

#include "gtest/gtest.h"

namespace sitrep {
namespace {

// Two provinces, and a town of each some 11 km apart on a parallel near the antimeridian.
Table<PlaceData::Entry> Towns() {
  Table<PlaceData::Entry> regions;
  regions.push_back({.id = "XA-1", .kind = RegionKind::kAdmin1});
  regions.push_back({.id = "XA-2", .kind = RegionKind::kAdmin1});
  regions.push_back({.id = "west", .parent = 0, .point = {17'995'000, 0}, .reach_m = 5'000});
  regions.push_back({.id = "east", .parent = 1, .point = {-17'995'000, 0}, .reach_m = 8'000});
  regions.push_back({.id = "plain", .parent = 1, .point = {0, 0}});
  return regions;
}

TEST(AstrayTowns, ATownSpeaksForItsExtentAndNoFarther) {
  const AstrayTowns towns(Towns());
  EXPECT_EQ(towns.ProvinceAt({0, 179.95}), 0);
  EXPECT_EQ(towns.ProvinceAt({0.04, 179.95}), 0);
  EXPECT_EQ(towns.ProvinceAt({0.05, 179.95}), kNoRegion);
  EXPECT_EQ(towns.ProvinceAt({-0.07, -179.95}), 1);
  EXPECT_EQ(towns.ProvinceAt({0, 0}), kNoRegion);
}

TEST(AstrayTowns, TheNearerOfTwoSpeaksAlsoAcrossTheAntimeridian) {
  const AstrayTowns towns(Towns());
  EXPECT_EQ(towns.ProvinceAt({0, -179.985}), 1);
  EXPECT_EQ(towns.ProvinceAt({0, 179.985}), 0);
}

TEST(AstrayTowns, NoTownsSayNothing) {
  EXPECT_EQ(AstrayTowns(Table<PlaceData::Entry>()).ProvinceAt({10, 10}), kNoRegion);
}

}  // namespace
}  // namespace sitrep
