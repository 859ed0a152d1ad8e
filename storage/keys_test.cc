#include "storage/keys.h"

#include <limits>
#include <random>
#include <string>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(LogKey, SortsLikeSequences) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10000; ++i) {
    const auto a = int64_t(random() >> (1 + random() % 63)) + 1;
    const auto b = int64_t(random() >> (1 + random() % 63)) + 1;
    EXPECT_EQ(a < b, LogKey(a) < LogKey(b)) << a << " " << b;
  }
}

TEST(LogKey, IsReadBack) {
  for (int64_t sequence : {int64_t{1}, int64_t{255}, int64_t{256}, int64_t{1} << 40,
                           std::numeric_limits<int64_t>::max()}) {
    EXPECT_EQ(ParseLogKey(LogKey(sequence)), sequence);
  }
}

TEST(LogKey, OtherBytesAreNoKey) {
  EXPECT_EQ(ParseLogKey(""), std::nullopt);
  EXPECT_EQ(ParseLogKey("1234567"), std::nullopt);
  EXPECT_EQ(ParseLogKey("123456789"), std::nullopt);
  EXPECT_EQ(ParseLogKey(std::string(8, '\0')), std::nullopt);
  EXPECT_EQ(ParseLogKey(std::string(8, '\xff')), std::nullopt);
}

TEST(ChunkKey, SortsBySegmentThenChunk) {
  EXPECT_LT(ChunkKey(1, 255), ChunkKey(1, 256));
  EXPECT_LT(ChunkKey(1, 0xffffffff), ChunkKey(2, 0));
  EXPECT_LE(SegmentPrefix(2), ChunkKey(2, 0));
  EXPECT_LT(ChunkKey(1, 0xffffffff), SegmentPrefix(2));
}

TEST(ChunkKey, IsReadBack) {
  const auto address = ParseChunkKey(ChunkKey(uint64_t{1} << 40, 77));
  ASSERT_TRUE(address.has_value());
  EXPECT_EQ(address->segment_id, uint64_t{1} << 40);
  EXPECT_EQ(address->chunk, 77u);
  EXPECT_EQ(ParseChunkKey("short"), std::nullopt);
}

TEST(CountValue, IsReadBack) {
  EXPECT_EQ(ParseCountValue(CountValue(0)), 0);
  EXPECT_EQ(ParseCountValue(CountValue(1234567890123)), 1234567890123);
  EXPECT_EQ(ParseCountValue("1"), std::nullopt);
  EXPECT_EQ(ParseCountValue(std::string(8, '\xff')), std::nullopt);
}

TEST(IndexPrefix, CoversWhatBeginsWithIt) {
  const std::string largest = std::string(kIndexPrefix) + "\xff\xff";
  EXPECT_LT(largest, kIndexPrefixEnd);
  for (absl::string_view key : {kLedgerIdKey, kTermsVersionKey, kEventCountKey}) {
    EXPECT_TRUE(key < kIndexPrefix || key >= kIndexPrefixEnd) << key;
  }
}

TEST(DescribeKey, ShowsTextAndOtherBytes) {
  EXPECT_EQ(DescribeKey("viina/1"), "'viina/1'");
  EXPECT_EQ(DescribeKey(absl::string_view("\0\1", 2)), "0x0001");
  EXPECT_EQ(DescribeKey(std::string(300, 'a')), "'" + std::string(200, 'a') + "...'");
}

}  // namespace
}  // namespace sitrep
