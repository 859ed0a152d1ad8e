#include "base/field_errors.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

google::rpc::BadRequest Details(const absl::Status& status) {
  google::rpc::BadRequest details;
  auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  if (payload) details.ParseFromString(std::string(*payload));
  return details;
}

TEST(FieldErrors, NoErrorIsOk) { EXPECT_TRUE(FieldErrors().ToStatus().ok()); }

TEST(FieldErrors, NamesEveryFieldAtOnce) {
  FieldErrors errors;
  errors.Add("places[0].point.lat", "91 is not between -90 and 90");
  errors.Add("id", "has 201 characters; at most 200");
  const absl::Status status = errors.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      status.message(),
      "places[0].point.lat: 91 is not between -90 and 90; id: has 201 characters; at most 200");
  const google::rpc::BadRequest details = Details(status);
  ASSERT_EQ(details.field_violations_size(), 2);
  EXPECT_EQ(details.field_violations(1).field(), "id");
  EXPECT_EQ(details.field_violations(1).description(), "has 201 characters; at most 200");
}

TEST(FieldErrors, KeepsABoundedNumberAndCountsTheRest) {
  FieldErrors errors;
  for (int i = 0; i < 1000; ++i) errors.Add(FieldPath("", "tags", i), "is empty");
  EXPECT_EQ(errors.total(), 1000);
  const absl::Status status = errors.ToStatus();
  EXPECT_EQ(Details(status).field_violations_size(), FieldErrors::kErrorsMax);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("and 995 more"));
}

TEST(FieldPath, JoinsWhatIsThere) {
  EXPECT_EQ(FieldPath("", "id"), "id");
  EXPECT_EQ(FieldPath("places[0]", "point"), "places[0].point");
  EXPECT_EQ(FieldPath("places[0]", ""), "places[0]");
  EXPECT_EQ(FieldPath("strike", "munitions", 3), "strike.munitions[3]");
}

}  // namespace
}  // namespace sitrep
