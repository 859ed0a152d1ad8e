#include "storage/chunk_cache.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "storage/segment_chunk.h"
#include "storage/temporary_directory.h"

namespace sitrep {
namespace {

class ChunkCacheTest : public testing::Test {
 protected:
  ChunkCacheTest() {
    DatabaseOptions options;
    options.directory = directory_.path() + "/db";
    options.block_cache_bytes = 1 << 20;
    auto opened = Database::Open(options);
    EXPECT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
  }

  void Put(uint32_t chunk, std::string bytes) {
    SealChunk(bytes);
    ASSERT_TRUE(database_->PutChunk(1, chunk, bytes).ok());
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Database> database_;
};

TEST_F(ChunkCacheTest, ReadsAChunkOnceWhileThereIsRoom) {
  ChunkCache cache(database_.get(), 100);
  Put(0, "old");
  EXPECT_EQ(**cache.Read(1, 0), "old");
  Put(0, "new");
  EXPECT_EQ(**cache.Read(1, 0), "old");
  EXPECT_EQ(*cache.ReadOnce(1, 0), "new");
}

TEST_F(ChunkCacheTest, DropsWhatWasNotUsedForLongestAtItsBound) {
  ChunkCache cache(database_.get(), 100);
  for (uint32_t i = 0; i < 3; ++i) Put(i, std::string(40, 'a'));
  const auto first = *cache.Read(1, 0);
  ASSERT_TRUE(cache.Read(1, 1).ok());
  ASSERT_TRUE(cache.Read(1, 0).ok());
  ASSERT_TRUE(cache.Read(1, 2).ok());
  for (uint32_t i = 0; i < 3; ++i) Put(i, "changed");
  EXPECT_EQ(**cache.Read(1, 1), "changed");
  EXPECT_EQ(**cache.Read(1, 2), std::string(40, 'a'));
  // Who holds a chunk keeps it.
  EXPECT_EQ(*first, std::string(40, 'a'));
}

TEST_F(ChunkCacheTest, KeepsAChunkThatIsLargerThanTheBound) {
  ChunkCache cache(database_.get(), 100);
  Put(0, std::string(1000, 'a'));
  EXPECT_EQ((*cache.Read(1, 0))->size(), 1000);
}

TEST_F(ChunkCacheTest, NamesADamagedOrMissingChunk) {
  ChunkCache cache(database_.get(), 100);
  ASSERT_TRUE(database_->PutChunk(1, 7, "not what was sealed").ok());
  const absl::Status damaged = cache.Read(1, 7).status();
  EXPECT_EQ(damaged.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(damaged.message().find("segment 1, chunk 7"), std::string::npos) << damaged;
  EXPECT_EQ(cache.Read(1, 8).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace sitrep
