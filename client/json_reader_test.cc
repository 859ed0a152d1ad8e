#include "client/json_reader.h"

#include "client/json_writer.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "sitrep/v1/event.pb.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;
using testing::HasSubstr;

v1::Event Read(absl::string_view json) {
  v1::Event event;
  const absl::Status status = ParseJsonMessage(json, event);
  EXPECT_TRUE(status.ok()) << status;
  return event;
}

// "path: message" of every error.
std::vector<std::string> Errors(absl::string_view json) {
  v1::Event event;
  FieldErrors errors;
  const absl::StatusOr<JsonValue> value = ParseJson(json);
  EXPECT_TRUE(value.ok()) << value.status();
  if (value.ok()) ReadJsonMessage(*value, "", event, errors);
  std::vector<std::string> lines;
  for (const FieldError& error : errors.errors())
    lines.push_back(error.field + ": " + error.message);
  return lines;
}

std::string SyntaxError(absl::string_view json) {
  v1::Event event;
  const absl::Status status = ParseJsonMessage(json, event);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << json;
  return std::string(status.message());
}

TEST(JsonReader, ReadsBothSpellingsOfNames) {
  const v1::Event event = Read(
      R"({"content_version":"7","participants":[{"name":"A","saidBy":["x"]},{"name":"B","said_by":["y"]}]})");
  EXPECT_EQ(event.content_version(), 7);
  EXPECT_EQ(event.participants(0).said_by(0), "x");
  EXPECT_EQ(event.participants(1).said_by(0), "y");
}

TEST(JsonReader, ReadsEnumsWithAndWithoutPrefixInAnyCase) {
  for (const char* word :
       {"\"STATUS_ONGOING\"", "\"ONGOING\"", "\"ongoing\"", "\"Ongoing\"", "2"}) {
    EXPECT_EQ(Read(std::string("{\"status\":") + word + "}").status(), v1::STATUS_ONGOING) << word;
  }
  EXPECT_EQ(Read(R"({"places":[{"precision":"settlement"}]})").places(0).precision(),
            v1::PLACE_PRECISION_SETTLEMENT);
  EXPECT_EQ(Read(R"({"handling":"amber-strict"})").handling(), v1::HANDLING_AMBER_STRICT);
}

TEST(JsonReader, ReadsIntegersAsNumbersAndStrings) {
  EXPECT_EQ(Read(R"({"contentVersion":9223372036854775807})").content_version(),
            9223372036854775807);
  EXPECT_EQ(Read(R"({"contentVersion":"-9223372036854775808"})").content_version(),
            std::numeric_limits<int64_t>::min());
  EXPECT_EQ(
      Read(R"({"casualties":[{"killed":{"low":2.0,"best":1e1}}]})").casualties(0).killed().best(),
      10);
}

TEST(JsonReader, KeepsAGivenZeroApartFromNothing) {
  const v1::Event event = Read(R"({"casualties":[{"killed":{"low":0}}]})");
  EXPECT_TRUE(event.casualties(0).killed().has_low());
  EXPECT_FALSE(event.casualties(0).killed().has_high());
}

TEST(JsonReader, ReadsTimesToTheNanosecondAndInAnyOffset) {
  const v1::Event event = Read(
      R"({"occurred":{"start":"2025-07-12T18:00:00.123456789Z","end":"2025-07-12T21:30:00+03:30"}})");
  EXPECT_EQ(event.occurred().start().nanos(), 123456789);
  EXPECT_EQ(event.occurred().end().seconds(), event.occurred().start().seconds());
}

TEST(JsonReader, ReadsBytesInBothAlphabets) {
  EXPECT_EQ(Read(R"({"sources":[{"contentSha256":"-_8="}]})").sources(0).content_sha256(),
            Read(R"({"sources":[{"content_sha256":"+/8="}]})").sources(0).content_sha256());
}

TEST(JsonReader, TakesNullAsNotGiven) {
  const v1::Event event = Read(R"({"occurred":null,"tags":null,"strike":{},"clash":null})");
  EXPECT_FALSE(event.has_occurred());
  EXPECT_TRUE(event.has_strike());
}

TEST(JsonReader, NamesEveryBadFieldAtOnceWithItsPath) {
  EXPECT_THAT(
      Errors(R"({"nonsense":1,"status":"maybe","kind":"strike",
                 "places":[{"point":{"lat":"NaN","lon":"high"}},{"precision":99}],
                 "casualties":[{"killed":{"low":1.5,"high":3000000000}}],
                 "occurred":{"start":"yesterday"},"test":"yes","tags":"a"})"),
      ElementsAre("nonsense: is no field of Event", "status: 'maybe' is not a value of Status",
                  "kind: is no field of Event", "places[0].point.lat: 'NaN' is not a finite number",
                  "places[0].point.lon: 'high' is not a finite number",
                  "places[1].precision: '99' is not a value of PlacePrecision",
                  "casualties[0].killed.low: '1.5' is not a whole number of 32 bits",
                  "casualties[0].killed.high: '3000000000' is not a whole number of 32 bits",
                  "occurred.start: 'yesterday' is not a time such as \"2025-07-12T18:00:00Z\"",
                  "test: is a string, not true or false", "tags: is a string, not a list"));
}

TEST(JsonReader, RefusesAFieldThatIsGivenTwice) {
  EXPECT_THAT(Errors(R"({"id":"a","id":"b"})"), ElementsAre("id: is given twice"));
  EXPECT_THAT(Errors(R"({"contentVersion":1,"content_version":1})"),
              ElementsAre("contentVersion: is given twice"));
}

