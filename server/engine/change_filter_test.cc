#include "server/engine/change_filter.h"

#include <memory>
#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

StoredEvent Revision(int sequence, const std::string& event_text) {
  storage::Entry entry;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(event_text, entry.mutable_event()));
  entry.mutable_event()->set_id("a");
  entry.mutable_event()->mutable_record()->set_sequence(sequence);
  return *StoredEvent::Parse(std::make_shared<const std::string>(entry.SerializeAsString()));
}

EventFilter Planned(bool possible = false) {
  auto filter = std::make_shared<ResolvedFilter>();
  filter->statuses = {v1::STATUS_PLANNED};
  filter->possible = possible;
  return EventFilter(std::move(filter));
}

// "EXITED 2 certain", or "none".
std::string Seen(const EventFilter& filter, const StoredEvent& entry, const StoredEvent* previous,
                 bool include_previous = false) {
  const auto verdict = JudgeChange(filter, entry, previous);
  if (!verdict) return "none";
  std::string bytes;
  AppendChange(*verdict, entry, include_previous ? previous : nullptr, bytes);
  v1::Changes changes;
  EXPECT_TRUE(changes.ParseFromString(bytes));
  EXPECT_EQ(changes.changes_size(), 1);
  const v1::Change& change = changes.changes(0);
  EXPECT_EQ(change.event().record().sequence(), change.sequence());
  std::string text = v1::ChangeType_Name(change.type()).substr(sizeof("CHANGE_TYPE_") - 1) + " " +
                     std::to_string(change.sequence()) + " " +
                     (change.match() == v1::MATCH_CERTAIN ? "certain" : "possible");
  for (const std::string& field : change.uncertain_on()) text += " " + field;
  if (change.has_previous()) {
    text += " after " + std::to_string(change.previous().record().sequence());
  }
  return text;
}

TEST(JudgeChange, NamesWhatHappened) {
  const StoredEvent planned = Revision(1, "status: STATUS_PLANNED");
  const StoredEvent planned_again = Revision(2, "status: STATUS_PLANNED");
  const StoredEvent occurred = Revision(3, "status: STATUS_OCCURRED");
  const StoredEvent unsaid = Revision(4, "");
  const StoredEvent retracted = Revision(5, "status: STATUS_PLANNED record { retracted: true }");

  EXPECT_EQ(Seen(Planned(), planned, nullptr), "CREATED 1 certain");
  EXPECT_EQ(Seen(Planned(), occurred, nullptr), "none");
  EXPECT_EQ(Seen(Planned(), planned_again, &planned), "AMENDED 2 certain");
  EXPECT_EQ(Seen(Planned(), planned_again, &occurred), "AMENDED 2 certain");
  EXPECT_EQ(Seen(Planned(), occurred, &planned), "EXITED 3 certain");
  EXPECT_EQ(Seen(Planned(), occurred, &unsaid), "none");
  EXPECT_EQ(Seen(Planned(), retracted, &planned), "RETRACTED 5 certain");
  EXPECT_EQ(Seen(Planned(), retracted, &occurred), "none");
}

TEST(JudgeChange, CertainFallingToPossibleIsAnExitUnlessPossibleOnesAreWanted) {
  const StoredEvent planned = Revision(1, "status: STATUS_PLANNED");
  const StoredEvent unsaid = Revision(2, "");
  EXPECT_EQ(Seen(Planned(), unsaid, &planned), "EXITED 2 certain");
  EXPECT_EQ(Seen(Planned(true), unsaid, &planned), "AMENDED 2 possible statuses");
}

TEST(JudgeChange, ShowsThePreviousRevisionIfAsked) {
  const StoredEvent planned = Revision(1, "status: STATUS_PLANNED");
  const StoredEvent again = Revision(2, "status: STATUS_PLANNED");
  EXPECT_EQ(Seen(Planned(), again, &planned, true), "AMENDED 2 certain after 1");
  EXPECT_EQ(Seen(Planned(), planned, nullptr, true), "CREATED 1 certain");
}

TEST(JudgeChange, JudgesEachRevisionAtItsOwnTime) {
  auto filter = std::make_shared<ResolvedFilter>();
  filter->max_age_us = 10'000'000;
  const EventFilter recent(filter);
  const StoredEvent fresh =
      Revision(1, "occurred { start { seconds: 100 } } record { recorded_at { seconds: 105 } }");
  const StoredEvent late =
      Revision(2, "occurred { start { seconds: 100 } } record { recorded_at { seconds: 500 } }");
  EXPECT_EQ(Seen(recent, fresh, nullptr), "CREATED 1 certain");
  EXPECT_EQ(Seen(recent, late, &fresh), "EXITED 2 certain");
}

}  // namespace
}  // namespace sitrep
