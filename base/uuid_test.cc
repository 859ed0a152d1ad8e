#include "base/uuid.h"

#include <string>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(Uuid, SortsByTimeAndHasItsVersion) {
  const std::string earlier = NewUuid(absl::FromUnixMillis(1752300000000));
  const std::string later = NewUuid(absl::FromUnixMillis(1752300000001));
  EXPECT_LT(earlier, later);
  EXPECT_EQ(earlier.size(), 36u);
  EXPECT_EQ(earlier.substr(0, 15), "0197fd38-1300-7");
  EXPECT_NE(std::string("89ab").find(earlier[19]), std::string::npos);
  EXPECT_NE(NewUuid(absl::FromUnixMillis(0)), NewUuid(absl::FromUnixMillis(0)));
}

}  // namespace
}  // namespace sitrep