TEST(JsonReader, RefusesTwoKindsOfOneEvent) {
  EXPECT_THAT(Errors(R"({"strike":{},"clash":{}})"),
              ElementsAre("clash: excludes strike, which is given, too"));
}

TEST(JsonReader, RefusesWrongTypes) {
  EXPECT_THAT(
      Errors(R"({"id":7,"occurred":[],"places":[null,"x"],"strike":"drone"})"),
      ElementsAre("id: is a number, not a string", "occurred: is a list, not an object",
                  "places[0]: is null, not an object", "places[1]: is a string, not an object",
                  "strike: is a string, not an object"));
}

TEST(JsonReader, RefusesWhatIsNotStrictJson) {
  for (const char* text : {"", "{", "{}{}", "{} x", "{\"id\":\"a\",}", "{'id':'a'}", "{\"id\":NaN}",
                           "{\"id\":01}", "// c\n{}", "{\"id\":\"\xff\"}", "{\"id\":\"\\ud800\"}",
                           "{\"contentVersion\":1e999}", "{\"id\":\"a\tb\"}"}) {
    EXPECT_THAT(SyntaxError(text), HasSubstr("not JSON")) << text;
  }
  EXPECT_THAT(SyntaxError(std::string(100, '[')), HasSubstr("levels deep"));
  EXPECT_THAT(SyntaxError("[]"), HasSubstr("is a list, not an object"));
}

TEST(JsonReader, RefusesNumbersInStringsThatAreNoJsonNumbers) {
  for (const char* text : {"\"\"", "\" 1\"", "\"0x10\"", "\"inf\"", "\"+1\"", "\"1e999\""}) {
    EXPECT_EQ(Errors(std::string("{\"extraction\":{\"confidence\":") + text + "}}").size(), 1u)
        << text;
    EXPECT_EQ(Errors(std::string("{\"contentVersion\":") + text + "}").size(), 1u) << text;
  }
}

TEST(JsonReader, ShowsOnlyTheBeginningOfALongValue) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "я";
  for (const std::string& json :
       {"{\"status\":\"" + text + "\"}", "{\"" + text + "\":1}", "{\"id\":\"" + text + "\xff\"}",
        "{\"occurred\":{\"start\":\"" + text + "\"}}", "{\"contentVersion\":\"" + text + "\"}"}) {
    const std::string message = SyntaxError(json);
    EXPECT_LT(message.size(), 400u) << message;
    // Still UTF-8, so that it can be part of a message.
    v1::Warning warning;
    warning.set_message(message);
    EXPECT_NE(ToJson(warning), "{}");
  }
}

TEST(Rfc3339, RefusesDaysAndTimesThatDoNotExist) {
  for (const char* text :
       {"2025-02-30T00:00:00Z", "2025-13-01T00:00:00Z", "2025-07-12T24:00:00Z",
        "2025-07-12T23:59:60Z", "2025-07-12T10:00:00", "2025-07-12", "2025-7-12T10:00:00Z",
        "2025-07-12T10:00:00.Z", "2025-07-12T10:00:00.1234567890Z", "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00", "10000-01-01T00:00:00Z", "-001-01-01T00:00:00Z",
        "2025-07-12T10:00:00+24:00", "2025-07-12T10:00:00Z "}) {
    EXPECT_EQ(Errors(std::string("{\"occurred\":{\"start\":\"") + text + "\"}}").size(), 1u)
        << text;
  }
  Read(R"({"occurred":{"start":"0001-01-01T00:00:00Z","end":"9999-12-31T23:59:59.999999999Z"}})");
}

TEST(JsonDuration, ReadsSeconds) {
  v1::WatchEventsRequest request;
  ASSERT_TRUE(ParseJsonMessage(R"({"progressInterval":"1.5s"})", request).ok());
  EXPECT_EQ(request.progress_interval().seconds(), 1);
  EXPECT_EQ(request.progress_interval().nanos(), 500'000'000);
  for (const char* text : {"10", "s", "1.s", "1 s", "999999999999999s"}) {
    v1::WatchEventsRequest other;
    EXPECT_FALSE(
        ParseJsonMessage(std::string("{\"progressInterval\":\"") + text + "\"}", other).ok())
        << text;
  }
}

TEST(JsonReader, ReadsWhatTheWriterWrites) {
  const v1::Event event = Read(
      R"({"id":"a/1","occurred":{"start":"2025-07-12T00:00:00.5Z","precision":"day","lasting":true},
          "status":"ongoing","summary":"\u001b[31m <b> \u65e5","places":[{"name":"원산","point":{"lat":0.1,"lon":-1e-7}}],
          "casualties":[{"killed":{"low":0,"high":2}}],"sources":[{"contentSha256":"AAEC/w=="}],
          "contentVersion":"9007199254740993","strike":{"munitions":[{"kind":"drone"}]},
          "record":{"sequence":"5","kind":"KIND_STRIKE"}})");
  for (const JsonLayout layout :
       {JsonLayout::kLine, JsonLayout::kIndented, JsonLayout::kLineWithZeros}) {
    const std::string json = ToJson(event, layout);
    EXPECT_TRUE(MessageDifferencer::Equals(Read(json), event)) << json;
  }
}

}  // namespace
}  // namespace sitrep
