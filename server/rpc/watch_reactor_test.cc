#include "server/rpc/watch_reactor.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/harness/from_text.h"
#include "tests/harness/raw_call.h"
#include "tests/harness/test_server.h"

namespace sitrep {
namespace {

// An open watch; what it delivers, as text.
class OpenWatch {
 public:
  OpenWatch(TestServer& server, const std::string& request)
      : stream_(server.events().WatchEvents(&context_, FromText<v1::WatchEventsRequest>(request))) {
  }
  ~OpenWatch() {
    context_.TryCancel();
    v1::WatchEventsResponse response;
    while (stream_->Read(&response)) continue;
    stream_->Finish();
  }

  // The next message in short: "started 0", "created a, amended b", "caught up 2", "progress 2".
  std::string Next() {
    v1::WatchEventsResponse response;
    if (!stream_->Read(&response)) return absl::StrCat("end ", stream_->Finish().error_code());
    switch (response.message_case()) {
      case v1::WatchEventsResponse::kStarted:
        return absl::StrCat("started ", response.started().sequence());
      case v1::WatchEventsResponse::kCaughtUp:
        return absl::StrCat("caught up ", response.caught_up().sequence());
      case v1::WatchEventsResponse::kProgress:
        return absl::StrCat("progress ", response.progress().sequence());
      case v1::WatchEventsResponse::kChanges:
        return InShort(response.changes());
      default:
        return response.ShortDebugString();
    }
  }

  // The next message that is no progress.
  std::string NextNews() {
    std::string news = Next();
    while (news.starts_with("progress")) news = Next();
    return news;
  }

