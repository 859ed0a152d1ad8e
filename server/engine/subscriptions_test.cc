#include "server/engine/subscriptions.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/engine/test_engine.h"

namespace sitrep {
namespace {

constexpr int kEvents = 96;
constexpr int kThreads = 8;

class SubscriptionsTest : public testing::Test {
 protected:
  SubscriptionsTest() {
    std::vector<v1::Event> events(kEvents);
    for (int i = 0; i < kEvents; ++i) {
      events[i].set_id(absl::StrCat("event-", i));
      events[i].set_status(v1::STATUS_OCCURRED);
    }
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

}  // namespace
}  // namespace sitrep
