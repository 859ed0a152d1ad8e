#include "storage/merge.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(ChooseMerge, TakesFourNeighboursOfOneTier) {
  EXPECT_EQ(ChooseMerge({}, 16), std::nullopt);
  EXPECT_EQ(ChooseMerge({16, 16, 16}, 16), std::nullopt);
  EXPECT_EQ(ChooseMerge({16, 16, 16, 16}, 16), 0);
  EXPECT_EQ(ChooseMerge({16, 3, 16, 1}, 16), 0);
  EXPECT_EQ(ChooseMerge({64, 16, 16, 16}, 16), std::nullopt);
  EXPECT_EQ(ChooseMerge({64, 16, 16, 16, 16, 16}, 16), 1);
}

TEST(ChooseMerge, TakesTheLowestTierFirst) {
  EXPECT_EQ(ChooseMerge({64, 64, 64, 64, 16, 16, 16}, 16), 0);
  EXPECT_EQ(ChooseMerge({64, 64, 64, 64, 16, 16, 16, 16}, 16), 4);
}

TEST(ChooseMerge, LeavesTheLargestAlone) {
  const int64_t quarter = kMergedRevisionsMax / 4;
  EXPECT_EQ(ChooseMerge({quarter, quarter, quarter, quarter}, 1 << 16), 0);
  EXPECT_EQ(ChooseMerge({quarter + 1, quarter, quarter, quarter}, quarter + 1), std::nullopt);
}

// However many heads are sealed, few segments are left, the largest first.
TEST(ChooseMerge, KeepsTheNumberOfSegmentsLogarithmic) {
  std::vector<int64_t> counts;
  for (int sealed = 0; sealed < 1000; ++sealed) {
    counts.push_back(16);
    while (const auto first = ChooseMerge(counts, 16)) {
      counts[*first] *= 4;
      counts.erase(counts.begin() + static_cast<ptrdiff_t>(*first) + 1,
                   counts.begin() + static_cast<ptrdiff_t>(*first + kMergeFanIn));
    }
    EXPECT_LE(counts.size(), 15);
    EXPECT_TRUE(std::is_sorted(counts.rbegin(), counts.rend()));
  }
}

}  // namespace
}  // namespace sitrep
