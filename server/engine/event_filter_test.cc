#include "server/engine/event_filter.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

using testing::ElementsAre;

StoredEvent Stored(const std::string& entry_text) {
  storage::Entry entry;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(entry_text, &entry)) << entry_text;
  entry.mutable_event();
  auto stored = StoredEvent::Parse(std::make_shared<const std::string>(entry.SerializeAsString()));
  EXPECT_TRUE(stored.ok()) << stored.status();
  return *std::move(stored);
}

EventFilter Filter(const std::function<void(ResolvedFilter&)>& fill) {
  auto filter = std::make_shared<ResolvedFilter>();
  filter->place_roles = {v1::PLACE_ROLE_SITE, v1::PLACE_ROLE_TARGET};
  fill(*filter);
  return EventFilter(std::move(filter));
}

Answer Ask(const std::function<void(ResolvedFilter&)>& fill, const std::string& entry_text,
           int64_t now_us = 0) {
  return Filter(fill).Evaluate(Stored(entry_text), now_us).answer;
}

TEST(EventFilter, AsksEveryFieldOfTheEvent) {
  struct Row {
    const char* field;
    std::function<void(ResolvedFilter&)> fill;
    const char* entry;
    Answer answer;
  };
  const auto kind = [](ResolvedFilter& f) { f.kinds = {v1::KIND_STRIKE, v1::KIND_CLASH}; };
  const auto status = [](ResolvedFilter& f) { f.statuses = {v1::STATUS_PLANNED}; };
  const auto checked = [](ResolvedFilter& f) { f.verifications = {v1::VERIFICATION_CONFIRMED}; };
  const auto recorded = [](ResolvedFilter& f) { f.recorded = TimeInterval{10, 20}; };
  const auto max_age = [](ResolvedFilter& f) { f.max_age_us = 5'000'000; };
  const auto killed = [](ResolvedFilter& f) { f.min_killed = 10; };
  const auto publisher = [](ResolvedFilter& f) { f.publisher_keys = {"cnn"}; };
  const auto attribution = [](ResolvedFilter& f) { f.attribution_keys = {"tass"}; };
  const auto tag = [](ResolvedFilter& f) { f.tags = {"x"}; };
  const auto code = [](ResolvedFilter& f) { f.codes = {{"CAMEO", "190"}}; };
  const auto id = [](ResolvedFilter& f) { f.ids = {"a/1"}; };
  const auto by = [](ResolvedFilter& f) { f.submitted_by = {"desk"}; };
  const auto run = [](ResolvedFilter& f) { f.run_ids = {"r1"}; };
  const std::vector<Row> rows = {
      {"kinds", kind, "event { record { kind: KIND_STRIKE } }", Answer::kCertain},
      {"kinds", kind, "event { record { kind: KIND_OTHER } }", Answer::kNo},
      {"kinds", kind, "event {}", Answer::kNo},
      {"statuses", status, "event { status: STATUS_PLANNED }", Answer::kCertain},
      {"statuses", status, "event { status: STATUS_ONGOING }", Answer::kNo},
      {"statuses", status, "event {}", Answer::kPossible},
      {"verifications", checked, "event { verification: VERIFICATION_CONFIRMED }",
       Answer::kCertain},
      {"verifications", checked, "event { verification: VERIFICATION_REFUTED }", Answer::kNo},
      {"verifications", checked, "event {}", Answer::kPossible},
      {"recorded", recorded, "event { record { recorded_at { nanos: 10000 } } }", Answer::kCertain},
      {"recorded", recorded, "event { record { recorded_at { nanos: 20000 } } }", Answer::kNo},
      {"max_age", max_age, "event { occurred { start { seconds: 95 } } }", Answer::kCertain},
      {"max_age", max_age, "event { occurred { start { seconds: 94 } } }", Answer::kNo},
      {"max_age", max_age, "event {}", Answer::kPossible},
      {"min_killed", killed, "event { record { killed { low: 10 } } }", Answer::kCertain},
      {"min_killed", killed, "event { record { killed { low: 2 } } }", Answer::kPossible},
      {"min_killed", killed, "event { record { killed { low: 2 high: 9 } } }", Answer::kNo},
      {"min_killed", killed, "event { record { killed { best: 9 } } }", Answer::kNo},
      {"min_killed", killed, "event { record { killed {} } }", Answer::kPossible},
      {"min_killed", killed, "event {}", Answer::kNo},
      {"publishers", publisher, "event {} sources { publisher: 'cnn' }", Answer::kCertain},
      {"publishers", publisher, "event {} sources { attribution: 'cnn' }", Answer::kNo},
      {"attributions", attribution, "event {} sources {} sources { attribution: 'tass' }",
       Answer::kCertain},
      {"attributions", attribution, "event {}", Answer::kNo},
      {"tags", tag, "event { tags: 'y' tags: 'x' }", Answer::kCertain},
      {"tags", tag, "event { tags: 'X' }", Answer::kNo},
      {"codes", code, "event { codes { scheme: 'CAMEO' code: '190' } }", Answer::kCertain},
      {"codes", code, "event { codes { scheme: 'ACLED' code: '190' } }", Answer::kNo},
      {"ids", id, "event { id: 'a/1' }", Answer::kCertain},
      {"ids", id, "event { id: 'a/2' }", Answer::kNo},
      {"submitted_by", by, "event { record { submitted_by: 'desk' } }", Answer::kCertain},
      {"submitted_by", by, "event {}", Answer::kNo},
      {"run_ids", run, "event { extraction { run_id: 'r1' } }", Answer::kCertain},
      {"run_ids", run, "event {}", Answer::kNo},
  };
  constexpr int64_t kNow = 100'000'000;
  for (const Row& row : rows) {
    const auto verdict = Filter(row.fill).Evaluate(Stored(row.entry), kNow);
    EXPECT_EQ(verdict.answer, row.answer) << row.field << ": " << row.entry;
    if (row.answer == Answer::kPossible) {
      EXPECT_THAT(verdict.uncertain_on, ElementsAre(testing::StrEq(row.field))) << row.entry;
    } else {
      EXPECT_TRUE(verdict.uncertain_on.empty()) << row.entry;
    }
  }
}

