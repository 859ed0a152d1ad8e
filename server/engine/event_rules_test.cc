#include "server/engine/event_rules.h"

#include <string>
#include <vector>

#include "base/limits.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "server/engine/content.h"

namespace sitrep {
namespace {

using ::google::protobuf::TextFormat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Event Parsed(const std::string& text) {
  v1::Event event;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &event)) << text;
  return event;
}

std::vector<std::string> BadFields(const v1::Event& event, absl::string_view path = "") {
  FieldErrors errors;
  CheckEvent(event, path, errors);
  std::vector<std::string> fields;
  for (const FieldError& error : errors.errors()) fields.push_back(error.field);
  return fields;
}

std::string Repeated(int count, const std::string& text) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

// `count` times a character of two bytes.
std::string Cyrillic(int count) { return Repeated(count, "\u0416"); }

TEST(EventRules, AcceptsGoodEvents) {
  const std::vector<std::string> good = {
      "",
      "id: 'a'",
      "id: 'feed/2025-07-12 16'",
      "id: '" + std::string(200, 'x') + "'",
      "id: '" + Cyrillic(200) + "'",
      "id: 'feed/\u202fe\u0301\u200d\U0001F680'",
      "occurred {}",
      "occurred { verbatim: 'overnight' time_zone: 'Europe/Kyiv' }",
      "occurred { precision: TIME_PRECISION_UNKNOWN }",
      "occurred { precision: TIME_PRECISION_UNKNOWN end { seconds: 5 } }",
      "occurred { start { seconds: -62135596800 } }",
      "occurred { start { seconds: 253402300799 nanos: 999999999 } }",
      "occurred { start { seconds: 5 nanos: 7 } end { seconds: 5 nanos: 7 } }",
      "occurred { start { seconds: 5 } time_zone: 'UTC' }",
      "language: 'es'",
      "language: 'zh-Hant-TW'",
      "language: 'x-klingon'",
      "places { name: 'Kursk' }",
      "places { precision: PLACE_PRECISION_UNKNOWN }",
      "places { country: 'UA' precision: PLACE_PRECISION_POINT }",
      "places { alternatives: ['Kursk', 'Belgorod'] }",
      "places { point {} }",
      "places { point { lat: 90 lon: -180 } radius_km: 20040 }",
      "places { point { lat: -90 lon: 180 } precision: PLACE_PRECISION_COUNTRY radius_km: 5 }",
      "participants { name: 'Russia' }",
      "participants { represents: 'Russia' }",
      "participants { office: 'foreign minister' }",
      "casualties { side: 'civilians' }",
      "casualties { killed { low: 2 best: 2 high: 2 } wounded { low: 0 } missing { high: 0 } }",
      "casualties { killed { low: 2147483647 } }",
      "sources { key: 'a' } sources { key: 'b' } casualties { said_by: ['b', 'a'] }",
      "sources {} sources {} places { name: 'x' said_by: '2' }",
      "sources {} sources { key: '1' } places { name: 'x' said_by: ['1', '1-2'] }",
      "sources { content_sha256: '" + std::string(32, '\1') + "' }",
      "sources { reliability: 'A' credibility: '6' } sources { reliability: 'F' credibility: '1' }",
      "links { event_id: 'not/stored' relation: RELATION_PART_OF }",
      "codes { scheme: 'CAMEO' code: '190' }",
      "extraction { confidence: 1 }",
      "content_version: 9223372036854775807",
      "summary: '" + std::string(8192, 's') + "'",
      "places { name: '" + std::string(512, 'n') + "' }",
      "places { name: '" + Cyrillic(256) + "' }",
      "places { name: '\u041a\u0443rs\u0301k\u0308 \u8d6b\u5c14' }",
      "strike {}",
      "strike { munitions { kind: 'drone' launched { best: 597 } } }",
      "violence { form: 'abduction' }",
      "record { revision: -4 kind: 77 submitted_by: '" + std::string(9000, 'x') + "' }",
      "places { name: 'x' region_ids: '" + std::string(9000, 'x') + "' }",
  };
  for (const std::string& text : good) {
    EXPECT_THAT(BadFields(Parsed(text)), IsEmpty()) << text.substr(0, 200);
  }
}

