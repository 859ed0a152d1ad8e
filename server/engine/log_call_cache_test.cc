#include "server/engine/log_call_cache.h"

#include <memory>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

std::shared_ptr<const ChangeCall> Call(int64_t first, int64_t last, size_t bytes = 10) {
  auto call = std::make_shared<ChangeCall>();
  call->first_sequence = first;
  call->last_sequence = last;
  call->bytes = bytes;
  return call;
}

int64_t FirstAfter(LogCallCache& cache, int64_t sequence) {
  const auto call = cache.After(sequence);
  return call == nullptr ? 0 : call->first_sequence;
}

TEST(LogCallCache, FindsTheCallThatHoldsWhatFollows) {
  LogCallCache cache(100);
  cache.Put(Call(4, 6));
  cache.Put(Call(10, 10));
  EXPECT_EQ(FirstAfter(cache, 2), 0);
  EXPECT_EQ(FirstAfter(cache, 3), 4);
  EXPECT_EQ(FirstAfter(cache, 5), 4);
  EXPECT_EQ(FirstAfter(cache, 6), 0);
  EXPECT_EQ(FirstAfter(cache, 9), 10);
  EXPECT_EQ(FirstAfter(cache, 10), 0);
}

TEST(LogCallCache, WhatWasNotAskedForLongestLeaves) {
  LogCallCache cache(30);
  for (int64_t sequence = 1; sequence <= 3; ++sequence) cache.Put(Call(sequence, sequence));
  EXPECT_EQ(FirstAfter(cache, 0), 1);
  cache.Put(Call(4, 4));
  cache.Put(Call(4, 4));
  EXPECT_EQ(FirstAfter(cache, 0), 1);
  EXPECT_EQ(FirstAfter(cache, 1), 0);
  EXPECT_EQ(FirstAfter(cache, 2), 3);
}

TEST(LogCallCache, OneThatIsTooLargeIsKeptAlone) {
  LogCallCache cache(30);
  cache.Put(Call(1, 1));
  cache.Put(Call(2, 500, 1000));
  EXPECT_EQ(FirstAfter(cache, 0), 0);
  EXPECT_EQ(FirstAfter(cache, 1), 2);
  cache.Put(Call(501, 501));
  EXPECT_EQ(FirstAfter(cache, 1), 0);
  EXPECT_EQ(FirstAfter(cache, 500), 501);
}

}  // namespace
}  // namespace sitrep
