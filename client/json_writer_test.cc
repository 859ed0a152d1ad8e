#include "client/json_writer.h"

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(JsonWriter, WritesAPossibleMatchWithWhatIsUncertain) {
  v1::Result result;
  result.mutable_event()->set_id("a/1");
  EXPECT_EQ(ResultJson(result), R"({"id":"a/1"})");
  result.set_match(v1::MATCH_CERTAIN);
  EXPECT_EQ(ResultJson(result), R"({"id":"a/1"})");
  result.set_match(v1::MATCH_POSSIBLE);
  result.add_uncertain_on("regions");
  result.add_uncertain_on("occurred");
  EXPECT_EQ(ResultJson(result),
            R"({"id":"a/1","match":"MATCH_POSSIBLE","uncertainOn":["regions","occurred"]})");
  result.clear_event();
  EXPECT_EQ(ResultJson(result),
            R"({"match":"MATCH_POSSIBLE","uncertainOn":["regions","occurred"]})");
}

TEST(JsonWriter, WritesAChangeOnOneLine) {
  v1::Change change;
  change.set_type(v1::CHANGE_TYPE_CREATED);
  change.set_sequence(123);
  change.mutable_event()->set_id("a/1");
  EXPECT_EQ(ChangeJson(change),
            R"({"change":"CHANGE_CREATED","sequence":"123","event":{"id":"a/1"}})");
  change.set_type(v1::CHANGE_TYPE_EXITED);
  change.set_match(v1::MATCH_POSSIBLE);
  change.add_uncertain_on("min_killed");
  EXPECT_EQ(ChangeJson(change),
            R"({"change":"CHANGE_EXITED","sequence":"123","event":{"id":"a/1"},)"
            R"("match":"MATCH_POSSIBLE","uncertainOn":["min_killed"]})");
}

TEST(JsonWriter, EscapesEveryControlCharacter) {
  EXPECT_EQ(JsonString("a\x1b\"\x7f\u009b\u00a0я"), "\"a\\u001b\\\"\\u007f\\u009b\u00a0я\"");
  v1::Event event;
  event.set_summary("\x1b[2J\u009b\x7f");
  EXPECT_EQ(ToJson(event), R"({"summary":"\u001b[2J\u009b\u007f"})");
}

TEST(JsonWriter, WritesNumbersShortly) {
  EXPECT_EQ(JsonNumber(25.94), "25.94");
  EXPECT_EQ(JsonNumber(-0.5), "-0.5");
}

}  // namespace
}  // namespace sitrep
