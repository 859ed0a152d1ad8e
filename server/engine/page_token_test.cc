#include "server/engine/page_token.h"

#include "gtest/gtest.h"

namespace sitrep {
namespace {

PageToken Sample() {
  return {.after = {.sort_start = -62'135'596'800'000'000, .sequence = 77},
          .snapshot = 1'000'000,
          .now_us = 1'752'278'400'000'000,
          .list_hash = 0xfedcba9876543210};
}

TEST(PageToken, SurvivesTheWire) {
  for (const int64_t start : {kTimeMin, int64_t{-1}, int64_t{0}, kTimeMax}) {
    PageToken token = Sample();
    token.after.sort_start = start;
    const auto decoded = PageToken::Decode(token.Encode());
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(decoded->after, token.after);
    EXPECT_EQ(decoded->snapshot, token.snapshot);
    EXPECT_EQ(decoded->now_us, token.now_us);
    EXPECT_EQ(decoded->list_hash, token.list_hash);
  }
}

TEST(PageToken, RefusesWhatIsNoToken) {
  const std::string good = Sample().Encode();
  for (const std::string& bad :
       {std::string(), std::string("x"), std::string("////"), good.substr(1),
        good.substr(0, good.size() - 1), good + "AAAA", std::string(10'000, 'A')}) {
    EXPECT_EQ(PageToken::Decode(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
}

TEST(PageToken, RefusesEveryChangedCharacter) {
  const std::string good = Sample().Encode();
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    const auto decoded = PageToken::Decode(bad);
    // The last character may hold bits that mean nothing.
    EXPECT_TRUE(!decoded.ok() || decoded->Encode() == good) << i;
  }
}

}  // namespace
}  // namespace sitrep
