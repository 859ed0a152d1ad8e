#include "storage/entry_cache.h"

#include <algorithm>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

std::shared_ptr<const std::string> EntryOf(size_t bytes) {
  return std::make_shared<const std::string>(bytes, 'e');
}
constexpr size_t kSlot = EntryCache::kBytesOfSlot;

TEST(EntryCache, FindsWhatWasInserted) {
  EntryCache cache(10000);
  const auto entry = EntryOf(10);
  cache.Insert(7, entry);
  EXPECT_EQ(cache.Find(7), entry);
  EXPECT_EQ(cache.Find(8), nullptr);
}

TEST(EntryCache, KeepsTheFirstOfASequence) {
  EntryCache cache(10000);
  const auto entry = EntryOf(10);
  cache.Insert(7, entry);
  cache.Insert(7, EntryOf(20));
  EXPECT_EQ(cache.Find(7), entry);
  EXPECT_EQ(cache.bytes(), 10 + kSlot);
}

TEST(EntryCache, DropsWhatWasNotAskedForLongest) {
  EntryCache cache(2 * (100 + kSlot));
  cache.Insert(1, EntryOf(100));
  cache.Insert(2, EntryOf(100));
  EXPECT_NE(cache.Find(1), nullptr);
  cache.Insert(3, EntryOf(100));
  EXPECT_EQ(cache.Find(2), nullptr);
  EXPECT_NE(cache.Find(1), nullptr);
  EXPECT_NE(cache.Find(3), nullptr);
}

TEST(EntryCache, DoesNotKeepWhatIsLargerThanIt) {
  EntryCache cache(100 + kSlot);
  cache.Insert(1, EntryOf(100));
  cache.Insert(2, EntryOf(101));
  EXPECT_NE(cache.Find(1), nullptr);
  EXPECT_EQ(cache.Find(2), nullptr);
}

TEST(EntryCache, OfNoBytesIsEmpty) {
  EntryCache cache(0);
  cache.Insert(1, EntryOf(1));
  EXPECT_EQ(cache.Find(1), nullptr);
}

// The twin: a list, the latest first.
TEST(EntryCache, IsTheListThatItStandsFor) {
  const size_t bytes_max = 20 * (50 + kSlot);
  EntryCache cache(bytes_max);
  std::list<std::pair<int64_t, size_t>> twin;
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    const int64_t sequence = random() % 60;
    const auto found = std::find_if(twin.begin(), twin.end(),
                                    [&](const auto& slot) { return slot.first == sequence; });
    const bool expected = found != twin.end();
    ASSERT_EQ(cache.Find(sequence) != nullptr, expected) << "step " << i;
    if (expected) {
      twin.splice(twin.begin(), twin, found);
      continue;
    }
    const size_t bytes = random() % 200;
    cache.Insert(sequence, EntryOf(bytes));
    twin.emplace_front(sequence, bytes + kSlot);
    size_t total = 0;
    for (const auto& slot : twin) total += slot.second;
    for (; total > bytes_max; twin.pop_back()) total -= twin.back().second;
    ASSERT_EQ(cache.bytes(), total);
  }
}

TEST(EntryCache, IsSharedByThreads) {
  EntryCache cache(1000 * kSlot);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&cache, t] {
      std::mt19937 random(t);
      for (int i = 0; i < 5000; ++i) {
        const int64_t sequence = random() % 2000;
        const auto entry = cache.Find(sequence);
        if (entry == nullptr) {
          cache.Insert(sequence, std::make_shared<const std::string>(std::to_string(sequence)));
        } else {
          EXPECT_EQ(*entry, std::to_string(sequence));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(cache.bytes(), 1000 * kSlot);
}

}  // namespace
}  // namespace sitrep
