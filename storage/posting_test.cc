#include "storage/posting.h"

#include "base/estimate.h"
#include "gtest/gtest.h"
#include "s2/s2cell_id.h"
#include "s2/s2latlng.h"

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

TEST(PostingOf, OfAChangeOfActorsIsOneThatNobodySees) {
  storage::Entry entry;
  entry.mutable_event()->mutable_record()->set_sequence(7);
  entry.mutable_event()->mutable_record()->set_submitted_by("test");
  entry.add_actors()->set_id("grp:x");
  const Posting posting = PostingOf(entry);
  EXPECT_EQ(posting.address, (Address{kTimeMin, 7}));
  EXPECT_TRUE(posting.supersedes_itself());
  EXPECT_TRUE(posting.terms.empty());
  EXPECT_FALSE(PostingOf(EntryAt(86'400, v1::TIME_PRECISION_DAY)).supersedes_itself());
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

TEST(TraitsOf, KeepsThePointsOfExactPlacesAndSaysWhichOthersThereAre) {
  storage::Entry entry = EntryAt(86'400, v1::TIME_PRECISION_DAY);
  v1::Event& event = *entry.mutable_event();
  event.add_places();
  storage::PlaceReading& exact = *entry.add_places();
  exact.set_exactness(storage::EXACTNESS_EXACT);
  exact.set_lat(50.5);
  exact.set_lon(30.5);
  event.add_places()->set_role(v1::PLACE_ROLE_LAUNCH);
  *entry.add_places() = exact;
  const TraitsAndPoints known = TraitsOf(entry);
  EXPECT_EQ(known.traits.point_count, 2);
  EXPECT_EQ(known.traits.point_roles[0], v1::PLACE_ROLE_SITE);
  EXPECT_EQ(known.traits.point_roles[1], v1::PLACE_ROLE_LAUNCH);
  EXPECT_EQ(known.points[0], S2CellId(S2LatLng::FromDegrees(50.5, 30.5)).id());
  EXPECT_FALSE(known.traits.other_places);

  // A disc, an outline and a fifth point are no points.
  entry.mutable_places(1)->set_radius_km(1);
  EXPECT_TRUE(TraitsOf(entry).traits.other_places);
  EXPECT_EQ(TraitsOf(entry).traits.point_count, 1);
  entry.mutable_places(1)->set_exactness(storage::EXACTNESS_COARSE);
  EXPECT_TRUE(TraitsOf(entry).traits.other_places);
  entry.mutable_places(1)->set_exactness(storage::EXACTNESS_NOWHERE);
  EXPECT_FALSE(TraitsOf(entry).traits.other_places);
  for (int i = 0; i < 4; ++i) {
    event.add_places();
    *entry.add_places() = exact;
  }
  EXPECT_EQ(TraitsOf(entry).traits.point_count, Traits::kPointsMax);
  EXPECT_TRUE(TraitsOf(entry).traits.other_places);
}

TEST(TraitsOf, TellsTimesAndTheDead) {
  storage::Entry entry = EntryAt(86'400, v1::TIME_PRECISION_DAY);
  EXPECT_EQ(TraitsOf(entry).traits, Traits());
  v1::Event& event = *entry.mutable_event();
  event.mutable_occurred()->set_lasting(true);
  event.mutable_occurred()->set_open_start(true);
  event.mutable_record()->mutable_killed()->set_low(2);
  event.mutable_record()->set_kind(v1::KIND_STRIKE);
  const Traits traits = TraitsOf(entry).traits;
  EXPECT_TRUE(traits.lasting);
  EXPECT_TRUE(traits.open);
  EXPECT_TRUE(traits.has_killed);
  EXPECT_EQ(traits.killed_lower, 2);
  EXPECT_EQ(traits.killed_upper, kNoUpperBound);
  EXPECT_EQ(traits.kind, v1::KIND_STRIKE);
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_UNKNOWN);
  EXPECT_TRUE(TraitsOf(entry).traits.unknown_time);
}

}  // namespace
}  // namespace sitrep
