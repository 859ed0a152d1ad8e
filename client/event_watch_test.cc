#include "client/event_watch.h"

#include "client/fake_event_service.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

class EventWatchTest : public testing::Test {
 protected:
  void Submit(int from, int until) {
    v1::SubmitEventsRequest request;
    for (int i = from; i < until; ++i) request.add_events()->set_id(absl::StrCat("a/", i));
    ASSERT_TRUE(client_.SubmitEvents(request).ok());
  }

  // Watches until `count` changes have come; `on_change` is called after each.
  absl::Status Watch(v1::WatchEventsRequest request, size_t count,
                     const std::function<void()>& on_change) {
    EventWatch watch(client_, std::move(request),
                     {.on_message =
                          [&](const v1::WatchEventsResponse& message) {
                            const v1::Changes& changes =
                                message.has_initial() ? message.initial() : message.changes();
                            for (const v1::Change& change : changes.changes()) {
                              sequences_.push_back(change.sequence());
                              on_change();
                            }
                            return sequences_.size() < count;
                          },
                      .keep_on = [] { return true; },
                      .on_lost =
                          [&](const absl::Status&, absl::Duration) {
                            ++lost_;
                            on_lost_();
                          }});
    return watch.Run();
  }

  static std::vector<int64_t> UpTo(int64_t last) {
    std::vector<int64_t> numbers;
    for (int64_t i = 1; i <= last; ++i) numbers.push_back(i);
    return numbers;
  }

  FakeEventService service_;
  Client client_{service_.address()};
  std::vector<int64_t> sequences_;
  int lost_ = 0;
  std::function<void()> on_lost_ = [] {};
};

TEST_F(EventWatchTest, ResumesWithoutRepeatOrGapWhereverItBreaks) {
  Submit(0, 20);
  service_.BreakWatchesAfter(3);
  v1::WatchEventsRequest request;
  request.set_beginning(true);
  ASSERT_TRUE(Watch(request, 20, [] {}).ok());
  EXPECT_EQ(sequences_, UpTo(20));
  EXPECT_GE(lost_, 6);
  const std::vector<v1::WatchEventsRequest> watches = service_.watches();
  EXPECT_TRUE(watches[0].beginning());
  EXPECT_EQ(watches[1].after_sequence(), 3);
  EXPECT_EQ(watches[1].ledger_id(), "fake");
}

TEST_F(EventWatchTest, ABreakAmidTheInitialMatchesRepeatsNone) {
  Submit(0, 20);
  service_.BreakWatchesAfter(7);
  on_lost_ = [&] { service_.BreakWatchesAfter(0); };
  v1::WatchEventsRequest request;
  request.set_matching_first(true);
  ASSERT_TRUE(Watch(request, 20, [] {}).ok());
  EXPECT_EQ(sequences_, UpTo(20));
  EXPECT_EQ(lost_, 1);
}

TEST_F(EventWatchTest, AReaderIsTheSameInAllItsStreams) {
  Submit(0, 9);
  service_.BreakWatchesAfter(3);
  v1::WatchEventsRequest request;
  request.set_beginning(true);
  request.set_subscription("x");
  request.set_take_over(true);
  ASSERT_TRUE(Watch(request, 9, [] {}).ok());
  const std::vector<v1::WatchEventsRequest> watches = service_.watches();
  ASSERT_GE(watches.size(), 3u);
  EXPECT_NE(watches[0].reader(), "");
  EXPECT_EQ(watches[1].reader(), watches[0].reader());
  // Asked for once, not for ever.
  EXPECT_TRUE(watches[0].take_over());
  EXPECT_FALSE(watches[1].take_over());
}

