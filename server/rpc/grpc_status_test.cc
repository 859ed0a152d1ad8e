#include "server/rpc/grpc_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

TEST(ToGrpcStatus, KeepsCodeAndMessage) {
  for (int code = 1; code <= 16; ++code) {
    const grpc::Status status =
        ToGrpcStatus(absl::Status(static_cast<absl::StatusCode>(code), "why"));
    EXPECT_EQ(static_cast<int>(status.error_code()), code);
    EXPECT_EQ(status.error_message(), "why");
    EXPECT_EQ(DetailsOf(status).code(), code);
    EXPECT_EQ(DetailsOf(status).message(), "why");
  }
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
}

TEST(ToGrpcStatus, SendsPayloadsAsDetails) {
  FieldErrors errors;
  errors.Add("filter.kinds[0]", "is unspecified");
  const google::rpc::Status details = DetailsOf(ToGrpcStatus(errors.ToStatus()));
  google::rpc::BadRequest bad_request;
  ASSERT_EQ(details.details_size(), 1);
  ASSERT_TRUE(details.details(0).UnpackTo(&bad_request));
  EXPECT_EQ(bad_request.field_violations(0).field(), "filter.kinds[0]");
}

TEST(ToGrpcStatus, FitsTheMetadataOfEveryClient) {
  FieldErrors errors;
  for (int i = 0; i < 100; ++i) {
    errors.Add(absl::StrCat("filter.exclude.participants[", i, "].name"), std::string(60, 'x'));
  }
  const grpc::Status status = ToGrpcStatus(errors.ToStatus());
  EXPECT_LE(status.error_details().size(), kStatusDetailBytesMax);
  google::rpc::BadRequest bad_request;
  const google::rpc::Status details = DetailsOf(status);
  ASSERT_EQ(details.details_size(), 1);
  ASSERT_TRUE(details.details(0).UnpackTo(&bad_request));
  EXPECT_GT(bad_request.field_violations_size(), 15);
  EXPECT_EQ(bad_request.field_violations(0).field(), "filter.exclude.participants[0].name");
}

TEST(ToGrpcStatus, DropsADetailThatCantBeShortened) {
  FieldErrors errors;
  errors.Add("field", std::string(10'000, 'x'));
  const grpc::Status status = ToGrpcStatus(errors.ToStatus());
  EXPECT_EQ(DetailsOf(status).details_size(), 0);
  EXPECT_LE(status.error_message().size(), kStatusMessageBytesMax);
}

TEST(ToGrpcStatus, CutsMessagesBetweenCharacters) {
  for (int shift = 0; shift < 4; ++shift) {
    std::string message(shift, 'a');
    for (int i = 0; i < 1000; ++i) message += "\U0001F680";
    const std::string cut = ToGrpcStatus(absl::NotFoundError(message)).error_message();
    EXPECT_LE(cut.size(), kStatusMessageBytesMax);
    EXPECT_GT(cut.size(), kStatusMessageBytesMax - 8);
    EXPECT_EQ((cut.size() - 3 - shift) % 4, 0u) << "shift " << shift;
    EXPECT_EQ(cut.substr(cut.size() - 3), "...");
  }
}

}  // namespace
}  // namespace sitrep
