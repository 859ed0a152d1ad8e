#include "storage/index_manifest.h"

#include <memory>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "storage/temporary_directory.h"

namespace sitrep {
namespace {

class IndexManifestTest : public testing::Test {
 protected:
  IndexManifestTest() {
    DatabaseOptions options;
    options.directory = directory_.path() + "/db";
    options.block_cache_bytes = 1 << 20;
    auto opened = Database::Open(options);
    EXPECT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
  }

  void PutManifestOf(int64_t applied_through, uint32_t revisions) {
    storage::Manifest manifest;
    manifest.set_applied_through(applied_through);
    manifest.add_segments()->set_revision_count(revisions);
    Batch batch = database_->NewBatch();
    PutManifest(manifest, batch);
    ASSERT_TRUE(database_->WriteSynced(batch).ok());
  }

  void Put(const std::vector<Supersession>& supersessions, int64_t applied_through) {
    Batch batch = database_->NewBatch();
    PutSupersessions(supersessions, applied_through, batch);
    ASSERT_TRUE(database_->WriteSynced(batch).ok());
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Database> database_;
};

TEST_F(IndexManifestTest, IsEmptyInANewDatabase) {
  const auto manifest = ReadManifest(*database_);
  ASSERT_TRUE(manifest.ok());
  EXPECT_EQ(manifest->applied_through(), 0);
  EXPECT_EQ(manifest->segments_size(), 0);
}

TEST_F(IndexManifestTest, ReadsBackWhatWasPut) {
  PutManifestOf(7, 7);
  const auto manifest = ReadManifest(*database_);
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->applied_through(), 7);
}

TEST_F(IndexManifestTest, ThatDoesNotAddUpIsDataLoss) {
  PutManifestOf(8, 7);
  EXPECT_EQ(ReadManifest(*database_).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(IndexManifestTest, KeepsSupersessionsBySegmentUntilTheyAreDeleted) {
  Put({{255, 1, 10}, {256, UINT32_MAX, 11}, {255, 0, 12}}, 12);
  Put({{255, 2, INT64_MAX}}, INT64_MAX);
  const auto of_255 = ReadSupersessions(*database_, 255);
  ASSERT_TRUE(of_255.ok()) << of_255.status();
  ASSERT_EQ(of_255->size(), 3);
  EXPECT_EQ((*of_255)[1].doc, 0);
  EXPECT_EQ((*of_255)[1].by, 12);
  EXPECT_EQ((*of_255)[2].by, INT64_MAX);
  Batch batch = database_->NewBatch();
  DeleteSupersessions(255, batch);
  ASSERT_TRUE(database_->WriteSynced(batch).ok());
  EXPECT_TRUE(ReadSupersessions(*database_, 255)->empty());
  ASSERT_EQ(ReadSupersessions(*database_, 256)->size(), 1);
  EXPECT_EQ(ReadSupersessions(*database_, 256)->front().doc, UINT32_MAX);
}

}  // namespace
}  // namespace sitrep