TEST_F(EventWatchTest, GoesOnAfterTheServerWasAway) {
  Submit(0, 2);
  v1::WatchEventsRequest request;
  request.set_beginning(true);
  const absl::Status status = Watch(request, 5, [&] {
    if (sequences_.size() != 2) return;
    service_.Stop();
    service_.Restart();
    Submit(2, 5);
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(sequences_, UpTo(5));
  EXPECT_GE(lost_, 1);
}

TEST_F(EventWatchTest, GoesOnWhereItStartedIfNothingHadCome) {
  Submit(0, 4);
  v1::WatchEventsRequest request;
  request.set_now(true);
  bool restarted = false;
  EventWatch watch(client_, request,
                   {.on_message =
                        [&](const v1::WatchEventsResponse& message) {
                          if (message.has_started() && !restarted) {
                            restarted = true;
                            service_.Stop();
                            service_.Restart();
                            Submit(4, 5);
                          }
                          return !message.has_changes();
                        },
                    .keep_on = [] { return true; },
                    .on_lost = [](const absl::Status&, absl::Duration) {}});
  ASSERT_TRUE(watch.Run().ok());
  EXPECT_EQ(service_.watches().back().after_sequence(), 4);
}

TEST_F(EventWatchTest, EndsWhenItIsToldTo) {
  v1::WatchEventsRequest request;
  request.set_now(true);
  const absl::Time until = absl::Now() + absl::Milliseconds(200);
  EventWatch watch(client_, request,
                   {.on_message = [](const auto&) { return true; },
                    .keep_on = [&] { return absl::Now() < until; },
                    .on_lost = [](const absl::Status&, absl::Duration) {}});
  EXPECT_TRUE(watch.Run().ok());
  EXPECT_LT(absl::Now(), until + absl::Seconds(2));
}

TEST_F(EventWatchTest, EndsWithTheServersRefusal) {
  v1::WatchEventsRequest request;
  request.set_after_sequence(1);
  request.set_ledger_id("another");
  EXPECT_EQ(Watch(request, 1, [] {}).code(), absl::StatusCode::kOutOfRange);
}

TEST_F(EventWatchTest, EndsIfThereIsNoServerAtFirst) {
  service_.Stop();
  v1::WatchEventsRequest request;
  request.set_now(true);
  EXPECT_EQ(Watch(request, 1, [] {}).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(lost_, 0);
}

TEST(WatchPosition, FollowsEveryMessage) {
  WatchPosition position(/*matching_first=*/false);
  v1::WatchEventsRequest request;
  request.set_now(true);
  position.Apply(request);
  EXPECT_TRUE(request.now());
  const auto advance = [&](auto set) {
    v1::WatchEventsResponse message;
    set(message);
    position.Advance(message);
    position.Apply(request);
    return request.after_sequence();
  };
  EXPECT_EQ(advance([](auto& message) {
              message.mutable_started()->set_ledger_id("l");
              message.mutable_started()->set_sequence(3);
            }),
            3);
  EXPECT_EQ(request.ledger_id(), "l");
  EXPECT_EQ(advance([](auto& message) {
              message.mutable_changes()->add_changes()->set_sequence(5);
              message.mutable_changes()->add_changes()->set_sequence(6);
            }),
            6);
  EXPECT_EQ(advance([](auto& message) { message.mutable_progress()->set_sequence(8); }), 8);
  EXPECT_EQ(advance([](auto& message) { message.mutable_caught_up()->set_sequence(9); }), 9);
  EXPECT_EQ(advance([](auto& message) { message.mutable_fell_behind()->set_sequence(12); }), 12);
}

TEST(WatchPosition, AsksForTheInitialMatchesAgainUntilTheyAreComplete) {
  WatchPosition position(/*matching_first=*/true);
  v1::WatchEventsRequest request;
  request.set_matching_first(true);
  v1::WatchEventsResponse message;
  message.mutable_started()->set_sequence(3);
  position.Advance(message);
  position.Apply(request);
  EXPECT_TRUE(request.matching_first());
  message.mutable_initial()->add_changes()->set_sequence(2);
  position.Advance(message);
  position.Apply(request);
  EXPECT_TRUE(request.matching_first());
  message.mutable_caught_up()->set_sequence(3);
  position.Advance(message);
  position.Apply(request);
  EXPECT_EQ(request.after_sequence(), 3);
}

}  // namespace
}  // namespace sitrep
