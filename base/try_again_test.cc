#include "base/try_again.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(TryAgain, SaysWhatIsFullAndWhenToComeBack) {
  const absl::Status status = TryAgain("3 calls wait", 250);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(status.message(), "3 calls wait; try again");
  const auto detail = status.GetPayload("type.googleapis.com/google.rpc.RetryInfo");
  ASSERT_TRUE(detail.has_value());
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(retry.ParseFromString(std::string(*detail)));
  EXPECT_EQ(retry.retry_delay().seconds(), 0);
  EXPECT_EQ(retry.retry_delay().nanos(), 250'000'000);
}

}  // namespace
}  // namespace sitrep
