#include "storage/event_index.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/database.h"
#include "storage/index_twin.h"
#include "storage/segment_chunk.h"
#include "storage/temporary_directory.h"

namespace sitrep {

void PrintTo(const Address& address, std::ostream* out) {
  *out << "(" << address.sort_start << ", " << address.sequence << ")";
}
void PrintTo(const RevisionDigest& digest, std::ostream* out) { *out << ToString(digest); }

namespace {

class EventIndexTest : public testing::Test {
 protected:
  void OpenDatabase() {
    DatabaseOptions options;
    options.directory = directory_.path() + "/db";
    options.block_cache_bytes = 8 << 20;
    auto opened = Database::Open(options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
  }

  absl::Status Open(size_t head_entries_max) {
    index_.reset();
    if (database_ == nullptr) OpenDatabase();
    IndexOptions options;
    options.head_entries_max = head_entries_max;
    // Two chunks or so: whatever is not held is dropped at once.
    options.chunk_cache_bytes = 100 << 10;
    auto opened = EventIndex::Open(database_.get(), options);
    if (!opened.ok()) return opened.status();
    index_ = *std::move(opened);
    return absl::OkStatus();
  }

  // As the store does at start: what is in no segment comes from the log.
  void Replay() {
    const int64_t mark = index_->applied_through();
    for (int64_t s = mark + 1; s <= twin_.sequence(); ++s) {
      const absl::Status applied = index_->Apply(twin_.postings()[s - 1]);
      ASSERT_TRUE(applied.ok()) << applied;
    }
  }

  void ReopenAll(size_t head_entries_max) {
    index_.reset();
    database_.reset();
    const absl::Status opened = Open(head_entries_max);
    ASSERT_TRUE(opened.ok()) << opened;
    Replay();
  }

  void Apply(const Posting& posting) {
    twin_.Add(posting);
    const absl::Status applied = index_->Apply(posting);
    ASSERT_TRUE(applied.ok()) << applied;
  }

  void ApplyRandom(int count) {
    for (int i = 0; i < count; ++i) Apply(random_.Next());
  }

  void ExpectSameAnswers(int queries) {
    for (int i = 0; i < queries; ++i) {
      const IndexQuery query = random_.Query(twin_.sequence());
      const auto answer = ReadAll(index_->Query(query));
      ASSERT_TRUE(answer.ok()) << answer.status();
      ASSERT_EQ(*answer, twin_.Answer(query)) << Describe(query);
    }
  }

  // Of queries whose caller tests some clauses itself: nothing that it wants is missing, and
  // nothing is there that clauses rule out which it does not test.
  void ExpectAnswersForACallerThatTests(int queries) {
    for (int i = 0; i < queries; ++i) {
      IndexQuery query = random_.Query(twin_.sequence());
      random_.AddTests(query);
      IndexQuery needed = query;
      for (auto clause = query.tested_clauses.rbegin(); clause != query.tested_clauses.rend();
           ++clause) {
        needed.all_of.erase(needed.all_of.begin() + *clause);
      }
      const auto answer = ReadAll(index_->Query(query));
      ASSERT_TRUE(answer.ok()) << answer.status();
      const auto allowed = AsSet(twin_.Answer(needed));
      const auto full = AsSet(twin_.Answer(query));
      std::vector<Address> kept;
      for (const Address& address : *answer) {
        ASSERT_TRUE(allowed.contains(address)) << Describe(query);
        if (full.contains(address) && twin_.Passes(address.sequence, query.columns)) {
          kept.push_back(address);
        }
      }
      std::vector<Address> wanted = twin_.Answer(query);
      std::erase_if(wanted, [&](const Address& address) {
        return !twin_.Passes(address.sequence, query.columns);
      });
      ASSERT_EQ(kept, wanted) << Describe(query);
    }
  }

  void ExpectSameDigests() {
    const int64_t last = twin_.sequence();
    const auto digests = index_->Digests(1, last);
    ASSERT_TRUE(digests.ok()) << digests.status();
    ASSERT_EQ(*digests, twin_.Digests(1, last));
  }

  static std::set<Address> AsSet(const std::vector<Address>& addresses) {
    return {addresses.begin(), addresses.end()};
  }

  static std::string Describe(const IndexQuery& query) {
    std::string text =
        absl::StrCat(query.newest_first ? "newest" : "oldest", " first at ", query.snapshot,
                     ", from ", query.occurred.start, " to ", query.occurred.end);
    if (query.after) absl::StrAppend(&text, ", after ", query.after->sort_start);
    for (const AnyTerm& any : query.all_of) absl::StrAppend(&text, ", a clause of ", any.size());
    return text;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<EventIndex> index_;
  RandomPostings random_{1};
  IndexTwin twin_;
};

TEST_F(EventIndexTest, AnswersFromTheHeadAsItsTwinDoes) {
  ASSERT_TRUE(Open(1 << 16).ok());
  ExpectSameAnswers(5);
  ApplyRandom(300);
  ExpectSameAnswers(300);
  ExpectAnswersForACallerThatTests(300);
  ExpectSameDigests();
  EXPECT_EQ(index_->stats().head_entries, 300);
  EXPECT_EQ(index_->stats().segments, 0);
}

TEST_F(EventIndexTest, AnswersFromTinySegmentsAsItsTwinDoes) {
  ASSERT_TRUE(Open(16).ok());
  for (int round = 0; round < 20; ++round) {
    ApplyRandom(37);
    ExpectSameAnswers(30);
  }
  ExpectSameDigests();
  ASSERT_TRUE(index_->WaitUntilSealed().ok());
  EXPECT_EQ(index_->stats().head_entries, 740 - index_->applied_through());
  ExpectSameAnswers(100);
  ExpectAnswersForACallerThatTests(100);
  ExpectSameDigests();
}

TEST_F(EventIndexTest, AnswersAfterReopeningAtAnyMomentAsItsTwinDoes) {
  ASSERT_TRUE(Open(16).ok());
  for (int round = 0; round < 12; ++round) {
    ApplyRandom(5 + 13 * (round % 4));
    if (round % 3 == 0) {
      ASSERT_TRUE(index_->WaitUntilSealed().ok());
    }
    ReopenAll(round % 2 == 0 ? 16 : 7);
    ExpectSameAnswers(40);
    ExpectSameDigests();
  }
}

// Long enough for lists of several runs and blocks.
TEST_F(EventIndexTest, AnswersFromALargeSegmentAsItsTwinDoes) {
  ASSERT_TRUE(Open(36'000).ok());
  ApplyRandom(36'001);
  ASSERT_TRUE(index_->WaitUntilSealed().ok());
  ASSERT_EQ(index_->stats().segments, 1);
  ExpectSameAnswers(40);
  ExpectAnswersForACallerThatTests(60);
  ExpectSameDigests();
  const auto count = index_->CountTerm(terms::All());
  ASSERT_TRUE(count.ok());
  EXPECT_EQ(*count, 36'001);
}

TEST_F(EventIndexTest, AnswersFromMergedSegmentsAsItsTwinDoes) {
  ASSERT_TRUE(Open(16).ok());
  for (int round = 0; round < 6; ++round) {
    ApplyRandom(200);
    if (round % 2 == 0) {
      ASSERT_TRUE(index_->WaitUntilMerged().ok());
    }
    ExpectSameAnswers(20);
    ReopenAll(16);
    ExpectSameAnswers(20);
    ExpectSameDigests();
  }
  ASSERT_TRUE(index_->WaitUntilMerged().ok());
  // 74 sealed heads, for the last one is full but not frozen: 64, twice 4, and 2 of them.
  EXPECT_EQ(index_->stats().segments, 1 + 2 + 2);
  EXPECT_EQ(index_->stats().segment_entries, 74 * 16);
  EXPECT_TRUE(index_->stats().merging_status.ok());
  ExpectSameAnswers(200);
  ExpectSameDigests();
}

// In heads and segments of all kinds, one of nothing else among them.
TEST_F(EventIndexTest, WhatSupersedesItselfIsSeenAtNoSnapshot) {
  ASSERT_TRUE(Open(8).ok());
  std::vector<int64_t> events;
  for (int round = 0; round < 12; ++round) {
    for (int i = 0; i < 5 + round; ++i) {
      Apply(random_.Next());
      events.push_back(twin_.sequence());
    }
    for (int i = 0; i < (round == 6 ? 20 : 3); ++i) Apply(random_.NextNoEvent());
    if (round % 4 == 1) {
      ASSERT_TRUE(index_->WaitUntilMerged().ok());
    }
    if (round % 4 == 3) ReopenAll(8);
    ExpectSameAnswers(20);
    ExpectSameDigests();
    const auto found =
        index_->FindInWindow({}, {.after = 0, .through = twin_.sequence(), .current_at = {}});
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_EQ(*found, events);
    const auto current = index_->FindInWindow(
        {}, {.after = 0, .through = twin_.sequence(), .current_at = twin_.sequence()});
    ASSERT_TRUE(current.ok()) << current.status();
    IndexQuery all;
    all.snapshot = twin_.sequence();
    ASSERT_EQ(current->size(), twin_.Answer(all).size());
  }
  EXPECT_GT(index_->stats().segments, 0);
  EXPECT_EQ(*index_->CountTerm(terms::All()), static_cast<int64_t>(events.size()));
}

// A cursor reads on from the segments that it began with.
TEST_F(EventIndexTest, ACursorOutlivesTheMergeOfItsSegments) {
  ASSERT_TRUE(Open(16).ok());
  ApplyRandom(50);
  ASSERT_TRUE(index_->WaitUntilSealed().ok());
  IndexQuery query;
  query.snapshot = 50;
  IndexCursor cursor = index_->Query(query);
  IndexedRevision first;
  ASSERT_TRUE(*cursor.Next(&first));
  ApplyRandom(500);
  ASSERT_TRUE(index_->WaitUntilMerged().ok());
  auto rest = ReadAll(std::move(cursor));
  ASSERT_TRUE(rest.ok()) << rest.status();
  rest->insert(rest->begin(), first.address);
  EXPECT_EQ(*rest, twin_.Answer(query));
}

TEST_F(EventIndexTest, DeletesTheChunksOfMergedSegments) {
  ASSERT_TRUE(Open(16).ok());
  ApplyRandom(16 * 16 + 1);
  ASSERT_TRUE(index_->WaitUntilMerged().ok());
  EXPECT_EQ(index_->stats().segments, 1);
  ReopenAll(16);
  EXPECT_EQ(database_->ListSegments()->size(), 1);
  ExpectSameDigests();
}

TEST_F(EventIndexTest, PagesJoinToTheWholeList) {
  ASSERT_TRUE(Open(16).ok());
  ApplyRandom(200);
  for (const bool newest_first : {true, false}) {
    IndexQuery query;
    query.snapshot = 150;
    query.newest_first = newest_first;
    const std::vector<Address> expected = twin_.Answer(query);
    std::vector<Address> joined;
    while (true) {
      const auto page = ReadAll(index_->Query(query), 7);
      ASSERT_TRUE(page.ok()) << page.status();
      if (page->empty()) break;
      joined.insert(joined.end(), page->begin(), page->end());
      query.after = page->back();
    }
    EXPECT_EQ(joined, expected);
  }
}

TEST_F(EventIndexTest, DoesNotOpenSegmentsThatLieBehindThePage) {
  ASSERT_TRUE(Open(10).ok());
  for (int64_t s = 1; s <= 105; ++s) {
    Posting posting;
    posting.address = {s * 1000, s};
    posting.possible_start = s * 1000;
    posting.possible_end = s * 1000 + 1;
    posting.terms = {terms::All()};
    Apply(posting);
  }
  ASSERT_TRUE(index_->WaitUntilMerged().ok());
  IndexQuery query;
  query.all_of = {{terms::All()}};
  query.snapshot = 105;
  IndexCursor cursor = index_->Query(query);
  IndexedRevision revision;
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(*cursor.Next(&revision));
  EXPECT_EQ(revision.address.sequence, 99);
  // Twice four segments were merged into one.
  EXPECT_EQ(cursor.counters().units, 5);
  // The head, the newest segment.
  EXPECT_EQ(cursor.counters().units_opened, 2);
  EXPECT_LE(cursor.counters().candidates, 10);
}

TEST_F(EventIndexTest, TellsTheRarestClauseFirst) {
  ASSERT_TRUE(Open(16).ok());
  ApplyRandom(100);
  IndexQuery query;
  query.all_of = {{terms::All()}, {terms::Id("event3"), terms::Id("event90")}, {"nothing has it"}};
  query.snapshot = 100;
  const auto sizes = index_->Query(query).ClauseSizes();
  ASSERT_TRUE(sizes.ok());
  ASSERT_EQ(sizes->size(), 3);
  EXPECT_EQ((*sizes)[0].postings, 0);
  EXPECT_EQ((*sizes)[1].postings, 2);
  EXPECT_EQ((*sizes)[1].terms.size(), 2);
  EXPECT_EQ((*sizes)[2].postings, 100);
}

TEST_F(EventIndexTest, RefusesASequenceThatDoesNotFollow) {
  ASSERT_TRUE(Open(16).ok());
  Posting posting = random_.Next();
  posting.address.sequence = 2;
  EXPECT_EQ(index_->Apply(posting).code(), absl::StatusCode::kInvalidArgument);
  posting.address.sequence = 1;
  EXPECT_TRUE(index_->Apply(posting).ok());
  EXPECT_EQ(index_->Apply(posting).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(EventIndexTest, RefusesToSupersedeWhatIsNotThereOrSupersededAlready) {
  ASSERT_TRUE(Open(2).ok());
  Posting posting;
  posting.address.sequence = 1;
  posting.supersedes = {5, 1};
  EXPECT_EQ(index_->Apply(posting).code(), absl::StatusCode::kDataLoss);
  posting.supersedes = {};
  for (int64_t s = 1; s <= 4; ++s) {
    posting.address.sequence = s;
    ASSERT_TRUE(index_->Apply(posting).ok());
  }
  posting.address.sequence = 5;
  posting.supersedes = {kTimeMin, 1};
  ASSERT_TRUE(index_->Apply(posting).ok());
  posting.address.sequence = 6;
  EXPECT_EQ(index_->Apply(posting).code(), absl::StatusCode::kDataLoss);
}

TEST_F(EventIndexTest, DeletesSegmentsThatTheManifestDoesNotName) {
  ASSERT_TRUE(Open(16).ok());
  ApplyRandom(40);
  ASSERT_TRUE(index_->WaitUntilMerged().ok());
  const std::vector<uint64_t> before = *database_->ListSegments();
  ASSERT_TRUE(database_->PutChunk(before.back() + 1, 0, "an orphan").ok());
  ASSERT_TRUE(database_->FlushChunks().ok());
  ReopenAll(16);
  EXPECT_EQ(*database_->ListSegments(), before);
  ApplyRandom(40);
  ASSERT_TRUE(index_->WaitUntilSealed().ok());
  // The orphan's id is not used again.
  const std::vector<uint64_t> after = *database_->ListSegments();
  EXPECT_EQ(std::count(after.begin(), after.end(), before.back() + 1), 0);
  ExpectSameDigests();
}

// Readers at fixed snapshots, while appends, supersessions and seals go on.
TEST_F(EventIndexTest, AnswersAtASnapshotDoNotChangeWhileOthersAppend) {
  constexpr int64_t kCount = 1500;
  for (int64_t i = 0; i < kCount; ++i) twin_.Add(random_.Next());
  ASSERT_TRUE(Open(64).ok());
  std::atomic<int64_t> published{0};
  std::atomic<int> wrong{0};
  std::atomic<int> answered{0};
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 2; ++reader) {
    readers.emplace_back([&, reader] {
      RandomPostings random(100 + reader);
      while (published.load() < kCount || answered.load() < 50) {
        const IndexQuery query = random.Query(published.load());
        const std::vector<Address> expected = twin_.Answer(query);
        for (int again = 0; again < 2; ++again) {
          const auto answer = ReadAll(index_->Query(query));
          if (!answer.ok() || *answer != expected) ++wrong;
        }
        ++answered;
      }
    });
  }
  for (const Posting& posting : twin_.postings()) {
    ASSERT_TRUE(index_->Apply(posting).ok());
    published.store(posting.address.sequence);
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_GE(answered.load(), 50);
  ASSERT_TRUE(index_->WaitUntilSealed().ok());
  ExpectSameDigests();
}

class DamagedSegmentTest : public EventIndexTest {
 protected:
  DamagedSegmentTest() {
    EXPECT_TRUE(Open(500).ok());
    ApplyRandom(501);
    EXPECT_TRUE(index_->WaitUntilSealed().ok());
    EXPECT_EQ(index_->stats().segments, 1);
    segment_ = database_->ListSegments()->front();
    for (uint32_t i = 0;; ++i) {
      auto chunk = database_->ReadChunk(segment_, i);
      if (!chunk.ok()) break;
      chunks_.push_back(*std::move(chunk));
    }
    EXPECT_GE(chunks_.size(), 4);
  }

  // Opens the index and reads everything; OK if nobody minds.
  absl::Status ReadEverything() {
    const absl::Status opened = Open(500);
    if (!opened.ok()) return opened;
    const auto digests = index_->Digests(1, 500);
    if (!digests.ok()) return digests.status();
    for (int i = 0; i < 5; ++i) {
      const auto answer = ReadAll(index_->Query(random_.Query(500)));
      if (!answer.ok()) return answer.status();
    }
    return absl::OkStatus();
  }

  uint64_t segment_ = 0;
  std::vector<std::string> chunks_;
};

TEST_F(DamagedSegmentTest, AFlippedBitIsDataLoss) {
  for (uint32_t i = 0; i < chunks_.size(); ++i) {
    for (size_t at = 0; at < chunks_[i].size(); at += 1 + chunks_[i].size() / 5) {
      std::string damaged = chunks_[i];
      damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
      ASSERT_TRUE(database_->PutChunk(segment_, i, damaged).ok());
      EXPECT_EQ(ReadEverything().code(), absl::StatusCode::kDataLoss) << i << " at " << at;
    }
    ASSERT_TRUE(database_->PutChunk(segment_, i, chunks_[i]).ok());
  }
  EXPECT_TRUE(ReadEverything().ok());
}

TEST_F(DamagedSegmentTest, AChunkCutShortIsDataLoss) {
  for (uint32_t i = 0; i < chunks_.size(); ++i) {
    for (const size_t size : {size_t{0}, size_t{3}, chunks_[i].size() - 1}) {
      ASSERT_TRUE(database_->PutChunk(segment_, i, chunks_[i].substr(0, size)).ok());
      EXPECT_EQ(ReadEverything().code(), absl::StatusCode::kDataLoss) << i << " of " << size;
    }
    ASSERT_TRUE(database_->PutChunk(segment_, i, chunks_[i]).ok());
  }
}

// What no checksum finds must not crash either: it is damage, or a wrong answer.
TEST_F(DamagedSegmentTest, WrongBytesUnderARightChecksumDoNotCrash) {
  std::mt19937_64 random(7);
  int found = 0;
  for (int round = 0; round < 300; ++round) {
    const uint32_t i = static_cast<uint32_t>(random() % chunks_.size());
    std::string damaged = chunks_[i];
    ASSERT_TRUE(OpenChunk(damaged).ok());
    damaged[random() % damaged.size()] = static_cast<char>(random());
    SealChunk(damaged);
    ASSERT_TRUE(database_->PutChunk(segment_, i, damaged).ok());
    const absl::Status status = ReadEverything();
    EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kDataLoss) << status;
    if (!status.ok()) ++found;
    ASSERT_TRUE(database_->PutChunk(segment_, i, chunks_[i]).ok());
  }
  EXPECT_GT(found, 30);
}

TEST_F(DamagedSegmentTest, ADamagedManifestIsDataLoss) {
  index_.reset();
  const std::string key = "index/manifest";
  const std::string manifest = **database_->Get(Family::kMeta, key);
  for (size_t at = 0; at < manifest.size(); ++at) {
    std::string damaged = manifest;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    Batch batch = database_->NewBatch();
    batch.Put(Family::kMeta, key, damaged);
    ASSERT_TRUE(database_->WriteSynced(batch).ok());
    EXPECT_EQ(Open(500).code(), absl::StatusCode::kDataLoss) << at;
  }
}

}  // namespace
}  // namespace sitrep
