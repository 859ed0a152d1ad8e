#include "client/event_phrases.h"

#include "client/json_reader.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

v1::Event Read(const std::string& json) {
  v1::Event event;
  const absl::Status status = ParseJsonMessage(json, event);
  EXPECT_TRUE(status.ok()) << status;
  return event;
}

TEST(WhenPhrase, IsAsExactAsTheEvent) {
  const struct {
    const char* occurred;
    const char* phrase;
  } kRows[] = {
      {R"({"start":"2024-01-01T00:00:00Z","precision":"year"})", "2024"},
      {R"({"start":"2024-11-01T00:00:00Z","end":"2024-12-01T00:00:00Z","precision":"month"})",
       "Nov 2024"},
      {R"({"start":"2024-11-01T00:00:00Z","end":"2025-02-01T00:00:00Z","precision":"month"})",
       "Nov 2024-Jan 2025"},
      {R"({"start":"2025-07-12T00:00:00Z","precision":"day"})", "12 Jul 2025"},
      {R"({"start":"2025-07-11T00:00:00Z","end":"2025-07-14T00:00:00Z","precision":"day"})",
       "11-13 Jul 2025"},
      {R"({"start":"2025-06-30T00:00:00Z","end":"2025-07-02T00:00:00Z","precision":"day"})",
       "30 Jun-1 Jul 2025"},
      {R"({"start":"2025-07-06T00:00:00Z","precision":"week"})", "6-12 Jul 2025"},
      {R"({"start":"2025-07-11T21:00:00Z","precision":"day","timeZone":"Europe/Kyiv"})",
       "12 Jul 2025"},
      {R"({"start":"2025-07-12T14:05:00Z"})", "12 Jul 2025 14:05"},
      {R"({"start":"2025-07-12T14:00:00Z","precision":"hour"})", "12 Jul 2025 14:00-15:00"},
      {R"({"start":"2025-07-11T18:00:00Z","end":"2025-07-12T06:00:00Z","precision":"hour"})",
       "11 Jul 18:00 - 12 Jul 2025 06:00"},
      {R"({"start":"2025-07-12T00:00:00Z","precision":"day","openStart":true})", "..12 Jul 2025"},
      {R"({"start":"2025-07-12T00:00:00Z","precision":"day","openEnd":true})", "12 Jul 2025.."},
      {R"({"start":"2025-07-12T00:00:00Z","precision":"unknown"})", "undated"},
      {R"({})", "undated"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(
        WhenPhrase(Read(std::string("{\"occurred\":") + row.occurred + "}"), absl::UTCTimeZone()),
        row.phrase)
        << row.occurred;
  }
}

TEST(WherePhrase, GoesFromOriginToDestination) {
  EXPECT_EQ(
      WherePhrase(Read(
          R"({"places":[{"name":"Rusia","role":"destination"},{"name":"Corea","role":"origin"},{"name":"Seoul"}]})")),
      "Corea > Rusia, Seoul");
  EXPECT_EQ(WherePhrase(Read(R"({"places":[{"name":"A","alternatives":["B","C"]}]})")),
            "A or B or C");
  EXPECT_EQ(WherePhrase(Read(R"({"places":[{"point":{"lat":1.5,"lon":-2}}]})")), "1.5,-2");
}

TEST(WhoPhrase, GoesFromThoseWhoActToThoseWhoReceive) {
  EXPECT_EQ(
      WhoPhrase(Read(
          R"({"participants":[{"name":"Ucrania","role":"recipient"},{"name":"Rusia","role":"actor"},{"name":"ONU","role":"mediator"}]})")),
      "Rusia > Ucrania; ONU");
}

TEST(EstimatePhrase, SaysNoMoreThanWasSaid) {
  const auto phrase = [](const std::string& estimate) {
    return EstimatePhrase(
        Read("{\"casualties\":[{\"killed\":" + estimate + "}]}").casualties(0).killed());
  };
  EXPECT_EQ(phrase(R"({"best":8})"), "8");
  EXPECT_EQ(phrase(R"({"low":2,"verbatim":"at least 2"})"), ">=2");
  EXPECT_EQ(phrase(R"({"high":5})"), "<=5");
  EXPECT_EQ(phrase(R"({"low":25000,"high":30000})"), "25000-30000");
  EXPECT_EQ(phrase(R"({"low":2,"best":5,"high":8})"), "5 (2-8)");
  EXPECT_EQ(phrase(R"({"best":0})"), "0");
  EXPECT_EQ(phrase(R"({"verbatim":"most of them"})"), "most of them");
  EXPECT_EQ(phrase(R"({})"), "");
}

TEST(KindOf, FollowsTheDetail) {
  EXPECT_EQ(KindOf(Read(R"({"meeting":{}})")), v1::KIND_MEETING);
  EXPECT_EQ(KindOf(Read(R"({"armsTransfer":{}})")), v1::KIND_ARMS_TRANSFER);
  EXPECT_EQ(KindOf(Read(R"({"other":{}})")), v1::KIND_OTHER);
  EXPECT_EQ(KindOf(Read("{}")), v1::KIND_UNSPECIFIED);
}

TEST(EnumWord, IsTheNameInPlainWords) {
  EXPECT_EQ(EnumWord(v1::KIND_ARMS_TRANSFER), "arms transfer");
  EXPECT_EQ(EnumWord(v1::STATUS_UNSPECIFIED), "");
}

}  // namespace
}  // namespace sitrep
