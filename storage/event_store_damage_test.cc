// What Open and reads say of damaged directories: damage is an error, never a shorter ledger.
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "storage/database.h"
#include "storage/event_store.h"
#include "storage/keys.h"
#include "storage/sample_ledger.h"
#include "storage/temporary_directory.h"

namespace sitrep {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class DamageTest : public testing::Test {
 protected:
  DamageTest() : ledger_(3) {
    options_.directory = directory_.path() + "/ledger";
    options_.ledger_id_if_new = "the-ledger";
    options_.head_entries_max = 60;
    options_.block_cache_bytes = 16 << 20;
    options_.entry_cache_bytes = 0;  // Reads reach the disk.
    EXPECT_TRUE(Open().ok());
  }

  absl::Status Open() {
    store_.reset();
    auto opened = EventStore::Open(options_);
    if (opened.ok()) store_ = *std::move(opened);
    return opened.status();
  }

  void Append(int calls, int call_size) {
    for (int c = 0; c < calls; ++c) {
      ASSERT_TRUE(store_->Append(ledger_.Call(call_size)).ok());
    }
  }

  // The directory as it is now, to go back to.
  void Keep() {
    store_.reset();
    fs::remove_all(Kept());
    fs::copy(options_.directory, Kept(), fs::copy_options::recursive);
  }
  void GoBack() {
    store_.reset();
    fs::remove_all(options_.directory);
    fs::copy(Kept(), options_.directory, fs::copy_options::recursive);
  }
  std::string Kept() const { return directory_.path() + "/kept"; }

  // Files of the database by their extension, empty ones apart, the newest last.
  std::vector<std::string> FilesOf(const std::string& extension) const {
    std::vector<std::string> files;
    for (const auto& file : fs::directory_iterator(options_.directory + "/db")) {
      if (file.path().extension() == extension && file.file_size() > 0) {
        files.push_back(file.path());
      }
    }
    std::sort(files.begin(), files.end());
    return files;
  }
  std::string MarkPath() const { return options_.directory + "/ACKNOWLEDGED"; }

  // Changes the database behind the store's back.
  void Tamper(const std::function<void(Batch&)>& change) {
    store_.reset();
    DatabaseOptions options;
    options.directory = options_.directory + "/db";
    auto database = Database::Open(options);
    ASSERT_TRUE(database.ok()) << database.status();
    Batch batch = (*database)->NewBatch();
    change(batch);
    ASSERT_TRUE((*database)->WriteSynced(batch).ok());
  }

  // The whole ledger is there, or something says DATA_LOSS; true if all is there.
  bool IsWholeOrSaysDataLoss();

  TemporaryDirectory directory_;
  StoreOptions options_;
  SampleLedger ledger_;
  std::unique_ptr<EventStore> store_;
};

bool DamageTest::IsWholeOrSaysDataLoss() {
  const absl::Status opened = Open();
  if (!opened.ok()) {
    EXPECT_TRUE(absl::IsDataLoss(opened)) << opened;
    return false;
  }
  EXPECT_EQ(store_->sequence(), ledger_.sequence());
  bool whole = true;
  for (int64_t sequence = 1; sequence <= ledger_.sequence(); ++sequence) {
    const auto entry = store_->ReadEntry(sequence);
    if (entry.ok()) {
      EXPECT_EQ(**entry, ledger_.entries()[sequence - 1].SerializeAsString());
    } else {
      EXPECT_TRUE(absl::IsDataLoss(entry.status())) << entry.status();
      whole = false;
    }
  }
  const absl::Status verified = store_->VerifyIndex();
  EXPECT_TRUE(verified.ok() || absl::IsDataLoss(verified)) << verified;
  return whole && verified.ok();
}

TEST_F(DamageTest, AnUnharmedCopyIsWhole) {
  Append(10, 5);
  Keep();
  GoBack();
  EXPECT_TRUE(IsWholeOrSaysDataLoss());
}

TEST_F(DamageTest, AFlippedBitInTheWriteAheadLogLosesNothingSilently) {
  Append(20, 2);
  Keep();
  const std::string bytes = ReadFile(FilesOf(".log").back());
  int found = 0;
  const int steps = 60;
  for (int i = 0; i < steps; ++i) {
    GoBack();
    std::string damaged = bytes;
    damaged[bytes.size() * i / steps + i % 7] ^= char(1 << (i % 8));
    WriteFile(FilesOf(".log").back(), damaged);
    if (!IsWholeOrSaysDataLoss()) ++found;
  }
  EXPECT_GT(found, steps / 2);
}

// RocksDB opens such a log as a shorter one: only the mark tells.
TEST_F(DamageTest, ACutWriteAheadLogIsDataLoss) {
  Append(20, 2);
  Keep();
  const std::string bytes = ReadFile(FilesOf(".log").back());
  for (size_t cut : {size_t{1}, size_t{100}, bytes.size() / 2, bytes.size()}) {
    GoBack();
    WriteFile(FilesOf(".log").back(), bytes.substr(0, bytes.size() - cut));
    const absl::Status status = Open();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), "lost or damaged")) << status;
  }
}

