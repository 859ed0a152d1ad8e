#include "storage/event_store.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "storage/sample_ledger.h"
#include "storage/temporary_directory.h"

namespace sitrep {
namespace {

std::vector<NewEntry> AsEntries(NewEntry entry) {
  std::vector<NewEntry> entries;
  entries.push_back(std::move(entry));
  return entries;
}

class EventStoreTest : public testing::Test {
 protected:
  EventStoreTest() : ledger_(7) {
    options_.directory = directory_.path() + "/ledger";
    options_.ledger_id_if_new = "the-ledger";
    options_.head_entries_max = 100;
    options_.block_cache_bytes = 16 << 20;
    options_.entry_cache_bytes = 64 << 10;
    EXPECT_TRUE(Reopen().ok());
  }

  absl::Status Reopen() {
    store_.reset();
    auto opened = EventStore::Open(options_);
    if (opened.ok()) store_ = *std::move(opened);
    return opened.status();
  }

  void Append(int calls, int call_size) {
    std::vector<NewEntry> entries;
    for (int c = 0; c < calls; ++c) {
      std::vector<NewEntry> call = ledger_.Call(call_size);
      std::move(call.begin(), call.end(), std::back_inserter(entries));
    }
    const absl::Status status = store_->Append(std::move(entries));
    ASSERT_TRUE(status.ok()) << status;
  }

  // All current revisions that have a term, oldest first.
  std::vector<int64_t> Find(const Term& term, int64_t snapshot) const {
    IndexQuery query;
    query.all_of = {{term}};
    query.snapshot = snapshot;
    query.newest_first = false;
    IndexCursor cursor = store_->Query(query);
    std::vector<int64_t> found;
    IndexedRevision revision;
    while (true) {
      const auto more = cursor.Next(&revision);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!more.ok() || !*more) return found;
      found.push_back(revision.address.sequence);
    }
  }

  void ExpectAsTheTwin() const;
  void ExpectLogAsTheTwin() const;

