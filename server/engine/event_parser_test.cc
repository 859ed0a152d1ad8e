#include "server/engine/event_parser.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "server/engine/event_rules.h"
#include "server/engine/wire_errors.h"

namespace sitrep {
namespace {

using ::google::protobuf::TextFormat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

template <typename Message>
Message Parsed(const std::string& text) {
  Message message;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  if (status.ok()) return fields;
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  google::rpc::BadRequest details;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  EXPECT_TRUE(payload && details.ParseFromString(std::string(*payload)));
  for (const auto& violation : details.field_violations()) fields.push_back(violation.field());
  return fields;
}

// A message's bytes with one text replaced by another of the same length.
std::string Replaced(std::string bytes, const std::string& from, const std::string& to) {
  EXPECT_EQ(from.size(), to.size());
  const size_t at = bytes.find(from);
  EXPECT_NE(at, std::string::npos);
  return at == std::string::npos ? bytes : bytes.replace(at, from.size(), to);
}

TEST(ParseEvent, ReadsAnEvent) {
  const auto event = Parsed<v1::Event>("id: 'a' places { name: 'Kursk' }");
  v1::Event read;
  ASSERT_TRUE(ParseEvent(event.SerializeAsString(), read).ok());
  EXPECT_EQ(read.places(0).name(), "Kursk");
}

TEST(ParseEvent, NamesEveryStringThatIsNotUtf8) {
  std::string bytes = Parsed<v1::Event>(
                          "id: 'id__' tags: ['good', 'bad_'] places { name: 'x' } "
                          "places { name: 'name' said_by: ['a', 'said'] }")
                          .SerializeAsString();
  bytes = Replaced(bytes, "id__", "id\xc3\x28");
  bytes = Replaced(bytes, "bad_", "\xed\xa0\x80_");     // a surrogate
  bytes = Replaced(bytes, "name", "\xf5\x80\x80\x80");  // beyond Unicode
  bytes = Replaced(bytes, "said", "sa\xc0\xaf");        // overlong
  v1::Event event;
  EXPECT_THAT(FieldsOf(ParseEvent(bytes, event)),
              ElementsAre("id", "places[1].name", "places[1].said_by[1]", "tags[1]"));
}

TEST(ParseEvent, NamesWhereTheBytesStopMakingSense) {
  const std::string good =
      Parsed<v1::Event>("id: 'a' places { name: 'x' } places { point { lat: 5 } }")
          .SerializeAsString();
  v1::Event event;
  EXPECT_THAT(FieldsOf(ParseEvent(good.substr(0, good.size() - 1), event)),
              ElementsAre("places[1]"));
  EXPECT_THAT(FieldsOf(ParseEvent(good.substr(0, 2), event)), ElementsAre("id"));
  EXPECT_THAT(FieldsOf(ParseEvent("\xff\xff\xff", event)), ElementsAre(""));
  EXPECT_THAT(FieldsOf(ParseEvent(std::string(1, '\0'), event)), ElementsAre(""));
}

TEST(ParseSubmitRequest, GivesTheEventsUnread) {
  auto request = Parsed<v1::SubmitEventsRequest>(
      "events { id: 'a' } events { id: 'b' } expected_revisions { key: 'a' value: 2 } "
      "on_conflict: ON_CONFLICT_SKIP validate_only: true reason: 'r'");
  const std::string bytes = request.SerializeAsString();
  const auto envelope = ParseSubmitRequest(bytes);
  ASSERT_TRUE(envelope.ok()) << envelope.status();
  EXPECT_THAT(envelope->events, ElementsAre(request.events(0).SerializeAsString(),
                                            request.events(1).SerializeAsString()));
  request.clear_events();
  EXPECT_EQ(envelope->rest.ShortDebugString(), request.ShortDebugString());
}

TEST(ParseSubmitRequest, LetsABadEventPass) {
  // Fields 1 of wire type 2: an event of garbage, then a good one.
  const std::string bytes = std::string("\x0a\x02\xff\xff") + "\x0a\x03\x0a\x01" + "a";
  const auto envelope = ParseSubmitRequest(bytes);
  ASSERT_TRUE(envelope.ok()) << envelope.status();
  v1::Event event;
  EXPECT_FALSE(ParseEvent(envelope->events[0], event).ok());
  EXPECT_TRUE(ParseEvent(envelope->events[1], event).ok());
}

TEST(ParseSubmitRequest, NamesWhatIsWrongWithTheEnvelope) {
  const struct {
    std::string bytes, field;
  } rows[] = {
      {"\x0a\x05"
       "abc",
       "events[0]"},
      {"\x0a\x01"
       "a"
       "\x0a\xff",
       "events[1]"},
      {"\x08\x05", "events"},
      {"\x18\x09", "on_conflict"},
      {"\x28\x09", "change_reason"},
      {"\x28\x03", "change_reason"},
      {"\x78\x01", "15"},
      {"\x32\x01\xff", "reason"},
      {"\x12\x04\x0a\x02\xff\xff", "expected_revisions[0].key"},
      {"\x32\x05"
       "ab",
       ""},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(FieldsOf(ParseSubmitRequest(row.bytes).status()), ElementsAre(row.field));
  }
}

TEST(ParseSubmitRequest, BoundsTheCall) {
  v1::SubmitEventsRequest request;
  for (int i = 0; i < 1000; ++i) request.add_events();
  EXPECT_TRUE(ParseSubmitRequest(request.SerializeAsString()).ok());
  request.add_events();
  EXPECT_THAT(FieldsOf(ParseSubmitRequest(request.SerializeAsString()).status()),
              ElementsAre("events"));
  request.clear_events();
  (*request.mutable_expected_revisions())["a"] = -1;
  request.set_reason(std::string(8193, 'r'));
  EXPECT_THAT(FieldsOf(ParseSubmitRequest(request.SerializeAsString()).status()),
              ElementsAre("reason", "expected_revisions"));
}

TEST(ParseRequest, IsStrict) {
  const std::string good = Parsed<v1::GetEventRequest>("event_id: 'a'").SerializeAsString();
  ASSERT_TRUE(ParseRequest<v1::GetEventRequest>(good).ok());
  const auto fields = [](const std::string& bytes) {
    return FieldsOf(ParseRequest<v1::ListEventsRequest>(bytes).status());
  };
  EXPECT_THAT(fields("\x10\x09"), ElementsAre("order"));
  EXPECT_THAT(fields("\x78\x01"), ElementsAre("15"));
  EXPECT_THAT(fields("\x0a\x03\x22\x01\xff"), ElementsAre("filter.regions[0]"));
  EXPECT_THAT(fields("\x0a\x03\x52\x01\x63"), ElementsAre("filter.kinds[0]"));
}

TEST(ParseRequest, RefusesBottomlessNesting) {
  // Filter.exclude inside Filter.exclude, 300 times.
  std::string filter;
  for (int i = 0; i < 300; ++i) {
    v1::Filter outer;
    outer.GetReflection()->MutableUnknownFields(&outer)->AddLengthDelimited(
        v1::Filter::kExcludeFieldNumber, filter);
    filter = outer.SerializeAsString();
  }
  const auto fields = FieldsOf(ParseRequest<v1::Filter>(filter).status());
  ASSERT_EQ(fields.size(), 1u);
  EXPECT_THAT(fields[0], HasSubstr("exclude.exclude"));
}

TEST(FindWireErrors, ExplainsExactlyWhatTheParserRefuses) {
  const std::string good =
      Parsed<v1::Event>(
          "id: 'abc' occurred { start { seconds: 5 } } places { name: '\u0416' "
          "point { lat: 1 } said_by: 'x' } tags: 'y' casualties { killed { low: 2 } }")
          .SerializeAsString();
  std::mt19937 random(1);
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = good;
    const int changes = 1 + static_cast<int>(random() % 3);
    for (int i = 0; i < changes; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    v1::Event event;
    const bool parses = event.ParseFromString(bytes);
    FieldErrors errors;
    FindWireErrors(*v1::Event::descriptor(), bytes, MessagePath(""), errors);
    ASSERT_EQ(errors.empty(), parses) << testing::PrintToString(bytes);
    if (!parses) ++refused;
  }
  EXPECT_GT(refused, 1000);
}

TEST(ParseEvent, AcceptedBytesGiveTheSameEventAgain) {
  const std::string good =
      Parsed<v1::Event>(
          "id: 'abc' places { name: 'x' point { lat: 1 } } unrest { size { best: 2 } }")
          .SerializeAsString();
  std::mt19937 random(2);
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = good;
    bytes[random() % bytes.size()] = static_cast<char>(random());
    v1::Event event, again;
    FieldErrors errors;
    if (!ParseEvent(bytes, event).ok()) continue;
    CheckEvent(event, "", errors);
    if (!errors.empty()) continue;
    ++accepted;
    const std::string serialised = event.SerializeAsString();
    ASSERT_TRUE(ParseEvent(serialised, again).ok());
    ASSERT_EQ(again.SerializeAsString(), serialised);
  }
  EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace sitrep
