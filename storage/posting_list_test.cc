#include "storage/posting_list.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace sitrep {
namespace {

std::string Encoded(const std::vector<uint32_t>& docs) {
  std::string bytes;
  EncodeRun(docs, bytes);
  return bytes;
}

std::vector<uint32_t> RandomDocs(size_t count, uint32_t step_max, std::mt19937_64& random) {
  std::vector<uint32_t> docs;
  uint32_t doc = static_cast<uint32_t>(random() % step_max);
  for (size_t i = 0; i < count; ++i) {
    docs.push_back(doc);
    doc += 1 + static_cast<uint32_t>(random() % step_max);
  }
  return docs;
}

uint32_t NaiveAtOrBefore(const std::vector<uint32_t>& docs, uint32_t doc) {
  const auto after = std::upper_bound(docs.begin(), docs.end(), doc);
  return after == docs.begin() ? kNoDoc : *(after - 1);
}

uint32_t NaiveAtOrAfter(const std::vector<uint32_t>& docs, uint32_t doc) {
  const auto found = std::lower_bound(docs.begin(), docs.end(), doc);
  return found == docs.end() ? kNoDoc : *found;
}

TEST(PostingRun, FindsWhatALinearSearchFinds) {
  std::mt19937_64 random(1);
  for (const size_t count : {size_t{1}, size_t{2}, kBlockDocs - 1, kBlockDocs, kBlockDocs + 1,
                             3 * kBlockDocs, kRunDocsMax - 1, kRunDocsMax}) {
    const std::vector<uint32_t> docs = RandomDocs(count, 9, random);
    const std::string bytes = Encoded(docs);
    auto run = PostingRun::Parse(bytes);
    ASSERT_TRUE(run.ok()) << run.status();
    for (int i = 0; i < 300; ++i) {
      const auto doc = static_cast<uint32_t>(random() % (docs.back() + 3));
      EXPECT_EQ(*run->AtOrBefore(doc), NaiveAtOrBefore(docs, doc));
      EXPECT_EQ(*run->AtOrAfter(doc), NaiveAtOrAfter(docs, doc));
    }
    // As lists are mostly read: on and on, in steps that are short or long.
    for (uint32_t doc = docs.back() + 3; doc > 0; doc -= std::min<uint32_t>(doc, random() % 40)) {
      ASSERT_EQ(*run->AtOrBefore(doc), NaiveAtOrBefore(docs, doc));
    }
    for (uint32_t doc = 0; doc < docs.back() + 3; doc += random() % 40) {
      ASSERT_EQ(*run->AtOrAfter(doc), NaiveAtOrAfter(docs, doc));
    }
    EXPECT_EQ(*run->AtOrBefore(kNoDoc - 1), docs.back());
    EXPECT_EQ(*run->AtOrAfter(kNoDoc - 1), kNoDoc);
    std::vector<uint32_t> all;
    ASSERT_TRUE(run->DecodeAll(all).ok());
    EXPECT_EQ(all, docs);
  }
}

TEST(PostingRun, HoldsTheLowestAndTheHighestDocument) {
  const std::vector<uint32_t> docs = {0, 1, kNoDoc - 2, kNoDoc - 1};
  const std::string bytes = Encoded(docs);
  auto run = PostingRun::Parse(bytes);
  ASSERT_TRUE(run.ok()) << run.status();
  std::vector<uint32_t> all;
  ASSERT_TRUE(run->DecodeAll(all).ok());
  EXPECT_EQ(all, docs);
  EXPECT_EQ(*run->AtOrBefore(0), 0);
  EXPECT_EQ(*run->AtOrAfter(2), kNoDoc - 2);
}

TEST(PostingRun, OfBytesCutAnywhereIsDataLoss) {
  std::mt19937_64 random(2);
  const std::string bytes = Encoded(RandomDocs(300, 500, random));
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(PostingRun::Parse(bytes.substr(0, size)).status().code(), absl::StatusCode::kDataLoss)
        << size;
  }
}

TEST(PostingRun, OfRandomBytesDoesNotCrash) {
  std::mt19937_64 random(3);
  const std::string bytes = Encoded(RandomDocs(300, 500, random));
  for (int round = 0; round < 5000; ++round) {
    std::string damaged = bytes;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    auto run = PostingRun::Parse(damaged);
    if (!run.ok()) continue;
    std::vector<uint32_t> docs;
    if (!run->DecodeAll(docs).ok()) continue;
    EXPECT_TRUE(std::is_sorted(docs.begin(), docs.end()));
    EXPECT_TRUE(run->AtOrBefore(docs.back()).ok());
  }
}

}  // namespace
}  // namespace sitrep
