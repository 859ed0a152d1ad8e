#include "storage/posting.h"

#include "gtest/gtest.h"

namespace sitrep {
namespace {

storage::Entry EntryAt(int64_t seconds, v1::TimePrecision precision) {
  storage::Entry entry;
  v1::Event& event = *entry.mutable_event();
  event.mutable_record()->set_sequence(7);
  event.mutable_occurred()->mutable_start()->set_seconds(seconds);
  event.mutable_occurred()->set_precision(precision);
  return entry;
}

TEST(PostingOf, HasStartSequenceAndPossibleTimes) {
  const Posting posting = PostingOf(EntryAt(86'400, v1::TIME_PRECISION_DAY));
  EXPECT_EQ(posting.address, (Address{86'400'000'000, 7}));
  EXPECT_EQ(posting.possible_start, 86'400'000'000);
  EXPECT_EQ(posting.possible_end, 2 * 86'400'000'000);
  EXPECT_EQ(posting.supersedes.sequence, 0);
  EXPECT_FALSE(posting.terms.empty());
}

TEST(PostingOf, OfAnOpenSpanIsPossibleForEver) {
  storage::Entry entry = EntryAt(86'400, v1::TIME_PRECISION_DAY);
  entry.mutable_event()->mutable_occurred()->set_open_end(true);
  EXPECT_EQ(PostingOf(entry).possible_end, kTimeMax);
  EXPECT_EQ(PostingOf(entry).possible_start, 86'400'000'000);
  entry.mutable_event()->mutable_occurred()->set_open_start(true);
  EXPECT_EQ(PostingOf(entry).possible_start, kTimeMin);
}

TEST(PostingOf, OfAnUnknownTimeIsPossibleAtAnyTimeAndStillSortsByItsStart) {
  const Posting posting = PostingOf(EntryAt(86'400, v1::TIME_PRECISION_UNKNOWN));
  EXPECT_EQ(posting.address.sort_start, 86'400'000'000);
  EXPECT_EQ(posting.possible_start, kTimeMin);
  EXPECT_EQ(posting.possible_end, kTimeMax);
}

TEST(PostingOf, OfAnUndatedEventHasNoStart) {
  storage::Entry entry;
  entry.mutable_event()->mutable_record()->set_sequence(9);
  const Posting posting = PostingOf(entry);
  EXPECT_EQ(posting.address, (Address{kTimeMin, 9}));
  EXPECT_EQ(posting.possible_end, kTimeMax);
}

TEST(PostingOf, NamesTheRevisionThatItSupersedes) {
  storage::Entry entry = EntryAt(86'400, v1::TIME_PRECISION_DAY);
  entry.mutable_event()->mutable_record()->set_prev_sequence(3);
  entry.set_prev_sort_start(-5);
  EXPECT_EQ(PostingOf(entry).supersedes, (Address{-5, 3}));
}

}  // namespace
}  // namespace sitrep