TEST_F(DamageTest, ZerosInTheWriteAheadLogAreDataLoss) {
  Append(20, 2);
  Keep();
  for (size_t zeros : {512, 4096, 1 << 20}) {
    GoBack();
    std::string bytes = ReadFile(FilesOf(".log").back());
    const size_t begin = bytes.size() / 2;
    const size_t end = std::min(bytes.size(), begin + zeros);
    std::fill(bytes.begin() + begin, bytes.begin() + end, '\0');
    WriteFile(FilesOf(".log").back(), bytes);
    EXPECT_TRUE(absl::IsDataLoss(Open())) << zeros;
  }
}

TEST_F(DamageTest, AMissingWriteAheadLogIsDataLoss) {
  Append(20, 2);
  store_.reset();
  fs::remove(FilesOf(".log").back());
  EXPECT_TRUE(absl::IsDataLoss(Open()));
}

TEST_F(DamageTest, ATornEndThatWasNotAcknowledgedIsNoLoss) {
  Append(20, 2);
  const std::string mark = ReadFile(MarkPath());
  store_.reset();
  const size_t acknowledged_bytes = ReadFile(FilesOf(".log").back()).size();
  // The same directory again: the write-ahead log goes on in a new file.
  ASSERT_TRUE(Open().ok());
  Append(1, 5);
  Keep();
  const std::string bytes = ReadFile(FilesOf(".log").back());
  ASSERT_NE(bytes.size(), acknowledged_bytes);
  for (size_t size = 1; size < bytes.size(); size += 1 + bytes.size() / 12) {
    GoBack();
    WriteFile(MarkPath(), mark);
    WriteFile(FilesOf(".log").back(), bytes.substr(0, size));
    const absl::Status status = Open();
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(store_->sequence(), 40);
    const absl::Status verified = store_->VerifyIndex();
    EXPECT_TRUE(verified.ok()) << verified;
    // And it can go on.
    SampleLedger other(9);
    EXPECT_TRUE(absl::IsInvalidArgument(store_->Append(other.Call(1))));
  }
}

TEST_F(DamageTest, AFlippedBitInATableLosesNothingSilently) {
  Append(40, 5);
  ASSERT_TRUE(Open().ok());  // Writes what the write-ahead log had into tables.
  Keep();
  const std::vector<std::string> tables = FilesOf(".sst");
  ASSERT_GE(tables.size(), 3u);
  int found = 0;
  for (size_t t = 0; t < tables.size(); ++t) {
    for (int i = 0; i < 8; ++i) {
      GoBack();
      std::string bytes = ReadFile(tables[t]);
      bytes[bytes.size() * i / 8 + t] ^= char(1 << i);
      WriteFile(tables[t], bytes);
      if (!IsWholeOrSaysDataLoss()) ++found;
    }
  }
  EXPECT_GT(found, 0);
}

