#include "client/batching_writer.h"

#include <random>

#include "client/fake_event_service.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

v1::Event MakeEvent(const std::string& id, const std::string& summary = "") {
  v1::Event event;
  event.set_id(id);
  event.set_summary(summary);
  return event;
}

grpc::Status Unavailable(const std::string& message) {
  return {grpc::StatusCode::UNAVAILABLE, message};
}

grpc::Status TryAgain() {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(1'000'000);
  google::rpc::Status status;
  status.set_code(grpc::StatusCode::RESOURCE_EXHAUSTED);
  status.add_details()->PackFrom(retry);
  return {grpc::StatusCode::RESOURCE_EXHAUSTED, "full", status.SerializeAsString()};
}

class BatchingWriterTest : public testing::Test {
 protected:
  BatchingWriter::OnResult Collect() {
    return [this](int64_t tag, const v1::SubmitResult& result) {
      tags_.push_back(tag);
      outcomes_.push_back(result.outcome());
    };
  }

  FakeEventService service_;
  Client client_{service_.address()};
  std::vector<int64_t> tags_;
  std::vector<v1::Outcome> outcomes_;
};

TEST_F(BatchingWriterTest, DeliversResultsInTheOrderOfEvents) {
  BatchingWriter writer(client_, {.events_max = 7}, Collect());
  std::vector<int64_t> expected;
  for (int64_t i = 0; i < 1000; ++i) {
    expected.push_back(i);
    if (i % 10 == 3) {
      v1::SubmitResult invalid;
      invalid.set_outcome(v1::OUTCOME_INVALID);
      ASSERT_TRUE(writer.AddDecided(i, invalid).ok());
    } else {
      ASSERT_TRUE(writer.Add(i, MakeEvent(absl::StrCat("a/", i))).ok());
    }
  }
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_EQ(tags_, expected);
  for (int64_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(outcomes_[i], i % 10 == 3 ? v1::OUTCOME_INVALID : v1::OUTCOME_CREATED) << i;
  }
  EXPECT_EQ(service_.Revisions().size(), 900u);
}

TEST_F(BatchingWriterTest, KeepsBatchesWithinTheirBounds) {
  BatchingWriter writer(client_, {.events_max = 50, .bytes_max = 1000}, Collect());
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(
        writer.Add(i, MakeEvent(absl::StrCat("a/", i), std::string(i % 2 == 0 ? 0 : 90, 'x')))
            .ok());
  }
  ASSERT_TRUE(writer.Finish().ok());
  for (const v1::SubmitEventsRequest& submit : service_.submits()) {
    EXPECT_LE(submit.events_size(), 50);
    EXPECT_LE(submit.ByteSizeLong(), 1200u);
  }
  // Some 10,600 bytes in all.
  EXPECT_LE(service_.submits().size(), 20u);
}

TEST_F(BatchingWriterTest, MakesIdsBeforeTheFirstTry) {
  service_.FailSubmits({Unavailable("lost"), TryAgain(), Unavailable("down")});
  BatchingWriter writer(client_, {}, Collect());
  ASSERT_TRUE(writer.Add(0, MakeEvent("")).ok());
  ASSERT_TRUE(writer.Add(1, MakeEvent("")).ok());
  ASSERT_TRUE(writer.Finish().ok());
  // The first answer was lost after the events were stored.
  EXPECT_EQ(outcomes_, (std::vector<v1::Outcome>{v1::OUTCOME_UNCHANGED, v1::OUTCOME_UNCHANGED}));
  const std::vector<v1::SubmitEventsRequest> submits = service_.submits();
  ASSERT_EQ(submits.size(), 4u);
  EXPECT_EQ(submits[0].events(0).id().size(), 36u);
  EXPECT_NE(submits[0].events(0).id(), submits[0].events(1).id());
  EXPECT_EQ(submits[0].SerializeAsString(), submits[3].SerializeAsString());
  for (const auto& [id, revisions] : service_.Revisions()) EXPECT_EQ(revisions, 1) << id;
}

TEST_F(BatchingWriterTest, DecidesEventsOfOneIdInTheirOrder) {
  for (int round = 0; round < 20; ++round) {
    tags_.clear();
    outcomes_.clear();
    BatchingWriter writer(client_, {.events_max = 1}, Collect());
    const std::string id = absl::StrCat("same/", round);
    ASSERT_TRUE(writer.Add(0, MakeEvent(id, "first")).ok());
    ASSERT_TRUE(writer.Add(1, MakeEvent(id, "second")).ok());
    ASSERT_TRUE(writer.Add(2, MakeEvent(id, "first")).ok());
    ASSERT_TRUE(writer.Finish().ok());
    EXPECT_EQ(outcomes_, (std::vector<v1::Outcome>{v1::OUTCOME_CREATED, v1::OUTCOME_CONFLICT,
                                                   v1::OUTCOME_UNCHANGED}));
  }
}

TEST_F(BatchingWriterTest, EndsWithAnErrorThatARepetitionDoesNotMend) {
  service_.FailSubmits({grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "not you")});
  BatchingWriter writer(client_, {.events_max = 2}, Collect());
  absl::Status status;
  for (int i = 0; i < 1000 && status.ok(); ++i) {
    status = writer.Add(i, MakeEvent(absl::StrCat("a/", i)));
  }
  if (status.ok()) status = writer.Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(writer.Finish().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(BatchingWriterTest, GivesUpOnAServerThatStaysAway) {
  service_.Stop();
  BatchingWriter writer(client_, {.give_up_after = absl::Milliseconds(300)}, Collect());
  ASSERT_TRUE(writer.Add(0, MakeEvent("a/1")).ok());
  EXPECT_EQ(writer.Finish().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(tags_.empty());
}

TEST_F(BatchingWriterTest, GoesOnAfterARestart) {
  BatchingWriter writer(client_, {.events_max = 1}, Collect());
  ASSERT_TRUE(writer.Add(0, MakeEvent("a/1")).ok());
  ASSERT_TRUE(writer.Finish().ok());
  service_.Stop();
  ASSERT_TRUE(writer.Add(1, MakeEvent("a/2")).ok());
  service_.Restart();
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_EQ(service_.Revisions().size(), 2u);
}

TEST_F(BatchingWriterTest, SendsWhatThereIsOnFlush) {
  BatchingWriter writer(client_, {}, Collect());
  ASSERT_TRUE(writer.Add(0, MakeEvent("a/1")).ok());
  EXPECT_TRUE(service_.submits().empty());
  for (int i = 0; i < 1000 && tags_.empty(); ++i) {
    ASSERT_TRUE(writer.Flush().ok());
    absl::SleepFor(absl::Milliseconds(5));
  }
  EXPECT_EQ(tags_, std::vector<int64_t>{0});
}

}  // namespace
}  // namespace sitrep
