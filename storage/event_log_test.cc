#include "storage/event_log.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "storage/database.h"
#include "storage/keys.h"
#include "storage/temporary_directory.h"

namespace sitrep {
namespace {

// Calls of entries, the twin of the log.
using Calls = std::vector<std::vector<std::string>>;

class EventLogTest : public testing::Test {
 protected:
  EventLogTest() { EXPECT_TRUE(Reopen().ok()); }

  absl::Status Reopen() {
    log_.reset();
    database_.reset();
    DatabaseOptions options;
    options.directory = directory_.path() + "/db";
    options.block_cache_bytes = 8 << 20;
    auto database = Database::Open(options);
    if (!database.ok()) return database.status();
    database_ = *std::move(database);
    auto log = EventLog::Open(database_.get());
    if (!log.ok()) return log.status();
    log_ = *std::move(log);
    return absl::OkStatus();
  }

  // One group of calls, as one commit appends it.
  void Append(const Calls& calls) {
    std::vector<LogEntry> entries;
    for (const auto& call : calls) {
      for (const std::string& entry : call) entries.push_back({entry, &entry == &call.back()});
    }
    Batch batch = database_->NewBatch();
    EventLog::Append(last_ + 1, entries, batch);
    ASSERT_TRUE(database_->WriteSynced(batch).ok());
    last_ += static_cast<int64_t>(entries.size());
  }

  absl::StatusOr<Calls> ReadCalls(int64_t after) {
    Calls calls;
    LogReader reader = log_->ReadFrom(after, last_);
    int64_t next = after + 1;
    while (true) {
      auto call = reader.Next();
      if (!call.ok()) return call.status();
      if (!*call) return calls;
      EXPECT_EQ((*call)->first_sequence, next);
      next = (*call)->last_sequence() + 1;
      calls.emplace_back();
      for (const auto& entry : (*call)->entries) calls.back().push_back(*entry);
    }
  }

