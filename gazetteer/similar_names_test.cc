#include "gazetteer/similar_names.h"

#include <algorithm>
#include <random>
#include <string>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

// The recursive definition, without any bound.
int NaiveDistance(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return static_cast<int>(std::max(a.size(), b.size()));
  const std::string a1 = a.substr(1), b1 = b.substr(1);
  int best = std::min(
      {NaiveDistance(a1, b) + 1, NaiveDistance(a, b1) + 1, NaiveDistance(a1, b1) + (a[0] != b[0])});
  if (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0]) {
    best = std::min(best, NaiveDistance(a.substr(2), b.substr(2)) + 1);
  }
  return best;
}

TEST(EditDistance, AgreesWithItsDefinitionUpToTheBound) {
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    std::string a, b;
    for (unsigned k = random() % 6; k > 0; --k) a.push_back("abc"[random() % 3]);
    for (unsigned k = random() % 6; k > 0; --k) b.push_back("abc"[random() % 3]);
    for (const int distance_max : {0, 1, 2, 9}) {
      const int expected = std::min(NaiveDistance(a, b), distance_max + 1);
      ASSERT_EQ(std::min(EditDistance(a, b, distance_max), distance_max + 1), expected)
          << a << " " << b << " " << distance_max;
    }
  }
}

TEST(SimilarNames, FindsTheNearestFirstAndEachActorOnce) {
  SimilarNames names;
  names.Add(1, "lavrov");
  names.Add(1, "lavrova");
  names.Add(2, "lavrin");
  names.Add(3, "gavrov");
  names.Add(4, "abc");
  const auto hits = names.Find("lavrow");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].actor, 1u);
  EXPECT_GT(hits[0].similarity, 0.8);
  EXPECT_EQ(names.Find("lavrov").front().similarity, 1);
  EXPECT_TRUE(names.Find("abc").empty()) << "too short to be similar to anything";
  EXPECT_TRUE(names.Find(std::string(100, 'l')).empty());
  EXPECT_TRUE(names.Find("").empty());
}

}  // namespace
}  // namespace sitrep
