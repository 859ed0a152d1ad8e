#include "server/engine/name_cache.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(NameCache, ReadsANameOnce) {
  NameCache<std::string> cache(100);
  int reads = 0;
  const auto read = [&](absl::string_view name) {
    ++reads;
    return absl::StrCat("read ", name);
  };
  EXPECT_EQ(*cache.Get("a", read), "read a");
  EXPECT_EQ(*cache.Get("a", read), "read a");
  EXPECT_EQ(*cache.Get("", read), "read ");
  EXPECT_EQ(reads, 2);
}

TEST(NameCache, StaysBoundedAndKeepsWhatIsAskedFor) {
  NameCache<int> cache(320);
  int reads = 0;
  const auto read = [&](absl::string_view) { return ++reads; };
  for (int i = 0; i < 10'000; ++i) {
    cache.Get(absl::StrCat("rare ", i), read);
    cache.Get("frequent", read);
  }
  // The frequent one is read anew now and then at most, never each time.
  EXPECT_LT(reads, 10'000 + 20);
  const int before = reads;
  for (int i = 0; i < 10'000; ++i) cache.Get(absl::StrCat("rare ", i), read);
  // Nearly all were dropped.
  EXPECT_GT(reads - before, 9'500);
}

TEST(NameCache, GivesEveryThreadTheReadingOfItsName) {
  NameCache<std::string> cache(64);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&cache] {
      for (int i = 0; i < 20'000; ++i) {
        const std::string name = absl::StrCat(i % 300);
        const auto reading = cache.Get(name, [](absl::string_view n) { return std::string(n); });
        ASSERT_EQ(*reading, name);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace sitrep