  TemporaryDirectory directory_;
  StoreOptions options_;
  SampleLedger ledger_;
  std::unique_ptr<EventStore> store_;
};

void EventStoreTest::ExpectLogAsTheTwin() const {
  LogReader reader = store_->ReadLog(0);
  int64_t sequence = 0;
  while (true) {
    const auto call = reader.Next();
    ASSERT_TRUE(call.ok()) << call.status();
    if (!*call) break;
    for (size_t i = 0; i < (*call)->entries.size(); ++i) {
      ++sequence;
      ASSERT_EQ(*(*call)->entries[i], ledger_.entries()[sequence - 1].SerializeAsString());
      EXPECT_EQ(ledger_.call_ends()[sequence - 1], i + 1 == (*call)->entries.size());
    }
  }
  EXPECT_EQ(sequence, ledger_.sequence());
}

void EventStoreTest::ExpectAsTheTwin() const {
  ASSERT_EQ(store_->sequence(), ledger_.sequence());
  EXPECT_EQ(store_->event_count(), int64_t(ledger_.ids().size()));
  ExpectLogAsTheTwin();
  for (const auto& [id, record] : ledger_.ids()) {
    const auto found = store_->FindId(id);
    ASSERT_TRUE(found.ok() && found->has_value()) << id;
    EXPECT_EQ((*found)->SerializeAsString(), record.SerializeAsString());
  }
  const auto actors = store_->ReadActors();
  ASSERT_TRUE(actors.ok()) << actors.status();
  ASSERT_EQ(actors->size(), ledger_.actors().size());
  for (const auto& [id, actor] : ledger_.actors()) {
    ASSERT_EQ(actors->count(id), 1u) << id;
    EXPECT_EQ(actors->at(id).SerializeAsString(), actor.SerializeAsString());
  }
  EXPECT_EQ(Find(terms::All(), store_->sequence()).size(), ledger_.ids().size());
  const absl::Status verified = store_->VerifyIndex();
  EXPECT_TRUE(verified.ok()) << verified;
}

TEST_F(EventStoreTest, StartsEmpty) {
  EXPECT_EQ(store_->sequence(), 0);
  EXPECT_EQ(store_->event_count(), 0);
  EXPECT_FALSE(store_->FindId("sample/1")->has_value());
  EXPECT_TRUE(absl::IsNotFound(store_->ReadEntry(1).status()));
  EXPECT_TRUE(Find(terms::All(), 0).empty());
  ExpectAsTheTwin();
}

TEST_F(EventStoreTest, KeepsItsLedgerId) {
  options_.ledger_id_if_new = "another";
  ASSERT_TRUE(Reopen().ok());
  EXPECT_EQ(store_->ledger_id(), "the-ledger");
}

TEST_F(EventStoreTest, ANewLedgerNeedsAnId) {
  options_.directory = directory_.path() + "/other";
  options_.ledger_id_if_new = "";
  EXPECT_TRUE(absl::IsInvalidArgument(Reopen()));
}

TEST_F(EventStoreTest, WhatWasAppendedIsThereAtOnceAndLater) {
  Append(1, 3);
  ExpectAsTheTwin();
  EXPECT_EQ(**store_->ReadEntry(2), ledger_.entries()[1].SerializeAsString());
  ASSERT_TRUE(Reopen().ok());
  ExpectAsTheTwin();
  EXPECT_EQ(**store_->ReadEntry(2), ledger_.entries()[1].SerializeAsString());
}

TEST_F(EventStoreTest, IsTheLedgerThatItStandsFor) {
  std::mt19937 random(1);
  for (int step = 0; step < 60; ++step) {
    Append(1 + random() % 5, 1 + random() % 20);
    const int64_t sequence = 1 + random() % ledger_.sequence();
    const auto entry = store_->ReadEntry(sequence);
    ASSERT_TRUE(entry.ok()) << entry.status();
    ASSERT_EQ(**entry, ledger_.entries()[sequence - 1].SerializeAsString());
    if (random() % 8 == 0) {
      ASSERT_TRUE(Reopen().ok());
    }
    if (random() % 8 == 0) ExpectAsTheTwin();
  }
  EXPECT_GT(store_->index_stats().segments, 0);
  ASSERT_TRUE(Reopen().ok());
  ExpectAsTheTwin();
}

TEST_F(EventStoreTest, ChangesOfActorsAmongEventsAreNoEvents) {
  std::mt19937 random(2);
  for (int step = 0; step < 60; ++step) {
    std::vector<NewEntry> entries = ledger_.Call(1 + random() % 9);
    // Before, inside and behind calls of events, and in calls of their own.
    if (random() % 2 == 0) entries.push_back(ledger_.MakeActorChange(true));
    if (random() % 3 == 0) {
      entries.push_back(ledger_.MakeActorChange(false));
      entries.push_back(ledger_.Make("grp:event", "x", true));
    }
    const absl::Status appended = store_->Append(std::move(entries));
    ASSERT_TRUE(appended.ok()) << appended;
    if (random() % 8 == 0) {
      ASSERT_TRUE(Reopen().ok());
    }
    if (random() % 8 == 0) ExpectAsTheTwin();
  }
  EXPECT_GT(store_->index_stats().segments, 0);
  for (int64_t sequence = 1; sequence <= store_->sequence(); sequence += 17) {
    for (const int64_t found : Find(terms::All(), sequence)) {
      EXPECT_TRUE(ledger_.entries()[found - 1].actors().empty()) << found;
    }
  }
  ASSERT_TRUE(Reopen().ok());
  ExpectAsTheTwin();
}

TEST_F(EventStoreTest, TheFirstChangeOfActorsRaisesTheFormat) {
  Append(1, 2);
  EXPECT_EQ(store_->format_version(), 1);
  ASSERT_TRUE(store_->Append(AsEntries(ledger_.MakeActorChange(true))).ok());
  EXPECT_EQ(store_->format_version(), 2);
  EXPECT_EQ(store_->event_count(), 2);
  // The newest entry of the log is no event.
  ASSERT_TRUE(Reopen().ok());
  EXPECT_EQ(store_->format_version(), 2);
  ExpectAsTheTwin();
}

TEST_F(EventStoreTest, AnEntryOfAnEventAndOfActorsIsRefused) {
  NewEntry both = ledger_.MakeActorChange(true);
  both.event_id = "event";
  EXPECT_TRUE(absl::IsInvalidArgument(store_->Append(AsEntries(std::move(both)))));
  NewEntry neither = ledger_.MakeActorChange(true);
  neither.actors.clear();
  neither.posting.address.sequence = 1;
  EXPECT_TRUE(absl::IsInvalidArgument(store_->Append(AsEntries(std::move(neither)))));
  EXPECT_EQ(store_->sequence(), 0);
}

TEST_F(EventStoreTest, ASequenceThatIsNotNextIsRefusedAndChangesNothing) {
  Append(1, 2);
  std::vector<NewEntry> entries = ledger_.Call(2);
  entries.erase(entries.begin());
  EXPECT_TRUE(absl::IsInvalidArgument(store_->Append(std::move(entries))));
  EXPECT_EQ(store_->sequence(), 2);
  ASSERT_TRUE(Reopen().ok());
  EXPECT_EQ(store_->sequence(), 2);
}

TEST_F(EventStoreTest, ACallWithoutItsEndIsRefused) {
  EXPECT_TRUE(
      absl::IsInvalidArgument(store_->Append(AsEntries(ledger_.Make("id", "text", false)))));
  EXPECT_EQ(store_->sequence(), 0);
}

TEST_F(EventStoreTest, AnEmptyAppendIsNothing) {
  EXPECT_TRUE(store_->Append({}).ok());
  EXPECT_EQ(store_->sequence(), 0);
}

TEST_F(EventStoreTest, ASnapshotInTheFutureSeesWhatIsPublished) {
  Append(1, 1);
  EXPECT_EQ(Find(terms::All(), 1000), (std::vector<int64_t>{1}));
}

TEST_F(EventStoreTest, CountsEventsNotRevisions) {
  ASSERT_TRUE(store_->Append(AsEntries(ledger_.Make("a", "1", true))).ok());
  ASSERT_TRUE(store_->Append(AsEntries(ledger_.Make("a", "2", true))).ok());
  std::vector<NewEntry> entries;
  entries.push_back(ledger_.Make("b", "1", false));
  entries.push_back(ledger_.Make("b", "2", true));
  ASSERT_TRUE(store_->Append(std::move(entries)).ok());
  EXPECT_EQ(store_->event_count(), 2);
  EXPECT_EQ(*store_->CountTerm(terms::All()), 4);
  ASSERT_TRUE(Reopen().ok());
  ExpectAsTheTwin();
  EXPECT_EQ(Find(terms::All(), 4).size(), 2u);
  EXPECT_EQ(Find(terms::All(), 3).size(), 2u);
  EXPECT_EQ(Find(terms::All(), 2), (std::vector<int64_t>{2}));
  EXPECT_EQ(Find(terms::All(), 1), (std::vector<int64_t>{1}));
}

TEST_F(EventStoreTest, ASecondStoreOfTheDirectoryIsRefused) {
  const auto second = EventStore::Open(options_);
  EXPECT_TRUE(absl::IsUnavailable(second.status())) << second.status();
}

TEST_F(EventStoreTest, ReadersRunBesideAppends) {
  Append(1, 5);
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([this, t, &done] {
      std::mt19937 random(t);
      while (!done) {
        const int64_t sequence = store_->sequence();
        const auto entry = store_->ReadEntry(1 + random() % sequence);
        ASSERT_TRUE(entry.ok()) << entry.status();
        storage::Entry parsed;
        ASSERT_TRUE(parsed.ParseFromString(**entry));
        const auto record = store_->FindId(parsed.event().id());
        ASSERT_TRUE(record.ok() && record->has_value());
        // What an id's record points to can be read.
        ASSERT_TRUE(store_->ReadEntry((*record)->revisions().rbegin()->sequence()).ok());
        if (t == 0) {
          LogReader reader = store_->ReadLog(sequence - 1);
          ASSERT_TRUE(reader.Next().ok());
        }
        const size_t events = Find(terms::All(), sequence).size();
        ASSERT_LE(events, size_t(sequence));
      }
    });
  }
  for (int i = 0; i < 150; ++i) Append(2, 5);
  done = true;
  for (std::thread& reader : readers) reader.join();
  ExpectAsTheTwin();
}

}  // namespace
}  // namespace sitrep