 private:
  static std::string InShort(const v1::Changes& changes) {
    std::string text;
    for (const v1::Change& change : changes.changes()) {
      absl::StrAppend(&text, text.empty() ? "" : ", ",
                      v1::ChangeType_Name(change.type()).substr(sizeof("CHANGE_TYPE_") - 1), " ",
                      change.event().id());
    }
    return text;
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchEventsResponse>> stream_;
};

grpc::Status StatusOfWatch(TestServer& server, const std::string& request) {
  return CallRaw(server.channel(), "/sitrep.v1.EventService/WatchEvents",
                 FromText<v1::WatchEventsRequest>(request).SerializeAsString(), 1)
      .status;
}

int Watchers(TestServer& server) {
  grpc::ClientContext context;
  v1::GetStatusResponse response;
  EXPECT_TRUE(server.admin().GetStatus(&context, {}, &response).ok());
  return response.watchers();
}

// Waits until so many watches are open; false if that takes too long.
bool HasWatchers(TestServer& server, int count) {
  for (int i = 0; i < 500; ++i) {
    if (Watchers(server) == count) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST(WatchEvents, DeliversWhatComes) {
  TestServer server;
  server.Submit("id: 'before' strike {}");
  OpenWatch watch(server, "filter { kinds: KIND_STRIKE }");
  EXPECT_EQ(watch.Next(), "started 1");
  EXPECT_EQ(watch.Next(), "caught up 1");
  server.Submit("id: 'other' clash {}");
  server.Submit("id: 'a' strike {}");
  EXPECT_EQ(watch.NextNews(), "CREATED a");
}

TEST(WatchEvents, DeliversWhatIsThereFromTheBeginning) {
  TestServer server;
  server.Submit("id: 'a'");
  server.Submit("id: 'b'");
  OpenWatch watch(server, "beginning: true");
  EXPECT_EQ(watch.Next(), "started 0");
  EXPECT_EQ(watch.NextNews(), "CREATED a, CREATED b");
  EXPECT_EQ(watch.NextNews(), "caught up 2");
  server.Submit("id: 'c'");
  EXPECT_EQ(watch.NextNews(), "CREATED c");
}

TEST(WatchEvents, GoesOnAfterASequenceAndARestart) {
  TestServer server;
  server.Submit("id: 'a'");
  server.Submit("id: 'b'");
  server.Restart();
  OpenWatch watch(server, "after_sequence: 1");
  EXPECT_EQ(watch.Next(), "started 1");
  EXPECT_EQ(watch.NextNews(), "CREATED b");
}

TEST(WatchEvents, TellsThatAnEventLeavesTheFilter) {
  TestServer server;
  server.Submit("id: 'a' tags: 'x'");
  OpenWatch watch(server, "filter { tags: 'x' }");
  EXPECT_EQ(watch.Next(), "started 1");
  EXPECT_EQ(watch.Next(), "caught up 1");
  grpc::ClientContext context;
  v1::SubmitEventsResponse response;
  ASSERT_TRUE(server.events()
                  .SubmitEvents(
                      &context,
                      FromText<v1::SubmitEventsRequest>("events { id: 'a' tags: 'y' } "
                                                        "expected_revisions { key: 'a' value: 1 }"),
                      &response)
                  .ok());
  EXPECT_EQ(watch.NextNews(), "EXITED a");
}

TEST(WatchEvents, MarksProgressThoughNothingMatches) {
  TestServer server;
  OpenWatch watch(server, "filter { tags: 'x' } progress_interval { nanos: 100000000 }");
  EXPECT_EQ(watch.Next(), "started 0");
  EXPECT_EQ(watch.Next(), "caught up 0");
  server.Submit("id: 'a'");
  std::string next = watch.Next();
  for (int i = 0; i < 20 && next == "progress 0"; ++i) next = watch.Next();
  EXPECT_EQ(next, "progress 1");
}

TEST(WatchEvents, RefusesWhatItCantServe) {
  TestServer server;
  server.Submit("id: 'a'");
  const struct {
    std::string request;
    grpc::StatusCode code;
  } rows[] = {
      {"after_sequence: 2", grpc::StatusCode::OUT_OF_RANGE},
      {"after_sequence: -1", grpc::StatusCode::OUT_OF_RANGE},
      {"after_sequence: 0 ledger_id: 'another'", grpc::StatusCode::OUT_OF_RANGE},
      {"filter { kinds: 0 }", grpc::StatusCode::INVALID_ARGUMENT},
      {"filter { as_of {} }", grpc::StatusCode::INVALID_ARGUMENT},
      {"filter { related_to {} }", grpc::StatusCode::INVALID_ARGUMENT},
      {"filter { regions: 'Qwxyzzyland' }", grpc::StatusCode::NOT_FOUND},
      {"subscription: 'x' matching_first: true", grpc::StatusCode::INVALID_ARGUMENT},
      {"take_over: true", grpc::StatusCode::INVALID_ARGUMENT},
      {"progress_interval { nanos: 99999999 }", grpc::StatusCode::INVALID_ARGUMENT},
      {"progress_interval { seconds: 3601 }", grpc::StatusCode::INVALID_ARGUMENT},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(StatusOfWatch(server, row.request).error_code(), row.code) << row.request;
  }
  EXPECT_TRUE(HasWatchers(server, 0));
}

TEST(WatchEvents, ForgetsAWatcherThatGoes) {
  TestServer server;
  {
    OpenWatch one(server, "");
    OpenWatch two(server, "");
    one.Next();
    two.Next();
    EXPECT_EQ(Watchers(server), 2);
  }
  EXPECT_TRUE(HasWatchers(server, 0));
}

TEST(WatchEvents, SurvivesWatchersThatGoAtAnyMoment) {
  TestServer server;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&server, i] {
      for (int round = 0; round < 25; ++round) {
        OpenWatch watch(server, "beginning: true");
        for (int read = 0; read < (i + round) % 4; ++read) watch.Next();
      }
    });
  }
  for (int i = 0; i < 50; ++i) server.Submit(absl::StrCat("id: 'e", i, "'"));
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(HasWatchers(server, 0));
}

TEST(WatchEvents, LosesNothingForAReaderThatIsSlow) {
  TestServer server;
  OpenWatch watch(server, "beginning: true");
  constexpr int kEvents = 400;
  const std::string summary(8000, 's');
  for (int i = 0; i < kEvents / 40; ++i) {
    v1::SubmitEventsRequest request;
    for (int j = 0; j < 40; ++j) {
      v1::Event* event = request.add_events();
      event->set_id(absl::StrCat("e", 40 * i + j));
      event->set_summary(summary);
    }
    grpc::ClientContext context;
    v1::SubmitEventsResponse response;
    ASSERT_TRUE(server.events().SubmitEvents(&context, request, &response).ok());
  }
  std::string all, expected;
  for (int i = 0; i < kEvents; ++i) absl::StrAppend(&expected, "CREATED e", i, ", ");
  while (all.size() < expected.size()) {
    const std::string next = watch.NextNews();
    if (next.starts_with("CREATED")) absl::StrAppend(&all, next, ", ");
    ASSERT_FALSE(next.starts_with("end"));
  }
  EXPECT_EQ(all, expected);
}

}  // namespace
}  // namespace sitrep