  void Overwrite(int64_t key, const std::string& value) {
    Batch batch = database_->NewBatch();
    batch.Put(Family::kLog, LogKey(key), value);
    ASSERT_TRUE(database_->WriteSynced(batch).ok());
  }
  void Delete(int64_t key) {
    Batch batch = database_->NewBatch();
    batch.Delete(Family::kLog, LogKey(key));
    ASSERT_TRUE(database_->WriteSynced(batch).ok());
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<EventLog> log_;
  int64_t last_ = 0;
};

TEST_F(EventLogTest, StartsEmpty) {
  EXPECT_EQ(log_->sequence_at_open(), 0);
  EXPECT_TRUE(ReadCalls(0)->empty());
  EXPECT_TRUE(absl::IsNotFound(log_->Read(1).status()));
}

TEST_F(EventLogTest, GivesBackCallsAsTheyWere) {
  Append({{"a"}, {"b", "c"}});
  Append({{"d", "e", "f"}});
  ASSERT_TRUE(Reopen().ok());
  EXPECT_EQ(log_->sequence_at_open(), 6);
  EXPECT_EQ(*ReadCalls(0), (Calls{{"a"}, {"b", "c"}, {"d", "e", "f"}}));
  EXPECT_EQ(*ReadCalls(3), (Calls{{"d", "e", "f"}}));
  EXPECT_TRUE(ReadCalls(6)->empty());
}

TEST_F(EventLogTest, StartsWithinACall) {
  Append({{"a"}, {"b", "c"}});
  EXPECT_EQ(*ReadCalls(2), (Calls{{"c"}}));
}

TEST_F(EventLogTest, ReadsOneEntry) {
  Append({{"a"}, {"b", "c"}});
  Append({{"d"}});
  EXPECT_EQ(*log_->Read(1), "a");
  EXPECT_EQ(*log_->Read(3), "c");
  EXPECT_EQ(*log_->Read(4), "d");
  for (int64_t sequence : {int64_t{-1}, int64_t{0}, int64_t{5}, int64_t{1} << 60}) {
    EXPECT_TRUE(absl::IsNotFound(log_->Read(sequence).status())) << sequence;
  }
}

TEST_F(EventLogTest, ACallOfManyValuesIsOneCall) {
  const std::vector<std::string> call(1000, std::string(1000, 'x'));
  Append({{"before"}, call, {"after"}});
  EXPECT_EQ(*ReadCalls(0), (Calls{{"before"}, call, {"after"}}));
}

TEST_F(EventLogTest, EntriesBesideTheBoundOfAValueAreKept) {
  for (size_t bytes : {kLogValueBytesMax - 1, kLogValueBytesMax, kLogValueBytesMax + 1}) {
    Append({{std::string(bytes, 'x'), "y"}});
  }
  for (size_t count : {kLogValueEntriesMax - 1, kLogValueEntriesMax, kLogValueEntriesMax + 1}) {
    Append({std::vector<std::string>(count, "z")});
  }
  const auto calls = ReadCalls(0);
  ASSERT_TRUE(calls.ok()) << calls.status();
  ASSERT_EQ(calls->size(), 6u);
  EXPECT_EQ((*calls)[2][0].size(), kLogValueBytesMax + 1);
  EXPECT_EQ((*calls)[5].size(), kLogValueEntriesMax + 1);
}

TEST_F(EventLogTest, AReaderEndsWhereTheLogEndedWhenItWasMade) {
  Append({{"a"}});
  LogReader reader = log_->ReadFrom(0, last_);
  Append({{"b"}});
  EXPECT_TRUE(reader.Next()->has_value());
  EXPECT_FALSE(reader.Next()->has_value());
}

TEST_F(EventLogTest, RandomCallsAreReadFromEverywhere) {
  std::mt19937 random(1);
  Calls twin;
  for (int group = 0; group < 60; ++group) {
    Calls calls(1 + random() % 8);
    for (auto& call : calls) {
      call.resize(1 + (random() % 10 == 0 ? random() % 200 : random() % 3));
      for (std::string& entry : call) entry.assign(1 + random() % 3000, char('a' + random() % 26));
    }
    Append(calls);
    twin.insert(twin.end(), calls.begin(), calls.end());
    if (random() % 10 == 0) {
      ASSERT_TRUE(Reopen().ok());
      ASSERT_EQ(log_->sequence_at_open(), last_);
    }
  }
  EXPECT_TRUE(*ReadCalls(0) == twin);
  int64_t sequence = 0;
  for (size_t c = 0; c < twin.size(); ++c) {
    for (size_t i = 0; i < twin[c].size(); ++i) {
      ++sequence;
      if (random() % 20 != 0) continue;
      ASSERT_EQ(*log_->Read(sequence), twin[c][i]);
      LogReader reader = log_->ReadFrom(sequence - 1, last_);
      const auto rest = reader.Next();
      ASSERT_TRUE(rest.ok() && rest->has_value());
      EXPECT_EQ((*rest)->entries.size(), twin[c].size() - i);
    }
  }
}

TEST_F(EventLogTest, AGapIsFoundWhenItIsOpened) {
  for (const char* entry : {"a", "b", "c", "d"}) Append({{entry}});
  Delete(2);
  const absl::Status status = Reopen();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_EQ(status.message(), "log: sequence 2 is missing");
}

TEST_F(EventLogTest, AMissingStartIsFoundWhenItIsOpened) {
  for (const char* entry : {"a", "b", "c"}) Append({{entry}});
  Delete(1);
  EXPECT_EQ(Reopen().message(), "log: sequence 1 is missing");
}

TEST_F(EventLogTest, AGapIsFoundWhenItIsRead) {
  for (const char* entry : {"a", "b", "c"}) Append({{entry}});
  Delete(2);
  EXPECT_TRUE(absl::IsDataLoss(ReadCalls(0).status()));
  EXPECT_TRUE(absl::IsDataLoss(ReadCalls(1).status()));
  EXPECT_EQ(*ReadCalls(2), (Calls{{"c"}}));
}

TEST_F(EventLogTest, ACallWithoutItsEndIsFound) {
  Append({{"a"}});
  Overwrite(2, EncodeLogValue(2, {{"b", false}}));
  last_ = 2;
  EXPECT_TRUE(absl::IsDataLoss(ReadCalls(0).status()));
  EXPECT_EQ(Reopen().message(), "log: its last call is cut after 2");
}

TEST_F(EventLogTest, ADamagedEntryIsNamed) {
  Append({{"entry a"}, {"entry b"}});
  std::string value = **database_->Get(Family::kLog, LogKey(1));
  value.back() ^= 1;
  Overwrite(1, value);
  EXPECT_EQ(*log_->Read(1), "entry a");
  EXPECT_EQ(log_->Read(2).status().message(), "log, key 1: the checksum of entry 2 is wrong");
  LogReader reader = log_->ReadFrom(0, last_);
  EXPECT_TRUE(reader.Next().ok());
  EXPECT_TRUE(absl::IsDataLoss(reader.Next().status()));
  EXPECT_TRUE(absl::IsDataLoss(reader.Next().status()));
}

TEST_F(EventLogTest, SwappedValuesAreFound) {
  Append({{"a"}});
  Append({{"b"}});
  const std::string first = **database_->Get(Family::kLog, LogKey(1));
  Overwrite(1, **database_->Get(Family::kLog, LogKey(2)));
  Overwrite(2, first);
  EXPECT_TRUE(absl::IsDataLoss(log_->Read(1).status()));
  EXPECT_TRUE(absl::IsDataLoss(Reopen()));
}

TEST_F(EventLogTest, AKeyOfAnotherSizeIsFound) {
  Append({{"a"}});
  Batch batch = database_->NewBatch();
  batch.Put(Family::kLog, "not a key", "b");
  ASSERT_TRUE(database_->WriteSynced(batch).ok());
  EXPECT_EQ(Reopen().message(), "log, key 'not a key': not a log key");
}

}  // namespace
}  // namespace sitrep