TEST(EventFilter, FindsActorsByIdInAnyRoleAndByUnreadName) {
  const std::string entry =
      "event { participants { name: 'Lavrov' role: PARTICIPANT_ROLE_VISITOR actor_ids: 'Q58217' "
      "actor_ids: 'RU' } participants { name: 'X Brigade' role: PARTICIPANT_ROLE_ACTOR } } "
      "participants {} participants { unread_key: 'x brigade' unread_represents_key: 'y' }";
  const auto all = [](std::vector<ActorSet> actors) {
    return [actors](ResolvedFilter& f) { f.actors = actors; };
  };
  EXPECT_EQ(Ask(all({{.ids = {"RU"}, .keys = {}}}), entry), Answer::kCertain);
  EXPECT_EQ(Ask(all({{.ids = {"RU"}, .keys = {}}, {.ids = {}, .keys = {"x brigade"}}}), entry),
            Answer::kCertain);
  EXPECT_EQ(Ask(all({{.ids = {}, .keys = {"y"}}}), entry), Answer::kCertain);
  EXPECT_EQ(Ask(all({{.ids = {"RU"}, .keys = {}}, {.ids = {"UA"}, .keys = {}}}), entry),
            Answer::kNo);
  const auto any = [](ResolvedFilter& f) {
    f.any_actors = ActorSet{.ids = {"UA", "RU"}, .keys = {}};
  };
  EXPECT_EQ(Ask(any, entry), Answer::kCertain);
  EXPECT_EQ(Ask(any, "event {}"), Answer::kNo);
  const auto in_role = [](v1::ParticipantRole role) {
    return [role](ResolvedFilter& f) {
      f.participants = {{.actors = {.ids = {"RU"}, .keys = {}}, .roles = {role}}};
    };
  };
  EXPECT_EQ(Ask(in_role(v1::PARTICIPANT_ROLE_VISITOR), entry), Answer::kCertain);
  EXPECT_EQ(Ask(in_role(v1::PARTICIPANT_ROLE_ACTOR), entry), Answer::kNo);
}

