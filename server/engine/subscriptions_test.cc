#include "server/engine/subscriptions.h"

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/engine/test_engine.h"
#include "server/engine/test_reader.h"

namespace sitrep {
namespace {

using testing::ElementsAre;

constexpr int kEvents = 96;
constexpr int kThreads = 8;

class SubscriptionsTest : public testing::Test {
 protected:
  SubscriptionsTest() {
    std::vector<v1::Event> events;
    for (int i = 0; i < kEvents; ++i) events.push_back(Simple(absl::StrCat("event-", i)));
    engine_.Submit(std::move(events));
  }

  // Runs `acknowledge(sequence)` for every sequence, the threads in turn.
  template <typename Acknowledge>
  static void OnThreads(const Acknowledge& acknowledge) {
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&acknowledge, t] {
        for (int sequence = t + 1; sequence <= kEvents; sequence += kThreads) acknowledge(sequence);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  TestEngine engine_;
};

TEST_F(SubscriptionsTest, OfPlacesThatAreAcknowledgedAtOnceTheNewestStaysOnDisk) {
  ASSERT_TRUE(engine_.subscriptions().Open("x", 0).ok());
  ASSERT_TRUE(engine_.subscriptions().Open("y", 0).ok());
  OnThreads([&](int64_t sequence) {
    for (const char* name : {"x", "y"}) {
      const auto acknowledged = engine_.subscriptions().Acknowledge(name, sequence);
      ASSERT_TRUE(acknowledged.ok()) << acknowledged.status();
      EXPECT_GE(acknowledged->acknowledged_sequence(), sequence);
    }
  });
  engine_.Reopen();
  EXPECT_EQ(engine_.subscriptions().PlaceOf("x"), kEvents);
  EXPECT_EQ(engine_.subscriptions().PlaceOf("y"), kEvents);
}

TEST_F(SubscriptionsTest, OneThatIsDeletedWhileItIsAcknowledgedStaysDeleted) {
  ASSERT_TRUE(engine_.subscriptions().Open("x", 0).ok());
  OnThreads([&](int64_t sequence) {
    if (sequence == kEvents / 2) {
      EXPECT_TRUE(engine_.subscriptions().Delete("x").ok());
      return;
    }
    const absl::Status status = engine_.subscriptions().Acknowledge("x", sequence).status();
    EXPECT_TRUE(status.ok() || absl::IsNotFound(status)) << status;
  });
  EXPECT_EQ(engine_.subscriptions().PlaceOf("x"), std::nullopt);
  engine_.Reopen();
  EXPECT_EQ(engine_.subscriptions().PlaceOf("x"), std::nullopt);
}

v1::WatchEventsRequest Named(const std::string& name, bool take_over = false) {
  v1::WatchEventsRequest request = FromBeginning();
  request.set_subscription(name);
  request.set_take_over(take_over);
  return request;
}

TEST(Subscriptions, ASubscriptionGoesOnAfterWhatWasAcknowledgedAlsoAfterARestart) {
  TestEngine engine;
  engine.Submit({Simple("a"), Simple("b"), Simple("c")});
  {
    TestReader reader(engine, Named("x"));
    EXPECT_EQ(ChangesOf(reader.UntilCaughtUp()).size(), 3);
    ASSERT_TRUE(engine.subscriptions().Acknowledge("x", 2).ok());
    // It never moves back.
    EXPECT_EQ(engine.subscriptions().Acknowledge("x", 1)->acknowledged_sequence(), 2);
    EXPECT_TRUE(engine.hub().ListSubscriptions().at(0).connected());
    EXPECT_EQ(engine.hub().DeleteSubscription("x").code(), absl::StatusCode::kFailedPrecondition);
  }
  engine.Reopen();
  EXPECT_EQ(engine.hub().ListSubscriptions().at(0).lag(), 1);
  EXPECT_FALSE(engine.hub().ListSubscriptions().at(0).connected());
  {
    TestReader reader(engine, Named("x"));
    EXPECT_THAT(reader.UntilCaughtUp(), ElementsAre("started 2", "CREATED c 3", "caught up 3"));
  }
  EXPECT_TRUE(engine.hub().DeleteSubscription("x").ok());
  EXPECT_EQ(engine.hub().DeleteSubscription("x").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(engine.subscriptions().Acknowledge("x", 1).status().code(),
            absl::StatusCode::kNotFound);
  engine.Reopen();
  EXPECT_TRUE(engine.hub().ListSubscriptions().empty());
}

TEST(Subscriptions, ASubscriptionHasOneReader) {
  TestEngine engine;
  engine.SubmitOne(Simple("a"));
  TestReader first(engine, Named("x"));
  first.UntilCaughtUp();
  EXPECT_EQ(engine.hub().Open(Named("x"), {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  TestReader second(engine, Named("x", /*take_over=*/true));
  EXPECT_EQ(first.WaitUntilFinished().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ChangesOf(second.UntilCaughtUp()).size(), 1);
  EXPECT_EQ(engine.subscriptions().Acknowledge("x", 2).status().code(),
            absl::StatusCode::kOutOfRange);
  // Its place counts, wherever a new one would begin.
  v1::WatchEventsRequest elsewhere = Named("x", /*take_over=*/true);
  elsewhere.set_after_sequence(99);
  TestReader third(engine, elsewhere);
  EXPECT_EQ(ChangesOf(third.UntilCaughtUp()).size(), 1);
}

// Whose end the server has not noticed yet, as after a cut in the network.
TEST(Subscriptions, AReaderTakesOverFromItselfAndFromNobodyElse) {
  TestEngine engine;
  v1::WatchEventsRequest mine = Named("x");
  mine.set_reader("me");
  v1::WatchEventsRequest anothers = Named("x");
  anothers.set_reader("you");
  TestReader broken(engine, mine);
  EXPECT_EQ(engine.hub().Open(anothers, {}).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(broken.finished().ok());
  TestReader again(engine, mine);
  EXPECT_EQ(broken.WaitUntilFinished().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(again.finished().ok());
}

TEST(Subscriptions, OfThoseThatTakeOverAtOnceOneStaysTheReader) {
  constexpr int kReaders = 6;
  TestEngine engine;
  engine.SubmitOne(Simple("a"));
  std::vector<std::unique_ptr<TestReader>> readers(kReaders);
  std::vector<std::thread> threads;
  for (auto& reader : readers) {
    threads.emplace_back([&engine, &reader] {
      reader = std::make_unique<TestReader>(engine, Named("x", /*take_over=*/true));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(engine.hub().ListSubscriptions().at(0).connected());
  EXPECT_EQ(engine.hub().watchers(), 1);
  const auto ended = [](const auto& reader) { return !reader->finished().ok(); };
  EXPECT_EQ(std::count_if(readers.begin(), readers.end(), ended), kReaders - 1);
}

}  // namespace
}  // namespace sitrep
