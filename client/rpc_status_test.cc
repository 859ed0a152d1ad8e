#include "client/rpc_status.h"

#include "base/field_errors.h"
#include "base/rpc_status.h"
#include "client/backoff.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

using testing::ElementsAre;

google::rpc::Status Rpc(grpc::StatusCode code, const std::string& message) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(message);
  return status;
}

grpc::Status Grpc(const google::rpc::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), status.message(),
          status.SerializeAsString()};
}

TEST(RpcStatus, NamesEveryBadField) {
  google::rpc::BadRequest bad;
  for (const char* field : {"id", "places[0].point.lat"}) {
    auto* violation = bad.add_field_violations();
    violation->set_field(field);
    violation->set_description("is bad");
  }
  google::rpc::Status status = Rpc(grpc::StatusCode::INVALID_ARGUMENT, "two fields");
  status.add_details()->PackFrom(bad);
  EXPECT_THAT(ErrorLines(FromGrpc(Grpc(status))),
              ElementsAre("two fields", "id: is bad", "places[0].point.lat: is bad"));
}

TEST(RpcStatus, SaysASingleBadFieldOnce) {
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("id");
  violation->set_description("is bad");
  google::rpc::Status status = Rpc(grpc::StatusCode::INVALID_ARGUMENT, "id: is bad");
  status.add_details()->PackFrom(bad);
  EXPECT_THAT(ErrorLines(FromRpc(status)), ElementsAre("id: is bad"));
}

TEST(RpcStatus, MergesTheFieldsOfTwoErrors) {
  const auto error = [](const std::vector<std::string>& fields) {
    FieldErrors errors;
    for (const std::string& field : fields) errors.Add(field, "is bad");
    return errors.ToStatus();
  };
  EXPECT_EQ(MergeFieldErrors(error({"a", "b"}), error({"b", "c"})), error({"a", "b", "c"}));
  EXPECT_EQ(MergeFieldErrors(error({"a"}), absl::OkStatus()), error({"a"}));
  EXPECT_EQ(MergeFieldErrors(error({"a"}), absl::UnavailableError("gone")), error({"a"}));
}

TEST(RpcStatus, SaysWhatConflicts) {
  v1::ConflictDetail conflict;
  conflict.set_current_revision(3);
  conflict.add_differing_fields("summary");
  conflict.add_differing_fields("places[0].name");
  google::rpc::Status status = Rpc(grpc::StatusCode::ALREADY_EXISTS, "other content");
  status.add_details()->PackFrom(conflict);
  EXPECT_THAT(ErrorLines(FromRpc(status)),
              ElementsAre("other content",
                          "the ledger holds revision 3; different: summary, places[0].name"));
}

TEST(RpcStatus, SurvivesThereAndBack) {
  google::rpc::Status status = Rpc(grpc::StatusCode::ABORTED, "moved");
  status.add_details()->PackFrom(v1::ConflictDetail());
  EXPECT_EQ(ToRpcStatus(FromRpc(status)).SerializeAsString(), status.SerializeAsString());
}

TEST(RpcStatus, ToleratesDetailsThatAreNone) {
  const grpc::Status status(grpc::StatusCode::NOT_FOUND, "gone", "\xff\xff not a message");
  EXPECT_THAT(ErrorLines(FromGrpc(status)), ElementsAre("gone"));
}

TEST(MayRetry, NeedsRetryInfoWhereSomethingIsExhausted) {
  google::rpc::Status status = Rpc(grpc::StatusCode::RESOURCE_EXHAUSTED, "too large");
  EXPECT_FALSE(MayRetry(FromRpc(status)));
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(7);
  status.add_details()->PackFrom(retry);
  EXPECT_TRUE(MayRetry(FromRpc(status)));
  EXPECT_GE(Backoff().Next(FromRpc(status)), absl::Seconds(7));
  EXPECT_TRUE(MayRetry(absl::UnavailableError("")));
  EXPECT_FALSE(MayRetry(absl::InvalidArgumentError("")));
}

TEST(Backoff, GrowsToItsBound) {
  Backoff backoff;
  absl::Duration expected = Backoff::kInitial;
  for (int i = 0; i < 20; ++i) {
    const absl::Duration wait = backoff.Next(absl::UnavailableError(""));
    EXPECT_GE(wait, expected / 2);
    EXPECT_LE(wait, expected);
    expected = std::min(expected * 2, Backoff::kMax);
  }
  backoff.Reset();
  EXPECT_LE(backoff.Next(absl::UnavailableError("")), Backoff::kInitial);
}

}  // namespace
}  // namespace sitrep
