#include "storage/database.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "rocksdb/convenience.h"
#include "rocksdb/perf_context.h"
#include "rocksdb/perf_level.h"
#include "storage/temporary_directory.h"

namespace sitrep {
namespace {

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() { Reopen(); }

  void Reopen() {
    database_.reset();
    DatabaseOptions options;
    options.directory = directory_.path() + "/db";
    options.block_cache_bytes = 8 << 20;
    auto opened = Database::Open(options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
  }

  void Put(Family family, const std::string& key, const std::string& value) {
    Batch batch = database_->NewBatch();
    batch.Put(family, key, value);
    ASSERT_TRUE(database_->WriteSynced(batch).ok());
  }

  std::string Get(Family family, const std::string& key) {
    const auto value = database_->Get(family, key);
    if (!value.ok()) return value.status().ToString();
    return value->value_or("(none)");
  }

  // Names of RocksDB's files of values.
  std::set<std::string> Tables() const {
    std::set<std::string> tables;
    for (const auto& file : std::filesystem::directory_iterator(directory_.path() + "/db")) {
      if (file.path().extension() == ".sst") tables.insert(file.path().filename());
    }
    return tables;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Database> database_;
};

TEST_F(DatabaseTest, FamiliesAreApart) {
  Put(Family::kLog, "key", "of the log");
  Put(Family::kMeta, "key", "of meta");
  Reopen();
  EXPECT_EQ(Get(Family::kLog, "key"), "of the log");
  EXPECT_EQ(Get(Family::kMeta, "key"), "of meta");
  EXPECT_EQ(Get(Family::kIds, "key"), "(none)");
}

TEST_F(DatabaseTest, ABatchPutsAndDeletes) {
  for (const char* key : {"index/a", "index/b", "index0", "c"}) Put(Family::kMeta, key, "old");
  Batch batch = database_->NewBatch();
  batch.DeleteRange(Family::kMeta, "index/", "index0");
  batch.Delete(Family::kMeta, "c");
  batch.Put(Family::kIds, "d", "new");
  ASSERT_TRUE(database_->WriteSynced(batch).ok());
  Reopen();
  EXPECT_EQ(Get(Family::kMeta, "index/a"), "(none)");
  EXPECT_EQ(Get(Family::kMeta, "index/b"), "(none)");
  EXPECT_EQ(Get(Family::kMeta, "index0"), "old");
  EXPECT_EQ(Get(Family::kMeta, "c"), "(none)");
  EXPECT_EQ(Get(Family::kIds, "d"), "new");
}

TEST_F(DatabaseTest, ASnapshotStaysAsItWas) {
  Put(Family::kIds, "key", "old");
  const DatabaseSnapshot snapshot = database_->TakeSnapshot();
  Put(Family::kIds, "key", "new");
  EXPECT_EQ(**database_->Get(Family::kIds, "key", snapshot), "old");
  EXPECT_EQ(Get(Family::kIds, "key"), "new");
}

TEST_F(DatabaseTest, FilesOfTheLogAreNotWrittenAgain) {
  // Flushes enough for RocksDB to move files to its last level, and views that are let go of: what
  // makes it write such a file again.
  DatabaseSnapshot view;
  std::set<std::string> flushed;
  for (int i = 0; i < 12; ++i) {
    Put(Family::kLog, absl::StrCat("key ", absl::Dec(i, absl::kZeroPad2)), "value");
    ASSERT_TRUE(database_->FlushChunks().ok());
    flushed.insert(*Tables().rbegin());
    view = database_->TakeSnapshot();
    // It would do so at once, in the background.
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(Tables(), flushed);
}

TEST_F(DatabaseTest, TheFilterOfManyIdsStaysInTheCache) {
  // Their filter is larger than a shard of the cache.
  constexpr int kIds = 600'000;
  for (int i = 0; i < kIds;) {
    Batch batch = database_->NewBatch();
    do {
      batch.Put(Family::kIds, absl::StrCat("id/", i), "record");
    } while (++i % 50'000 != 0);
    ASSERT_TRUE(database_->WriteSynced(batch).ok());
    ASSERT_TRUE(database_->FlushChunks().ok());
  }
  // Filters of what is not compacted yet are pinned.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (Tables().size() > 4 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const auto look_up = [&] {
    for (int i = 0; i < 1'000; ++i) {
      ASSERT_EQ(Get(Family::kIds, absl::StrCat("id/", i * 577, "/none")), "(none)");
    }
  };
  look_up();
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kEnableCount);
  rocksdb::get_perf_context()->Reset();
  look_up();
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
  EXPECT_LT(rocksdb::get_perf_context()->block_read_byte, 1 << 20);
}

TEST_F(DatabaseTest, FlushedChunksSurvive) {
  const std::string chunk(Database::kChunkBytesMax, 'c');
  ASSERT_TRUE(database_->PutChunk(7, 0, chunk).ok());
  ASSERT_TRUE(database_->PutChunk(7, 1, "the end").ok());
  ASSERT_TRUE(database_->FlushChunks().ok());
  Reopen();
  EXPECT_EQ(*database_->ReadChunk(7, 0), chunk);
  EXPECT_EQ(*database_->ReadChunk(7, 1), "the end");
}

TEST_F(DatabaseTest, AMissingChunkIsDataLoss) {
  ASSERT_TRUE(database_->PutChunk(7, 0, "chunk").ok());
  const auto missing = database_->ReadChunk(7, 1);
  EXPECT_TRUE(absl::IsDataLoss(missing.status()));
  EXPECT_EQ(missing.status().message(), "missing: chunk 0x000000000000000700000001 of segments");
}

TEST_F(DatabaseTest, AChunkThatIsTooLargeIsRefused) {
  EXPECT_FALSE(database_->PutChunk(7, 0, std::string(Database::kChunkBytesMax + 1, 'c')).ok());
}

TEST_F(DatabaseTest, ADeletedSegmentIsGone) {
  for (uint64_t segment : {6, 7, 8}) {
    for (uint32_t chunk = 0; chunk < 3; ++chunk) {
      ASSERT_TRUE(database_->PutChunk(segment, chunk, "chunk").ok());
    }
  }
  ASSERT_TRUE(database_->FlushChunks().ok());
  ASSERT_TRUE(database_->DeleteSegment(7).ok());
  ASSERT_TRUE(database_->DeleteSegment(99).ok());
  EXPECT_EQ(*database_->ListSegments(), (std::vector<uint64_t>{6, 8}));
  EXPECT_TRUE(absl::IsDataLoss(database_->ReadChunk(7, 1).status()));
  EXPECT_EQ(*database_->ReadChunk(6, 2), "chunk");
  EXPECT_EQ(*database_->ReadChunk(8, 0), "chunk");
}

TEST_F(DatabaseTest, ASegmentOfADeletedIdIsThere) {
  ASSERT_TRUE(database_->PutChunk(7, 0, "old").ok());
  ASSERT_TRUE(database_->FlushChunks().ok());
  ASSERT_TRUE(database_->DeleteSegment(7).ok());
  ASSERT_TRUE(database_->PutChunk(7, 0, "new").ok());
  ASSERT_TRUE(database_->FlushChunks().ok());
  Reopen();
  EXPECT_EQ(*database_->ReadChunk(7, 0), "new");
}

TEST_F(DatabaseTest, ASecondOneIsRefused) {
  DatabaseOptions options;
  options.directory = directory_.path() + "/db";
  EXPECT_TRUE(absl::IsUnavailable(Database::Open(options).status()));
}

TEST_F(DatabaseTest, CountsItsBytes) {
  const int64_t before = database_->disk_bytes();
  ASSERT_TRUE(database_->PutChunk(7, 0, std::string(1000, 'c')).ok());
  Put(Family::kLog, "key", std::string(100000, 'v'));
  EXPECT_GE(database_->disk_bytes(), before + 100000);
  EXPECT_EQ(database_->recovered_wal_bytes(), 0);
  Reopen();
  EXPECT_GE(database_->recovered_wal_bytes(), 100000);
}

TEST_F(DatabaseTest, WhatACrashMustReplayIsBounded) {
  constexpr int kMiB = 1 << 20;
  for (int i = 0; i < 160; ++i) {
    Put(Family::kLog, absl::StrCat("key ", i), std::string(kMiB, static_cast<char>('a' + i % 26)));
  }
  Reopen();
  // Flushing keeps up with a writer that stops for nothing but its bound, and the files that are
  // not needed any more go.
  EXPECT_LT(database_->recovered_wal_bytes(), 110 * kMiB);
  EXPECT_EQ(Get(Family::kLog, "key 159"), std::string(kMiB, 'd'));
  EXPECT_EQ(Get(Family::kLog, "key 0"), std::string(kMiB, 'a'));
}

// RocksDB ended the process where a flush that was asked for met one of its own.
TEST_F(DatabaseTest, CommitsSealsAndMergesWriteAtOnce) {
  constexpr uint64_t kRounds = 100;
  const std::string chunk(Database::kChunkBytesMax, 'c');
  std::thread commits([this] {
    for (uint64_t i = 0; i < kRounds; ++i) {
      Batch batch = database_->NewBatch();
      const Family family = i % 2 == 0 ? Family::kLog : Family::kIds;
      batch.Put(family, absl::StrCat("key ", i), std::string(2 << 20, 'v'));
      EXPECT_TRUE(database_->WriteSynced(batch).ok());
    }
  });
  const auto write_segments = [&](uint64_t first) {
    for (uint64_t segment = first; segment < first + kRounds; ++segment) {
      for (uint32_t i = 0; i < 4; ++i) EXPECT_TRUE(database_->PutChunk(segment, i, chunk).ok());
      EXPECT_TRUE(database_->FlushChunks().ok());
    }
  };
  std::thread seals(write_segments, 1);
  write_segments(1 + kRounds);
  seals.join();
  commits.join();
  Reopen();
  EXPECT_EQ(Get(Family::kIds, absl::StrCat("key ", kRounds - 1)).size(), 2u << 20);
  EXPECT_EQ(*database_->ReadChunk(2 * kRounds, 3), chunk);
}

TEST(RocksdbOptions, UseCompressionsThatDebianHas) {
  const std::vector<rocksdb::CompressionType> supported = rocksdb::GetSupportedCompressions();
  for (auto needed : {rocksdb::kZSTD, rocksdb::kLZ4Compression}) {
    EXPECT_NE(std::find(supported.begin(), supported.end(), needed), supported.end());
  }
}

}  // namespace
}  // namespace sitrep
