#include "storage/document_set.h"

#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(DocumentSet, CountsAndFindsAsOneByOneDoes) {
  constexpr uint32_t kSize = 500;
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    DocumentSet set(kSize);
    std::vector<bool> twin(kSize);
    for (uint32_t doc = 0; doc < kSize; ++doc) {
      if (random() % 50 >= static_cast<uint32_t>(round)) continue;
      set.Add(doc);
      twin[doc] = true;
    }
    for (int i = 0; i < 200; ++i) {
      const uint32_t begin = random() % (kSize + 1);
      const uint32_t end = random() % (kSize + 1);
      int64_t count = 0;
      uint32_t first = end;
      for (uint32_t doc = begin; doc < end; ++doc) {
        count += twin[doc];
        if (twin[doc] && first == end) first = doc;
      }
      EXPECT_EQ(set.Count(begin, end), count) << begin << " to " << end;
      EXPECT_EQ(set.FirstFrom(begin, end), first) << begin << " to " << end;
    }
  }
}

TEST(DocumentSet, UnionsIntersectionsAndDifferences) {
  DocumentSet a(130), b(130);
  a.Add(1);
  a.Add(129);
  b.Add(64);
  b.Add(129);
  DocumentSet any = a;
  any.UniteWith(b);
  EXPECT_EQ(any.Count(0, 130), 3);
  DocumentSet both = a;
  both.IntersectWith(b);
  EXPECT_EQ(both.Count(0, 130), 1);
  EXPECT_TRUE(both.Has(129));
  a.Subtract(b);
  EXPECT_EQ(a.Count(0, 130), 1);
  EXPECT_TRUE(a.Has(1));
}

}  // namespace
}  // namespace sitrep
