#include "server/rpc/ingest_reactor.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/harness/raw_call.h"
#include "tests/harness/test_server.h"

namespace sitrep {
namespace {

using testing::HasSubstr;

constexpr char kMethod[] = "/sitrep.v1.EventService/IngestEvents";

v1::IngestEventsRequest Batch(int64_t id, const std::vector<std::string>& event_ids,
                              const std::string& summary = "") {
  v1::IngestEventsRequest request;
  request.set_batch_id(id);
  for (const std::string& event_id : event_ids) {
    v1::Event& event = *request.mutable_submit()->add_events();
    event.set_id(event_id);
    event.set_summary(summary);
  }
  return request;
}

class OpenIngest {
 public:
  explicit OpenIngest(TestServer& server) : stream_(server.events().IngestEvents(&context_)) {}
  ~OpenIngest() { Cancel(); }

  void Cancel() { context_.TryCancel(); }
  bool Send(const v1::IngestEventsRequest& request) { return stream_->Write(request); }
  void SendNoMore() { stream_->WritesDone(); }

  // "7: CREATED 1, CREATED 2; durable 2"; "end 3" with the code of the status.
  std::string Next() {
    v1::IngestEventsResponse response;
    if (!stream_->Read(&response)) {
      status_ = stream_->Finish();
      return absl::StrCat("end ", status_.error_code());
    }
    std::string text = absl::StrCat(response.batch_id(), ":");
    for (const v1::SubmitResult& result : response.results()) {
      absl::StrAppend(&text, text.back() == ':' ? " " : ", ",
                      v1::Outcome_Name(result.outcome()).substr(sizeof("OUTCOME_") - 1), " ",
                      result.sequence());
    }
    EXPECT_EQ(response.max_unanswered_batches(), limits::kUnansweredBatchesMax);
    return absl::StrCat(text, "; durable ", response.durable_sequence());
  }
  const grpc::Status& status() const { return status_; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::IngestEventsRequest, v1::IngestEventsResponse>>
      stream_;
  grpc::Status status_;
};

TEST(IngestReactor, AnswersEachBatchWithItsNumberAndResults) {
  TestServer server;
  OpenIngest ingest(server);
  ASSERT_TRUE(ingest.Send(Batch(7, {"a", "b"})));
  EXPECT_EQ(ingest.Next(), "7: CREATED 1, CREATED 2; durable 2");
  ASSERT_TRUE(ingest.Send(Batch(7, {"b", "c"})));
  EXPECT_EQ(ingest.Next(), "7: UNCHANGED 2, CREATED 3; durable 3");
  ASSERT_TRUE(ingest.Send(Batch(-1, {})));
  EXPECT_EQ(ingest.Next(), "-1:; durable 3");
  ingest.SendNoMore();
  EXPECT_EQ(ingest.Next(), "end 0");
  EXPECT_THAT(server.List("ids: 'c'"), testing::ElementsAre("c"));
}

TEST(IngestReactor, CommitsAndAnswersInOrderHoweverManyAreUnderWay) {
  constexpr int kBatches = 300;
  TestServer server;
  OpenIngest ingest(server);
  std::thread sender([&] {
    for (int i = 0; i < kBatches; ++i) {
      // A large batch is prepared for longer than the small one behind it.
      std::vector<std::string> ids(i % 2 == 0 ? 60 : 1);
      for (size_t k = 0; k < ids.size(); ++k) ids[k] = absl::StrCat(i, "/", k);
      v1::IngestEventsRequest batch = Batch(i, ids);
      v1::Event& shared = *batch.mutable_submit()->add_events();
      shared.set_id("shared");
      shared.set_content_version(i);
      batch.mutable_submit()->set_on_conflict(v1::ON_CONFLICT_AMEND_OWN);
      ASSERT_TRUE(ingest.Send(batch));
    }
    ingest.SendNoMore();
  });
  int64_t sequence = 0;
  for (int i = 0; i < kBatches; ++i) {
    sequence += i % 2 == 0 ? 61 : 2;
    // Out of order, it would be STALE.
    EXPECT_THAT(ingest.Next(),
                testing::AllOf(testing::StartsWith(absl::StrCat(i, ": CREATED")),
                               HasSubstr(absl::StrCat(i == 0 ? "CREATED " : "AMENDED ", sequence,
                                                      "; durable "))));
  }
  EXPECT_EQ(ingest.Next(), "end 0");
  sender.join();
}

TEST(IngestReactor, OneBadEventSpoilsNobodyElse) {
  TestServer server;
  OpenIngest ingest(server);
  v1::IngestEventsRequest batch = Batch(1, {"a", "bad", "b"});
  batch.mutable_submit()->mutable_events(1)->add_places()->mutable_point()->set_lat(91);
  ASSERT_TRUE(ingest.Send(batch));
  EXPECT_EQ(ingest.Next(), "1: CREATED 1, INVALID 0, CREATED 2; durable 2");
}

TEST(IngestReactor, EndsWithAReasonAtWhatIsNoBatchOnceAllBeforeItIsAnswered) {
  TestServer server;
  OpenIngest ingest(server);
  ASSERT_TRUE(ingest.Send(Batch(1, {"a"})));
  v1::IngestEventsRequest bad = Batch(2, {"b"});
  bad.mutable_submit()->set_change_reason(v1::CHANGE_REASON_RETRACTION);
  ASSERT_TRUE(ingest.Send(bad));
  EXPECT_EQ(ingest.Next(), "1: CREATED 1; durable 1");
  EXPECT_EQ(ingest.Next(), absl::StrCat("end ", grpc::StatusCode::INVALID_ARGUMENT));
  EXPECT_THAT(ingest.status().error_message(), HasSubstr("batch 2"));
  EXPECT_THAT(BadFields(ingest.status()), testing::ElementsAre("change_reason"));
  EXPECT_THAT(server.List("ids: 'b'"), testing::IsEmpty());
}

TEST(IngestReactor, RefusesMalformedMessages) {
  TestServer server;
  for (const std::string& bytes :
       {std::string("\x0a"), std::string("\x12\x05x"), std::string("\x1a\x01x"),
        std::string("\x08"), std::string("\x00", 1), std::string("\x12\x01\x0a"),
        std::string("\x12\x03\x0a\x05x")}) {
    const RawAnswer answer = CallRaw(server.channel(), kMethod, bytes);
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT)
        << testing::PrintToString(bytes);
    EXPECT_TRUE(answer.responses.empty());
  }
}

TEST(IngestReactor, StopsReadingFromWhoTakesNoAnswers) {
  TestServer server;
  OpenIngest ingest(server);
  // Answers of some 64 KiB each: what HTTP/2 buffers is soon full.
  std::thread sender([&ingest] {
    for (int i = 0; i < 2000; ++i) {
      std::vector<std::string> ids(500);
      for (size_t k = 0; k < ids.size(); ++k) {
        ids[k] = absl::StrCat(i, "/", k, "/", std::string(100, 'x'));
      }
      if (!ingest.Send(Batch(i, ids))) return;
    }
    ADD_FAILURE() << "the server took everything";
  });
  int64_t sequence = 0;
  for (int64_t before = -1; sequence != before;) {
    before = sequence;
    std::this_thread::sleep_for(std::chrono::seconds(1));
    sequence = server.Submit(absl::StrCat("id: 'probe ", before, "'")).sequence() - 1;
    // The probe itself does not count as progress.
    if (before == sequence - 1) before = sequence;
  }
  EXPECT_GT(sequence, 500);
  ingest.Cancel();
  sender.join();
}

TEST(IngestReactor, BoundsTheStreamsOfAServer) {
  TestServer server;
  std::vector<std::unique_ptr<OpenIngest>> streams;
  for (int i = 0; i < limits::kIngestStreamsMax; ++i) {
    streams.push_back(std::make_unique<OpenIngest>(server));
    ASSERT_TRUE(streams.back()->Send(Batch(i, {})));
    ASSERT_EQ(streams.back()->Next(), absl::StrCat(i, ":; durable 0"));
  }
  OpenIngest one_more(server);
  EXPECT_EQ(one_more.Next(), absl::StrCat("end ", grpc::StatusCode::RESOURCE_EXHAUSTED));
  EXPECT_THAT(one_more.status().error_details(), HasSubstr("google.rpc.RetryInfo"));
  streams.front()->SendNoMore();
  EXPECT_EQ(streams.front()->Next(), "end 0");
  // gRPC lets go of it a moment later.
  for (int tries = 0; tries < 100; ++tries) {
    OpenIngest another(server);
    if (another.Send(Batch(1, {})) && another.Next() == "1:; durable 0") return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  FAIL() << "a stream that ended still counts";
}

TEST(IngestReactor, ACancelledStreamKeepsWhatItGotAndHurtsNobody) {
  TestServer server;
  for (int i = 0; i < 50; ++i) {
    OpenIngest ingest(server);
    std::vector<std::string> ids(200);
    for (size_t k = 0; k < ids.size(); ++k) ids[k] = absl::StrCat(i, "/", k);
    for (int batch = 0; batch < 4; ++batch) ingest.Send(Batch(batch, ids));
  }
  EXPECT_EQ(server.Submit("id: 'after'").outcome(), v1::OUTCOME_CREATED);
}

}  // namespace
}  // namespace sitrep
