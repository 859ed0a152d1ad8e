#include "storage/segment_chunk.h"

#include <string>

#include "gtest/gtest.h"
#include "storage/checksum.h"

namespace sitrep {
namespace {

// The check value of the catalogue of CRCs, and vectors of RFC 3720, B.4.
TEST(Crc32c, GivesThePublishedValues) {
  EXPECT_EQ(Crc32c(""), 0);
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aa);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43);
}

TEST(OpenChunk, GivesBackWhatWasSealed) {
  for (const std::string& bytes : {std::string(), std::string("x"), std::string(100'000, 'y')}) {
    std::string sealed = bytes;
    SealChunk(sealed);
    EXPECT_EQ(sealed.size(), bytes.size() + kChecksumBytes);
    ASSERT_TRUE(OpenChunk(sealed).ok());
    EXPECT_EQ(sealed, bytes);
  }
}

TEST(OpenChunk, FindsEveryFlippedBit) {
  std::string sealed = "some bytes of a chunk";
  SealChunk(sealed);
  for (size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    std::string damaged = sealed;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(OpenChunk(damaged).code(), absl::StatusCode::kDataLoss) << bit;
  }
}

TEST(OpenChunk, RefusesWhatIsShorterThanAChecksum) {
  std::string bytes = "abc";
  EXPECT_EQ(OpenChunk(bytes).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace sitrep
