#include "server/engine/content.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

using ::google::protobuf::TextFormat;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::Event Parsed(const std::string& text) {
  v1::Event event;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &event)) << text;
  return event;
}

v1::Event ContentOf(v1::Event event) {
  MakeContent(event);
  return event;
}

TEST(Content, LeavesOutWhatTheServerWrites) {
  const v1::Event served = Parsed(
      "id: 'a' places { name: 'x' region_ids: ['KP-07', 'KP'] } "
      "participants { name: 'y' actor_ids: 'KP' } sources { key: '1' } record { revision: 3 }");
  const v1::Event submitted =
      Parsed("id: 'a' places { name: 'x' } participants { name: 'y' } sources {}");
  EXPECT_TRUE(SameContent(ContentOf(served), ContentOf(submitted)));
  EXPECT_EQ(ContentBytes(ContentOf(served)), ContentBytes(ContentOf(submitted)));
}

TEST(Content, FillsEmptyKeysByPositionAndAroundGivenOnes) {
  EXPECT_THAT(FilledSourceKeys(Parsed("sources {} sources { key: 'a' } sources {}")),
              ElementsAre("1", "a", "3"));
  EXPECT_THAT(FilledSourceKeys(Parsed("sources {} sources { key: '1' } sources { key: '1-2' }")),
              ElementsAre("1-3", "1", "1-2"));
}

TEST(Content, OfContentIsItself) {
  const v1::Event content = ContentOf(Parsed("sources {} sources { key: '1' } sources {}"));
  EXPECT_EQ(ContentBytes(ContentOf(content)), ContentBytes(content));
}

TEST(Content, HashIsTheSameForEver) {
  // What stands on disk in ledgers that exist; a change of it is a change of the format.
  const v1::Event content = ContentOf(Parsed("id: 'a' sources {} strike { target_kind: 'x' }"));
  EXPECT_EQ(ContentHash(ContentBytes(content)), 7435451395135735307u);
}

TEST(SubmittedBytes, OfAServedEventAreThoseOfItsSubmission) {
  const v1::Event submitted =
      Parsed("id: 'a' places { name: 'x' } sources {} sources { key: 'b' }");
  v1::Event served = ContentOf(submitted);
  served.mutable_record()->set_revision(1);
  served.mutable_places(0)->add_region_ids("KP-07");
  EXPECT_EQ(SubmittedBytes(served), submitted.ByteSizeLong());
  EXPECT_EQ(SubmittedBytes(submitted), submitted.ByteSizeLong());
}

TEST(DifferingFields, AreNamedAsDeepAsBothSidesGo) {
  const struct {
    std::string a, b, field;
  } rows[] = {
      {"summary: 'x'", "summary: 'y'", "summary"},
      {"summary: 'x'", "", "summary"},
      {"", "test: true", "test"},
      {"occurred { start { seconds: 1 } }", "occurred { start { seconds: 2 } }",
       "occurred.start.seconds"},
      {"casualties { killed { best: 1 } }", "casualties { killed { best: 2 } }",
       "casualties[0].killed.best"},
      {"casualties { killed { low: 0 } }", "casualties { killed {} }", "casualties[0].killed.low"},
      {"places { name: 'x' }", "places { name: 'x' } places { name: 'y' }", "places[1]"},
      {"places { name: 'x' } places { name: 'y' }", "places { name: 'x' }", "places[1]"},
      {"strike { target_kind: 'x' }", "strike { target_kind: 'y' }", "strike.target_kind"},
      {"tags: ['a', 'b']", "tags: ['a', 'c']", "tags[1]"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(DifferingFields(Parsed(row.a), Parsed(row.b)), ElementsAre(row.field))
        << row.a << " / " << row.b;
    EXPECT_FALSE(SameContent(Parsed(row.a), Parsed(row.b)));
  }
}

TEST(DifferingFields, OfAnotherKindAreBothDetails) {
  EXPECT_THAT(DifferingFields(Parsed("strike {}"), Parsed("clash {}")),
              testing::UnorderedElementsAre("strike", "clash"));
}

TEST(DifferingFields, OfEqualEventsAreNone) {
  EXPECT_THAT(DifferingFields(Parsed("id: 'a' tags: 'b'"), Parsed("id: 'a' tags: 'b'")), IsEmpty());
}

TEST(DifferingFields, AreBounded) {
  v1::Event a, b;
  for (int i = 0; i < 200; ++i) {
    a.add_links()->set_event_id(absl::StrCat("a", i));
    b.add_links()->set_event_id(absl::StrCat("b", i));
  }
  EXPECT_THAT(DifferingFields(a, b), SizeIs(100));
}

}  // namespace
}  // namespace sitrep
