#include "storage/common_term_sets.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

std::shared_ptr<const DocumentSet> Only(uint32_t doc) {
  auto docs = std::make_shared<DocumentSet>(100);
  docs->Add(doc);
  return docs;
}

TEST(CommonTermSets, KeepTheOnesThatWereAskedForLast) {
  CommonTermSets sets;
  for (uint32_t i = 0; i < CommonTermSets::kSetsMax; ++i) sets.Put(std::to_string(i), Only(i));
  ASSERT_NE(sets.Find("0"), nullptr);
  EXPECT_TRUE(sets.Find("0")->Has(0));
  sets.Put("more", Only(50));
  EXPECT_EQ(sets.Find("1"), nullptr);
  EXPECT_NE(sets.Find("0"), nullptr);
  EXPECT_NE(sets.Find("2"), nullptr);
  EXPECT_TRUE(sets.Find("more")->Has(50));
}

TEST(CommonTermSets, TheFirstOfTwoThatAreTheSameStays) {
  CommonTermSets sets;
  const auto first = Only(1);
  sets.Put("term", first);
  sets.Put("term", Only(1));
  EXPECT_EQ(sets.Find("term"), first);
}

}  // namespace
}  // namespace sitrep
