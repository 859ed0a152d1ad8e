#include "storage/segment_chunk.h"

#include <string>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

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
  std::string bytes = "7 bytes";
  EXPECT_EQ(OpenChunk(bytes).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace sitrep