TEST_F(DamageTest, AMissingTableIsDataLoss) {
  Append(40, 5);
  ASSERT_TRUE(Open().ok());
  Keep();
  for (const std::string& table : FilesOf(".sst")) {
    GoBack();
    fs::remove(table);
    EXPECT_TRUE(absl::IsDataLoss(Open())) << table;
  }
}

TEST_F(DamageTest, AGapInTheLogIsDataLoss) {
  Append(20, 2);
  Tamper([](Batch& batch) { batch.Delete(Family::kLog, LogKey(11)); });
  const absl::Status status = Open();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_EQ(status.message(), "log: sequence 11 is missing");
}

TEST_F(DamageTest, AnIndexAheadOfTheLogIsDataLoss) {
  const std::string mark = ReadFile(MarkPath());
  Append(40, 5);
  Tamper([](Batch& batch) { batch.DeleteRange(Family::kLog, LogKey(6), LogKey(1000)); });
  WriteFile(MarkPath(), mark);
  Tamper([&](Batch& batch) {
    batch.Put(Family::kIds, ledger_.entries()[4].event().id(), [&] {
      storage::IdRecord record;
      record.add_revisions()->set_sequence(5);
      return record.SerializeAsString();
    }());
  });
  const absl::Status status = Open();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_TRUE(absl::StrContains(status.message(), "but the index has applied")) << status;
}

TEST_F(DamageTest, AnIdThatForgotItsNewestRevisionIsDataLoss) {
  Append(1, 3);
  const std::string id = ledger_.entries().back().event().id();
  Tamper([&](Batch& batch) { batch.Delete(Family::kIds, id); });
  const absl::Status status = Open();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_TRUE(absl::StrContains(status.message(), id)) << status;
}

TEST_F(DamageTest, ActorsThatAreNotAsTheNewestChangeLeftThemAreDataLoss) {
  std::vector<NewEntry> entries(1, ledger_.MakeActorChange(true));
  ASSERT_TRUE(store_->Append(entries).ok());
  const v1::Actor changed = ledger_.entries().back().actors(0);
  const std::string key = std::string(kActorPrefix) + changed.id();
  Tamper([&](Batch& batch) {
    if (changed.removed()) {
      batch.Put(Family::kMeta, key, changed.SerializeAsString());
    } else {
      batch.Delete(Family::kMeta, key);
    }
  });
  const absl::Status status = Open();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_TRUE(absl::StrContains(status.message(), changed.id())) << status;
}

TEST_F(DamageTest, ADamagedActorIsNamedAndVerifyFindsOthersThanTheLogLeft) {
  while (ledger_.actors().empty()) {
    ASSERT_TRUE(store_->Append(std::vector<NewEntry>(1, ledger_.MakeActorChange(true))).ok());
  }
  Append(1, 1);
  Keep();
  const std::string id = ledger_.actors().begin()->first;
  const std::string key = std::string(kActorPrefix) + id;
  Tamper([&](Batch& batch) { batch.Put(Family::kMeta, key, "\xff\xff"); });
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(store_->ReadActors().status().message(), "meta, actor '" + id + "': not that actor");
  GoBack();
  Tamper([&](Batch& batch) { batch.Delete(Family::kMeta, key); });
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(store_->VerifyIndex().message(), "meta: actor '" + id + "' is not as the log left it");
  GoBack();
  Tamper([&](Batch& batch) {
    v1::Actor more;
    more.set_id("more");
    batch.Put(Family::kMeta, std::string(kActorPrefix) + "more", more.SerializeAsString());
  });
  ASSERT_TRUE(Open().ok());
  EXPECT_TRUE(absl::StrContains(store_->VerifyIndex().message(), "but the log left")) << id;
}