TEST(EventFilter, TakesTheWeakestAnswerAndNamesWhatIsUncertain) {
  const auto fill = [](ResolvedFilter& f) {
    f.kinds = {v1::KIND_STRIKE};
    f.statuses = {v1::STATUS_OCCURRED};
    f.min_killed = 5;
  };
  const auto verdict =
      Filter(fill).Evaluate(Stored("event { record { kind: KIND_STRIKE killed { low: 2 } } }"), 0);
  EXPECT_EQ(verdict.answer, Answer::kPossible);
  EXPECT_THAT(verdict.uncertain_on,
              ElementsAre(testing::StrEq("statuses"), testing::StrEq("min_killed")));
  EXPECT_EQ(Ask(fill, "event { record { kind: KIND_CLASH killed { low: 2 } } }"), Answer::kNo);
}

TEST(EventFilter, ExcludeTurnsTheAnswerAround) {
  const auto fill = [](ResolvedFilter& f) {
    auto exclude = std::make_shared<ResolvedFilter>();
    exclude->statuses = {v1::STATUS_PLANNED};
    f.exclude = exclude;
  };
  EXPECT_EQ(Ask(fill, "event { status: STATUS_PLANNED }"), Answer::kNo);
  EXPECT_EQ(Ask(fill, "event { status: STATUS_OCCURRED }"), Answer::kCertain);
  EXPECT_EQ(Ask(fill, "event {}"), Answer::kPossible);
}

TEST(EventFilter, HidesRetractedAndTestEventsUnlessAsked) {
  const std::string retracted = "event { record { retracted: true } }";
  const std::string test = "event { test: true }";
  EXPECT_EQ(Ask([](ResolvedFilter&) {}, "event {}"), Answer::kCertain);
  EXPECT_EQ(Ask([](ResolvedFilter&) {}, retracted), Answer::kNo);
  EXPECT_EQ(Ask([](ResolvedFilter&) {}, test), Answer::kNo);
  EXPECT_EQ(Ask([](ResolvedFilter& f) { f.include_retracted = true; }, retracted),
            Answer::kCertain);
  EXPECT_EQ(Ask([](ResolvedFilter& f) { f.include_test = true; }, test), Answer::kCertain);
}

TEST(EventFilter, WantsPossibleAnswersOnlyIfAsked) {
  const EventFilter certain = Filter([](ResolvedFilter&) {});
  const EventFilter possible = Filter([](ResolvedFilter& f) { f.possible = true; });
  EXPECT_TRUE(certain.Wants(Answer::kCertain));
  EXPECT_FALSE(certain.Wants(Answer::kPossible));
  EXPECT_TRUE(possible.Wants(Answer::kPossible));
  EXPECT_FALSE(possible.Wants(Answer::kNo));
}

TEST(StoredEvent, RefusesDamagedEntries) {
  for (const std::string& bytes :
       {std::string(), std::string("\xff\xff"), std::string("\x12\x00", 2)}) {
    EXPECT_EQ(StoredEvent::Parse(std::make_shared<const std::string>(bytes)).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(StoredEvent, GivesTheEventsBytesAsTheyAre) {
  const StoredEvent stored = Stored("event { id: 'a' summary: 'b' } places { radius_km: 1 }");
  v1::Event event;
  ASSERT_TRUE(event.ParseFromArray(stored.event_bytes().data(),
                                   static_cast<int>(stored.event_bytes().size())));
  EXPECT_EQ(event.SerializeAsString(), stored.event().SerializeAsString());
}

}  // namespace
}  // namespace sitrep
