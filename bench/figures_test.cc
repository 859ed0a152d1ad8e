#include "bench/figures.h"

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(Figures, AreMediansWithTheirSpreadInTheOrderOfTheFirstRound) {
  Figures figures;
  for (const double rate : {30'000.4, 10'000.0, 20'000.0}) {
    figures.Add("stream", "events/s", rate);
    figures.Add("pause", "ms", rate / 1000);
  }
  EXPECT_EQ(
      figures.ToText(),
      "stream                                         events/s        20000  [10000 .. 30000]\n"
      "pause                                          ms               20.0  [10.0 .. 30.0]\n");
}

TEST(Figures, OfOneRoundHaveNoSpread) {
  Figures figures;
  figures.Add("start-up", "ms", 170.2);
  EXPECT_EQ(figures.ToText(),
            "start-up                                       ms                170\n");
}

TEST(Figures, AnEvenNumberOfRoundsGivesTheLowerOfTheMiddleTwo) {
  Figures figures;
  for (const double value : {4.0, 1.0, 3.0, 2.0}) figures.Add("x", "us", value);
  EXPECT_EQ(figures.ToText(),
            "x                                              us                2.0  [1.0 .. 4.0]\n");
}

}  // namespace
}  // namespace sitrep
