#include "storage/byte_codec.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(CodecReader, ReadsEveryVarintThatWasPut) {
  std::vector<uint64_t> numbers = {0, UINT64_MAX};
  for (int bit = 0; bit < 64; ++bit) {
    numbers.push_back(uint64_t{1} << bit);
    numbers.push_back((uint64_t{1} << bit) - 1);
  }
  std::string bytes;
  for (uint64_t number : numbers) PutVarint(number, bytes);
  CodecReader reader(bytes);
  for (uint64_t number : numbers) {
    uint64_t read = 0;
    ASSERT_TRUE(reader.ReadVarint(read));
    EXPECT_EQ(read, number);
  }
  EXPECT_TRUE(reader.at_end());
}

TEST(CodecReader, FailsPastTheEndAndStaysFailed) {
  CodecReader reader("\x80");
  uint64_t number = 0;
  EXPECT_FALSE(reader.ReadVarint(number));
  absl::string_view bytes;
  EXPECT_FALSE(reader.ReadBytes(1, bytes));
  EXPECT_TRUE(reader.failed());
  EXPECT_FALSE(reader.at_end());
}

TEST(CodecReader, RefusesNumbersThatAreTooLarge) {
  std::string bytes;
  PutVarint(uint64_t{UINT32_MAX} + 1, bytes);
  uint32_t narrow = 0;
  EXPECT_FALSE(CodecReader(bytes).ReadVarint32(narrow));
  uint64_t number = 0;
  // Ten bytes whose last one has a second bit; eleven bytes.
  EXPECT_FALSE(CodecReader(std::string(9, '\xff') + "\x02").ReadVarint(number));
  EXPECT_FALSE(CodecReader(std::string(10, '\x80') + "\x01").ReadVarint(number));
}

TEST(CodecReader, ReadsBytesUpToTheEnd) {
  CodecReader reader("abc");
  absl::string_view bytes;
  ASSERT_TRUE(reader.ReadBytes(3, bytes));
  EXPECT_EQ(bytes, "abc");
  EXPECT_TRUE(reader.ReadBytes(0, bytes));
  EXPECT_FALSE(reader.ReadBytes(SIZE_MAX, bytes));
}

}  // namespace
}  // namespace sitrep