TEST_F(DamageTest, ADamagedIdIsNamed) {
  Append(1, 1);
  Append(1, 1);
  Tamper([](Batch& batch) { batch.Put(Family::kIds, "sample/1", "\xff\xff"); });
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(store_->FindId("sample/1").status().message(),
            "ids, key 'sample/1': not a record of an id");
  EXPECT_TRUE(absl::IsDataLoss(store_->VerifyIndex()));
}

TEST_F(DamageTest, VerifyFindsAMissingAndASurplusId) {
  ASSERT_TRUE(store_->Append(ledger_.Call(1)).ok());
  ASSERT_TRUE(store_->Append(ledger_.Call(1)).ok());
  Keep();
  Tamper([](Batch& batch) { batch.Delete(Family::kIds, "sample/1"); });
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(store_->VerifyIndex().message(), "ids: 'sample/1' is missing");
  GoBack();
  Tamper([this](Batch& batch) {
    batch.Put(Family::kIds, "more", ledger_.ids().begin()->second.SerializeAsString());
  });
  ASSERT_TRUE(Open().ok());
  EXPECT_TRUE(absl::StartsWith(store_->VerifyIndex().message(), "ids: "));
}

TEST_F(DamageTest, VerifyFindsAWrongNumberOfEvents) {
  Append(1, 3);
  Tamper([](Batch& batch) { batch.Put(Family::kMeta, kEventCountKey, CountValue(77)); });
  ASSERT_TRUE(Open().ok());
  EXPECT_TRUE(absl::StartsWith(store_->VerifyIndex().message(), "meta: 77 events"));
}

TEST_F(DamageTest, AMissingLedgerIdIsDataLoss) {
  Append(1, 1);
  Tamper([](Batch& batch) { batch.Delete(Family::kMeta, kLedgerIdKey); });
  EXPECT_TRUE(absl::IsDataLoss(Open()));
}

TEST_F(DamageTest, AnIndexOfOtherTermsIsFoldedAnew) {
  Append(40, 5);
  Keep();
  // A damaged manifest shows whether it is read.
  const auto damage = [](Batch& batch) {
    batch.DeleteRange(Family::kMeta, kIndexPrefix, kIndexPrefixEnd);
    batch.Put(Family::kMeta, std::string(kIndexPrefix) + "manifest", "damaged");
  };
  Tamper(damage);
  EXPECT_TRUE(absl::IsDataLoss(Open()));
  GoBack();
  Tamper([&](Batch& batch) {
    damage(batch);
    batch.Put(Family::kMeta, kTermsVersionKey, CountValue(1000));
  });
  EXPECT_TRUE(IsWholeOrSaysDataLoss());
}

// A file that can't grow stands for a full disk.
TEST_F(DamageTest, AFailedWriteIsNotSeenAndStopsTheStore) {
  signal(SIGXFSZ, SIG_IGN);
  Append(10, 5);
  rlimit unlimited;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  rlimit limited = unlimited;
  limited.rlim_cur = ReadFile(FilesOf(".log").back()).size() + 1000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limited), 0);
  const NewEntry large = ledger_.Make("large", std::string(100000, 'x'), true);
  std::vector<NewEntry> entries(1, large);
  const absl::Status failed = store_->Append(entries);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &unlimited), 0);

  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(store_->append_status(), failed);
  EXPECT_EQ(store_->sequence(), 50);
  EXPECT_FALSE(store_->FindId("large")->has_value());
  EXPECT_TRUE(absl::IsNotFound(store_->ReadEntry(51).status()));
  EXPECT_EQ(store_->Append(entries), failed);
  EXPECT_TRUE(
      absl::StartsWith(failed.message(), "the ledger takes nothing more until it is restarted: "));
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(store_->sequence(), 50);
  EXPECT_TRUE(store_->VerifyIndex().ok());
  EXPECT_TRUE(store_->append_status().ok());
  EXPECT_TRUE(store_->Append(entries).ok());
}

}  // namespace
}  // namespace sitrep