TEST(EventRules, NamesTheBadField) {
  const struct {
    std::string event;
    std::string field;
  } rows[] = {
      {"id: '" + std::string(201, 'x') + "'", "id"},
      {"id: '" + Cyrillic(201) + "'", "id"},
      {"id: 'a\\nb'", "id"},
      {"id: 'a\\000b'", "id"},
      {"id: 'a\\177'", "id"},
      {"id: 'a\u0085b'", "id"},
      {"id: 'a\u2028b'", "id"},
      {"id: 'a\u2029b'", "id"},
      {"id: 'a\u202eb'", "id"},
      {"status: 99", "status"},
      {"handling: -1", "handling"},
      {"occurred { start { seconds: -62135596801 } }", "occurred.start"},
      {"occurred { start { seconds: 253402300800 } }", "occurred.start"},
      {"occurred { start { nanos: 1000000000 } }", "occurred.start"},
      {"occurred { start {} end { seconds: 5 nanos: -1 } }", "occurred.end"},
      {"occurred { start { seconds: 5 } end { seconds: 4 } }", "occurred.end"},
      {"occurred { start { seconds: 5 nanos: 2 } end { seconds: 5 nanos: 1 } }", "occurred.end"},
      {"occurred { end { seconds: 4 } }", "occurred.start"},
      {"occurred { precision: TIME_PRECISION_DAY }", "occurred.start"},
      {"occurred { lasting: true }", "occurred.start"},
      {"occurred { open_start: true }", "occurred.start"},
      {"occurred { open_end: true }", "occurred.start"},
      {"occurred { precision: 8 start {} }", "occurred.precision"},
      {"occurred { time_zone: 'Kyiv' }", "occurred.time_zone"},
      {"occurred { time_zone: '/etc/passwd' }", "occurred.time_zone"},
      {"occurred { time_zone: 'europe/kyiv' }", "occurred.time_zone"},
      {"language: 'Spanish language'", "language"},
      {"language: 'e'", "language"},
      {"language: 'es-'", "language"},
      {"language: 'es-123456789'", "language"},
      {"places { role: PLACE_ROLE_SITE }", "places[0]"},
      {"places { name: 'x' } places {}", "places[1]"},
      {"places { point { lat: 91 } }", "places[0].point.lat"},
      {"places { point { lat: -90.0000001 } }", "places[0].point.lat"},
      {"places { point { lat: nan } }", "places[0].point.lat"},
      {"places { point { lon: 180.0000001 } }", "places[0].point.lon"},
      {"places { point { lon: -inf } }", "places[0].point.lon"},
      {"places { name: 'x' role: 6 }", "places[0].role"},
      {"places { country: 'ua' }", "places[0].country"},
      {"places { country: 'UKR' }", "places[0].country"},
      {"places { point {} radius_km: 20040.1 }", "places[0].radius_km"},
      {"places { point {} radius_km: -1 }", "places[0].radius_km"},
      {"places { point {} radius_km: nan }", "places[0].radius_km"},
      {"places { name: 'x' radius_km: 1 }", "places[0].radius_km"},
      {"places { name: 'x' alternatives: '' }", "places[0].alternatives[0]"},
      {"places { name: 'x' said_by: 'nobody' }", "places[0].said_by[0]"},
      {"participants {}", "participants[0].name"},
      {"participants { name: 'x' role: 10 }", "participants[0].role"},
      {"participants { name: 'x' said_by: '' }", "participants[0].said_by[0]"},
      {"casualties { killed { low: -1 } }", "casualties[0].killed.low"},
      {"casualties { killed { best: -1 } }", "casualties[0].killed.best"},
      {"casualties { killed { high: -1 } }", "casualties[0].killed.high"},
      {"casualties { wounded { low: 3 best: 2 } }", "casualties[0].wounded.low"},
      {"casualties { captured { low: 3 high: 2 } }", "casualties[0].captured.low"},
      {"casualties { missing { best: 3 high: 2 } }", "casualties[0].missing.best"},
      {"casualties { killed_or_wounded { low: 4 best: 3 high: 9 } }",
       "casualties[0].killed_or_wounded.low"},
      {"casualties { killed { said_by: 'x' } }", "casualties[0].killed.said_by[0]"},
      {"casualties { said_by: 'x' }", "casualties[0].said_by[0]"},
      {"casualties { killed { basis: 3 } }", "casualties[0].killed.basis"},
      {"sources { key: 'a' } sources { key: 'a' }", "sources[1].key"},
      {"sources { published_at { seconds: 253402300800 } }", "sources[0].published_at"},
      {"sources { retrieved_at { nanos: -5 } }", "sources[0].retrieved_at"},
      {"sources { content_sha256: 'short' }", "sources[0].content_sha256"},
      {"sources { language: '?' }", "sources[0].language"},
      {"sources { reliability: 'G' }", "sources[0].reliability"},
      {"sources { reliability: 'AB' }", "sources[0].reliability"},
      {"sources { credibility: '7' }", "sources[0].credibility"},
      {"sources { stance: 5 }", "sources[0].stance"},
      {"links { relation: RELATION_SAME_AS }", "links[0].event_id"},
      {"links { event_id: 'a\\tb' }", "links[0].event_id"},
      {"tags: ''", "tags[0]"},
      {"codes { code: '190' }", "codes[0].scheme"},
      {"codes { scheme: 'CAMEO' }", "codes[0].code"},
      {"extraction { confidence: 1.01 }", "extraction.confidence"},
      {"extraction { confidence: -0.01 }", "extraction.confidence"},
      {"extraction { confidence: nan }", "extraction.confidence"},
      {"content_version: -1", "content_version"},
      {"summary: '" + std::string(8193, 's') + "'", "summary"},
      {"places { name: '" + std::string(513, 'n') + "' }", "places[0].name"},
      {"participants { name: '" + Cyrillic(257) + "' }", "participants[0].name"},
      {"tags: '" + std::string(513, 'n') + "'", "tags[0]"},
      {"meeting { topics: '' }", "meeting.topics[0]"},
      {"strike { munitions { hit { low: -1 } } }", "strike.munitions[0].hit.low"},
      {"deployment { personnel { low: -1 } }", "deployment.personnel.low"},
      {"deployment { equipment { quantity { low: -1 } } }", "deployment.equipment[0].quantity.low"},
      {"deployment { phase: 5 }", "deployment.phase"},
      {"arms_transfer { items {} items { quantity { best: -1 } } }",
       "arms_transfer.items[1].quantity.best"},
      {"statement { about: '' }", "statement.about[0]"},
      {"unrest { size { best: 3 high: 1 } }", "unrest.size.best"},
      {"agreement { topics: '' }", "agreement.topics[0]"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(BadFields(Parsed(row.event)), ElementsAre(row.field)) << row.event.substr(0, 200);
  }
}

TEST(EventRules, BoundsEveryList) {
  const struct {
    std::string before, element, after;
    int max;
    std::string field;
  } rows[] = {
      {"", "places { name: 'x' } ", "", 64, "places"},
      {"", "participants { name: 'x' } ", "", 256, "participants"},
      {"", "casualties {} ", "", 64, "casualties"},
      {"", "sources {} ", "", 256, "sources"},
      {"", "links { event_id: 'x' } ", "", 256, "links"},
      {"", "tags: 'x' ", "", 64, "tags"},
      {"", "codes { scheme: 'x' code: 'y' } ", "", 32, "codes"},
      {"places { name: 'x' ", "alternatives: 'y' ", "}", 32, "places[0].alternatives"},
      {"sources {} casualties { ", "said_by: '1' ", "}", 256, "casualties[0].said_by"},
      {"strike { ", "munitions {} ", "}", 64, "strike.munitions"},
      {"deployment { ", "equipment {} ", "}", 64, "deployment.equipment"},
      {"arms_transfer { ", "items {} ", "}", 64, "arms_transfer.items"},
      {"meeting { ", "topics: 'x' ", "}", 64, "meeting.topics"},
      {"agreement { ", "topics: 'x' ", "}", 64, "agreement.topics"},
      {"statement { ", "about: 'x' ", "}", 64, "statement.about"},
  };
  for (const auto& row : rows) {
    const auto with = [&](int count) {
      return Parsed(row.before + Repeated(count, row.element) + row.after);
    };
    EXPECT_THAT(BadFields(with(row.max)), IsEmpty()) << row.field;
    EXPECT_THAT(BadFields(with(row.max + 1)), ElementsAre(row.field)) << row.field;
    // So many may also be too many bytes.
    EXPECT_THAT(BadFields(with(10'000)), testing::Contains(row.field)) << row.field;
  }
}

TEST(EventRules, NamesEveryBadFieldAtOnceUnderItsPath) {
  const v1::Event event = Parsed(
      "id: 'a\\nb' occurred { start { seconds: 9 } end { seconds: 8 } } "
      "places { point { lat: 91 lon: 181 } } tags: '' casualties { killed { low: 3 best: 2 } }");
  EXPECT_THAT(BadFields(event, "events[7]"),
              ElementsAre("events[7].id", "events[7].occurred.end", "events[7].places[0].point.lat",
                          "events[7].places[0].point.lon", "events[7].casualties[0].killed.low",
                          "events[7].tags[0]"));
}

TEST(EventRules, NamesUnknownFieldsByNumberAtAnyDepth) {
  v1::Event event = Parsed("id: 'a' places { name: 'x' point {} }");
  event.GetReflection()->MutableUnknownFields(&event)->AddVarint(99, 1);
  v1::LatLng* point = event.mutable_places(0)->mutable_point();
  point->GetReflection()->MutableUnknownFields(point)->AddLengthDelimited(7, "x");
  // The number of `lat`, but not as a double.
  point->GetReflection()->MutableUnknownFields(point)->AddVarint(1, 5);
  EXPECT_THAT(BadFields(event), ElementsAre("99", "places[0].point.7", "places[0].point.lat"));
}

TEST(EventRules, AcceptedEventsSurviveSerialisation) {
  const v1::Event event = Parsed(
      "id: 'a' sources {} sources { key: '1' } places { name: 'x' point { lat: 1e-9 } } "
      "casualties { killed { low: 0 } } strike { munitions { name: '\u0416' } }");
  ASSERT_THAT(BadFields(event), IsEmpty());
  v1::Event again;
  ASSERT_TRUE(again.ParseFromString(event.SerializeAsString()));
  EXPECT_TRUE(SameContent(event, again));
  EXPECT_THAT(BadFields(again), IsEmpty());
}

TEST(KindOf, FollowsFromTheDetail) {
  EXPECT_EQ(KindOf(v1::Event()), v1::KIND_UNSPECIFIED);
  // Details stand in the order of the kinds.
  const auto* details = v1::Event::descriptor()->FindOneofByName("detail");
  ASSERT_EQ(details->field_count(), v1::Kind_ARRAYSIZE - 1);
  for (int i = 0; i < details->field_count(); ++i) {
    v1::Event event;
    event.GetReflection()->MutableMessage(&event, details->field(i));
    EXPECT_EQ(KindOf(event), i + 1) << details->field(i)->name();
  }
}

absl::Status StatusOf(const v1::Event& event) {
  FieldErrors errors;
  CheckEvent(event, "", errors);
  return errors.ToStatus();
}

TEST(EventRules, CountsBytesUpToTheLimit) {
  v1::Event event;
  while (event.ByteSizeLong() < limits::kEventBytesMax - 2 * limits::kStringBytesMax) {
    event.add_sources()->set_quote(std::string(8000, 'q'));
  }
  event.set_summary("s");
  event.add_sources()->set_quote(std::string(8000, 'q'));
  // The lengths' own length does not change in what follows.
  event.set_summary(std::string(200, 's'));
  event.set_summary(std::string(200 + limits::kEventBytesMax - event.ByteSizeLong(), 's'));
  ASSERT_EQ(event.ByteSizeLong(), limits::kEventBytesMax);
  EXPECT_TRUE(StatusOf(event).ok());
  event.mutable_summary()->push_back('s');
  const absl::Status status = StatusOf(event);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("65536"));
}

TEST(EventRules, DoesNotCountWhatTheServerAdded) {
  v1::Event event;
  while (event.ByteSizeLong() < limits::kEventBytesMax - 8100) {
    event.add_sources()->set_quote(std::string(8000, 'q'));
  }
  event.set_summary(std::string(limits::kEventBytesMax - event.ByteSizeLong() - 10, 's'));
  for (int i = 0; i < event.sources_size(); ++i) {
    event.mutable_sources(i)->set_key(absl::StrCat(i + 1));
  }
  event.mutable_record()->set_reason(std::string(8000, 'r'));
  ASSERT_GT(event.ByteSizeLong(), limits::kEventBytesMax);
  EXPECT_TRUE(StatusOf(event).ok());
}

TEST(EventRules, NamesWhatElseIsWrongWithAnEventThatIsTooLarge) {
  v1::Event event;
  for (int i = 0; i < 10'000; ++i) event.add_tags("a tag");
  const absl::Status status = StatusOf(event);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("65536"));
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("tags"));
}

}  // namespace
}  // namespace sitrep
