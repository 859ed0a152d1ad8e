#include "base/estimate.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

constexpr int kNone = -1;

v1::Estimate Make(int low, int best, int high) {
  v1::Estimate estimate;
  if (low != kNone) estimate.set_low(low);
  if (best != kNone) estimate.set_best(best);
  if (high != kNone) estimate.set_high(high);
  return estimate;
}

void AddCasualties(v1::Event& event, const std::string& side, v1::Estimate killed,
                   const std::string& said_by = "") {
  v1::Casualties& casualties = *event.add_casualties();
  casualties.set_side(side);
  *casualties.mutable_killed() = killed;
  if (!said_by.empty()) casualties.add_said_by(said_by);
}

std::string Bounds(const v1::Estimate& estimate) {
  const EstimateBounds bounds = BoundsOf(estimate);
  return std::to_string(bounds.lower) + ".." +
         (bounds.upper == kNoUpperBound ? "" : std::to_string(bounds.upper));
}

TEST(BoundsOf, FollowsTheContract) {
  struct Row {
    int low, best, high;
    const char* bounds;
  };
  const std::vector<Row> rows = {
      {kNone, kNone, kNone, "0.."}, {2, kNone, kNone, "2.."}, {kNone, 5, kNone, "5..5"},
      {kNone, kNone, 9, "0..9"},    {2, 5, kNone, "2.."},     {2, 5, 9, "2..9"},
      {kNone, 5, 9, "5..9"},        {0, kNone, kNone, "0.."}, {kNone, 0, kNone, "0..0"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Bounds(Make(row.low, row.best, row.high)), row.bounds)
        << row.low << " " << row.best << " " << row.high;
  }
}

TEST(KilledOf, IsNothingWithoutKilled) {
  v1::Event event;
  EXPECT_FALSE(KilledOf(event).has_value());
  event.add_casualties()->mutable_wounded()->set_best(3);
  EXPECT_FALSE(KilledOf(event).has_value());
  event.add_casualties()->mutable_killed()->set_verbatim("several");
  ASSERT_TRUE(KilledOf(event).has_value());
  EXPECT_EQ(Bounds(*KilledOf(event)), "0..");
}

TEST(KilledOf, KeepsASingleEstimateAsItIs) {
  v1::Event event;
  AddCasualties(event, "Ukraine", Make(2, kNone, kNone));
  EXPECT_EQ(KilledOf(event)->SerializeAsString(), Make(2, kNone, kNone).SerializeAsString());
}

TEST(KilledOf, TakesTheHullOfRivalReadingsOfOneSide) {
  v1::Event event;
  AddCasualties(event, "Ukraine", Make(kNone, 5, kNone), "a");
  AddCasualties(event, "Ukraine", Make(8, kNone, 10), "b");
  EXPECT_EQ(Bounds(*KilledOf(event)), "5..10");
  AddCasualties(event, "Ukraine", Make(2, kNone, kNone), "c");
  EXPECT_EQ(Bounds(*KilledOf(event)), "2..");
}

TEST(KilledOf, AddsWhatOneSourceSaysOfASide) {
  v1::Event event;
  AddCasualties(event, "Ukraine", Make(kNone, 5, kNone), "a");
  AddCasualties(event, "Ukraine", Make(kNone, 3, kNone), "a");
  EXPECT_EQ(Bounds(*KilledOf(event)), "8..8");
  AddCasualties(event, "Ukraine", Make(kNone, 9, kNone), "b");
  EXPECT_EQ(Bounds(*KilledOf(event)), "8..9");
}

TEST(KilledOf, AddsSides) {
  v1::Event event;
  AddCasualties(event, "Ukraine", Make(1, 2, 3), "a");
  AddCasualties(event, "Russia", Make(10, 20, 30), "b");
  EXPECT_EQ(KilledOf(event)->best(), 22);
  EXPECT_EQ(Bounds(*KilledOf(event)), "11..33");
  AddCasualties(event, "civilians", Make(kNone, kNone, kNone));
  EXPECT_EQ(Bounds(*KilledOf(event)), "11..");
}

TEST(KilledOf, PrefersTheEstimatesOwnSource) {
  v1::Event event;
  AddCasualties(event, "Ukraine", Make(kNone, 5, kNone), "a");
  AddCasualties(event, "Ukraine", Make(kNone, 7, kNone), "a");
  event.mutable_casualties(1)->mutable_killed()->add_said_by("b");
  EXPECT_EQ(Bounds(*KilledOf(event)), "5..7");
}

TEST(KilledOf, StopsAtTheLargestNumber) {
  v1::Event event;
  AddCasualties(event, "a", Make(kNone, 2'000'000'000, kNone));
  AddCasualties(event, "b", Make(kNone, 2'000'000'000, kNone));
  EXPECT_EQ(BoundsOf(*KilledOf(event)).lower, std::numeric_limits<int32_t>::max());
}

}  // namespace
}  // namespace sitrep
