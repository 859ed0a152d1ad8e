#include "bench/event_generator.h"

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(EventGenerator, MakesTheSameEventsFromTheSameSeed) {
  EventGenerator a(1), b(1), other(2);
  for (int i = 0; i < 100; ++i) {
    const std::string event = a.Next().SerializeAsString();
    EXPECT_EQ(event, b.Next().SerializeAsString());
    EXPECT_NE(event, other.Next().SerializeAsString());
  }
}

TEST(EventGenerator, MakesEventsOfAboutFourHundredBytes) {
  EventGenerator generator(1);
  size_t bytes = 0;
  for (int i = 0; i < 1000; ++i) bytes += generator.Next().ByteSizeLong();
  EXPECT_GT(bytes / 1000, 300);
  EXPECT_LT(bytes / 1000, 500);
}

}  // namespace
}  // namespace sitrep
