#include "gazetteer/table.h"

#include <cstdint>
#include <numeric>
#include <string>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(Table, KeepsItsItemsWhileItGrowsPastSeveralHugePages) {
  Table<uint32_t> table;
  for (uint32_t i = 0; i < 3 * kHugePageBytes / sizeof(uint32_t) + 1; ++i) table.push_back(i);
  Table<uint32_t> expected(table.size());
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(table, expected);
}

TEST(Table, BeginsAtAHugePageWhereItIsLarge) {
  for (const size_t bytes : {kHugePageBytes / 2, kHugePageBytes, kHugePageBytes + 1}) {
    const Table<char> table(bytes, 'x');
    EXPECT_EQ(reinterpret_cast<uintptr_t>(table.data()) % kHugePageBytes, 0) << bytes;
    EXPECT_EQ(table.back(), 'x');
  }
}

TEST(Table, MayBeSmallAndHoldWhatHasAConstructor) {
  Table<std::string> table(3);
  table.push_back("four");
  EXPECT_EQ(table.front(), "");
  EXPECT_EQ(table.back(), "four");
}

}  // namespace
}  // namespace sitrep
