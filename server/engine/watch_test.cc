#include "server/engine/watch.h"

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

class WatchTest : public testing::Test {
 protected:
  WatchTest()
      : watch_(EventFilter(std::make_shared<const ResolvedFilter>()),
               {.ledger_id = "x",
                .after_sequence = 0,
                .initial_at_us = {},
                .include_previous = false,
                .progress_interval = {},
                .subscription = "",
                .reader = ""},
               {.send = [this](const WatchMessage& message) { Take(message); },
                .finish = [](const absl::Status&) {}}) {
    EXPECT_EQ(Next(), "started");
  }

  // The next message: "started", "changes 3", "caught up 3", "progress 3", "fell behind 3"; "none".
  std::string Next(int64_t matched_through = 0) {
    watch_.Sent();
    watch_.Pump(matched_through);
    if (messages_.empty()) return "none";
    const std::string message = messages_.front();
    messages_.pop_front();
    return message;
  }

  // What ends a call at `sequence`; `count` pieces of `size` bytes each.
  bool Add(int64_t sequence, int count = 1, size_t size = 100) {
    std::vector<WatchPiece> pieces;
    for (int i = 0; i < count; ++i) {
      v1::Changes changes;
      changes.add_changes()->set_sequence(sequence - count + 1 + i);
      changes.mutable_changes(0)->mutable_event()->set_summary(std::string(size, 's'));
      WatchPiece piece;
      piece.bytes = std::make_shared<const std::string>(changes.SerializeAsString());
      piece.through = changes.changes(0).sequence();
      pieces.push_back(std::move(piece));
    }
    return watch_.Add(std::move(pieces), sequence);
  }

  // Adds until it is too much.
  void Overflow() {
    for (int64_t sequence = 100; Add(sequence, 1, 50'000); ++sequence) ASSERT_LT(sequence, 200);
  }

  Watch watch_;

 private:
  void Take(const WatchMessage& message) {
    std::string bytes;
    for (const SharedBytes& piece : message.pieces) bytes += *piece;
    v1::WatchEventsResponse response;
    EXPECT_TRUE(response.ParseFromString(bytes));
    messages_.push_back(InWords(response));
  }

  static std::string InWords(const v1::WatchEventsResponse& response) {
    switch (response.message_case()) {
      case v1::WatchEventsResponse::kStarted:
        return "started";
      case v1::WatchEventsResponse::kCaughtUp:
        return absl::StrCat("caught up ", response.caught_up().sequence());
      case v1::WatchEventsResponse::kProgress:
        return absl::StrCat("progress ", response.progress().sequence());
      case v1::WatchEventsResponse::kFellBehind:
        return absl::StrCat("fell behind ", response.fell_behind().sequence());
      default:
        return absl::StrCat("changes ", response.changes().changes().rbegin()->sequence());
    }
  }

  std::deque<std::string> messages_;
};

TEST_F(WatchTest, MarksNeverCoverWhatIsNotSent) {
  watch_.GoLive();
  watch_.SayCaughtUp();
  EXPECT_EQ(Next(), "caught up 0");
  Add(3, 2);
  watch_.SayProgress();
  EXPECT_EQ(Next(3), "progress 0");
  EXPECT_EQ(Next(3), "changes 3");
  watch_.SayProgress();
  EXPECT_EQ(Next(3), "progress 3");
  EXPECT_EQ(Next(3), "none");
}

TEST_F(WatchTest, HasOneMessageWithItsOutput) {
  Add(1);
  Add(2);
  EXPECT_EQ(Next(), "changes 2");
  Add(3);
  watch_.Pump(0);
  EXPECT_EQ(watch_.resume_after(), 2);
  EXPECT_EQ(Next(), "changes 3");
}

TEST_F(WatchTest, OnlyALiveOneIsCoveredByWhatWasMatched) {
  watch_.SayProgress();
  EXPECT_EQ(Next(7), "progress 0");
  watch_.GoLive();
  watch_.SayProgress();
  EXPECT_EQ(Next(7), "progress 7");
  Overflow();
  watch_.SayProgress();
  EXPECT_EQ(Next(9), "progress 7");
}

TEST_F(WatchTest, TooMuchPendingDropsItBackToWhatWasSent) {
  watch_.GoLive();
  Add(1);
  EXPECT_EQ(Next(), "changes 1");
  int64_t sequence = 1;
  while (Add(++sequence, 1, 50'000)) ASSERT_LT(sequence, 1'000);
  EXPECT_GT(sequence, 10);
  EXPECT_EQ(watch_.resume_after(), 1);
  watch_.SayProgress();
  EXPECT_EQ(Next(sequence), "progress 1");
  EXPECT_TRUE(Add(2));
  EXPECT_EQ(Next(), "changes 2");
}

// Whoever keeps up has nothing pending, and takes a call of any size.
TEST_F(WatchTest, ALargeCallIsTooMuchOnlyBesideWhatIsPending) {
  EXPECT_TRUE(Add(20, 20, 50'000));
  EXPECT_FALSE(Add(21));
  EXPECT_TRUE(Add(22));
  EXPECT_FALSE(Add(42, 20, 50'000));
}

TEST_F(WatchTest, ABusyOneSaysItsMarksBetweenCalls) {
  watch_.GoLive();
  Add(2, 2);
  Add(4, 2);
  watch_.SayProgress();
  EXPECT_EQ(Next(), "progress 0");
  watch_.SayProgress();
  Add(6, 2);
  EXPECT_EQ(Next(), "progress 0");
  EXPECT_EQ(Next(), "changes 6");
  Add(8, 2);
  Add(10, 2);
  watch_.SayProgress();
  EXPECT_EQ(Next(), "progress 6");
}

TEST_F(WatchTest, AMarkWaitsForTheEndOfItsCall) {
  watch_.GoLive();
  // More than one message.
  Add(4, 4, 50'000);
  EXPECT_EQ(Next(), "changes 1");
  watch_.SayProgress();
  EXPECT_EQ(Next(), "changes 2");
  EXPECT_EQ(Next(), "changes 3");
  EXPECT_EQ(Next(), "changes 4");
  EXPECT_EQ(Next(4), "progress 4");
}

TEST_F(WatchTest, AMarkIsNeverBehindWhatWasSent) {
  // As catching up does when it stops inside a call.
  v1::Changes changes;
  changes.add_changes()->set_sequence(3);
  WatchPiece piece;
  piece.bytes = std::make_shared<const std::string>(changes.SerializeAsString());
  piece.through = 3;
  watch_.Add({piece}, 0);
  EXPECT_EQ(Next(), "changes 3");
  watch_.SayProgress();
  EXPECT_EQ(Next(), "none");
  Add(5);
  EXPECT_EQ(Next(), "changes 5");
  EXPECT_EQ(Next(), "progress 5");
}

TEST_F(WatchTest, FallsBehindOnlyAfterItHasCaughtUp) {
  Overflow();
  EXPECT_EQ(Next(), "none");
  watch_.SayCaughtUp();
  EXPECT_EQ(Next(), "caught up 0");
  Overflow();
  Overflow();
  EXPECT_EQ(Next(), "fell behind 0");
  EXPECT_EQ(Next(), "none");
  Add(2);
  watch_.SayCaughtUp();
  EXPECT_EQ(Next(), "changes 2");
  EXPECT_EQ(Next(), "caught up 2");
}

TEST_F(WatchTest, SendsNothingOnceItIsClosed) {
  Add(1);
  watch_.Close();
  EXPECT_EQ(Next(), "none");
}

}  // namespace
}  // namespace sitrep
