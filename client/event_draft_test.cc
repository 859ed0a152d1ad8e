#include "client/event_draft.h"

#include "client/json_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

const absl::Time kNow = absl::FromCivil(absl::CivilDay(2025, 7, 13), absl::UTCTimeZone());

std::string Json(const EventDraft& draft) {
  const absl::StatusOr<v1::Event> event = EventOf(draft, kNow);
  return event.ok() ? ToJson(*event) : std::string(event.status().message());
}

TEST(EventDraft, IsTheEventThatTheFlagsDescribe) {
  EventDraft draft;
  draft.kind = "strike";
  draft.in = {"Kharkiv"};
  draft.when = "2025-07-12";
  draft.by = {"Russia"};
  draft.on = {"Ukraine"};
  draft.killed = ">=2";
  draft.said_by = "regional governor";
  draft.publisher = "Suspilne";
  EXPECT_EQ(
      Json(draft),
      R"({"occurred":{"start":"2025-07-12T00:00:00Z","end":"2025-07-13T00:00:00Z","precision":"TIME_PRECISION_DAY"},)"
      R"("status":"STATUS_OCCURRED","places":[{"name":"Kharkiv","role":"PLACE_ROLE_TARGET"}],)"
      R"("participants":[{"name":"Russia","role":"PARTICIPANT_ROLE_ACTOR"},{"name":"Ukraine","role":"PARTICIPANT_ROLE_RECIPIENT"}],)"
      R"("casualties":[{"killed":{"low":2}}],)"
      R"("sources":[{"publisher":"Suspilne","attribution":"regional governor"}],"strike":{}})");
}

TEST(EventDraft, TakesRolesFromTheKind) {
  EventDraft draft;
  draft.by = {"A"};
  draft.on = {"B"};
  const struct {
    const char* kind;
    v1::ParticipantRole by, on;
  } kRows[] = {
      {"statement", v1::PARTICIPANT_ROLE_SPEAKER, v1::PARTICIPANT_ROLE_RECIPIENT},
      {"arms-transfer", v1::PARTICIPANT_ROLE_SUPPLIER, v1::PARTICIPANT_ROLE_RECIPIENT},
      {"violence", v1::PARTICIPANT_ROLE_ACTOR, v1::PARTICIPANT_ROLE_VICTIM},
      {"clash", v1::PARTICIPANT_ROLE_ACTOR, v1::PARTICIPANT_ROLE_RECIPIENT},
  };
  for (const auto& row : kRows) {
    draft.kind = row.kind;
    const absl::StatusOr<v1::Event> event = EventOf(draft, kNow);
    ASSERT_TRUE(event.ok()) << event.status();
    EXPECT_EQ(event->participants(0).role(), row.by) << row.kind;
    EXPECT_EQ(event->participants(1).role(), row.on) << row.kind;
  }
}

TEST(EventDraft, PlansWhatLiesAhead) {
  EventDraft draft;
  draft.kind = "meeting";
  draft.when = "2025-08";
  EXPECT_EQ(EventOf(draft, kNow)->status(), v1::STATUS_PLANNED);
  draft.status = "cancelled";
  EXPECT_EQ(EventOf(draft, kNow)->status(), v1::STATUS_CANCELLED);
}

TEST(EventDraft, NamesTheBadFlag) {
  EventDraft draft;
  draft.kind = "party";
  EXPECT_EQ(Json(draft).substr(0, 21), "KIND: 'party' is none");
  draft.kind = "clash";
  draft.when = "soon";
  EXPECT_EQ(Json(draft).substr(0, 14), "--when: 'soon'");
  draft.when = "";
  draft.killed = "many";
  EXPECT_EQ(Json(draft), "--killed: 'many' is none of 2, >=2, <=5, 2-5, ~4");
  draft.killed = "";
  draft.point = "50,36.2";
  EXPECT_THAT(Json(draft), testing::HasSubstr("PLACE_PRECISION_POINT"));
  draft.precision = "near";
  EXPECT_THAT(Json(draft), testing::HasSubstr("PLACE_PRECISION_NEAR"));
  draft.precision.clear();
  draft.point = "50";
  EXPECT_EQ(Json(draft), "--point: '50' is not LAT,LON");
}

TEST(ParseEstimate, ReadsEveryForm) {
  const struct {
    const char* text;
    const char* json;
  } kRows[] = {
      {"2", R"({"best":2})"},           {"0", R"({"best":0})"},
      {">=2", R"({"low":2})"},          {"<=5", R"({"high":5})"},
      {"2-5", R"({"low":2,"high":5})"}, {"~4", R"({"best":4,"verbatim":"~4"})"},
  };
  for (const auto& row : kRows) {
    const absl::StatusOr<v1::Estimate> estimate = ParseEstimate(row.text);
    ASSERT_TRUE(estimate.ok()) << row.text;
    EXPECT_EQ(ToJson(*estimate), row.json);
  }
  for (const char* text : {"", "x", "-2", ">=", "2-", "-", "2-x", "~", "3000000000", "2.5", "+2"}) {
    EXPECT_FALSE(ParseEstimate(text).ok()) << text;
  }
}

}  // namespace
}  // namespace sitrep
