#include "client/field_path.h"

#include "client/json_reader.h"
#include "client/json_writer.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

// The event after the assignment, or what is wrong with it.
std::string Assign(const std::string& json, const std::string& assignment) {
  v1::Event event;
  EXPECT_TRUE(ParseJsonMessage(json, event).ok()) << json;
  const absl::Status status = AssignField(assignment, event);
  return status.ok() ? ToJson(event) : std::string(status.message());
}

TEST(FieldPath, SetsFieldsOfAllTypes) {
  EXPECT_EQ(Assign("{}", "status=occurred"), R"({"status":"STATUS_OCCURRED"})");
  EXPECT_EQ(Assign("{}", "summary=5 = five, \"x\""), R"({"summary":"5 = five, \"x\""})");
  EXPECT_EQ(Assign("{}", "test=true"), R"({"test":true})");
  EXPECT_EQ(Assign("{}", "contentVersion=7"), R"({"contentVersion":"7"})");
  EXPECT_EQ(Assign("{}", "occurred.start=2025-07-12T00:00:00Z"),
            R"({"occurred":{"start":"2025-07-12T00:00:00Z"}})");
  EXPECT_EQ(Assign(R"({"tags":["a"]})", "tags=[\"b\",\"c\"]"), R"({"tags":["b","c"]})");
}

TEST(FieldPath, SetsElementsAndAddsBehindTheLast) {
  const std::string two = R"({"places":[{"name":"A"},{"name":"B"}]})";
  EXPECT_EQ(Assign(two, "places[0].name=Kursk"), R"({"places":[{"name":"Kursk"},{"name":"B"}]})");
  EXPECT_EQ(Assign(two, "places[0]={\"name\":\"C\"}"), R"({"places":[{"name":"C"},{"name":"B"}]})");
  EXPECT_EQ(Assign(two, "places[2].name=C"),
            R"({"places":[{"name":"A"},{"name":"B"},{"name":"C"}]})");
  EXPECT_EQ(Assign(two, "places[0]="), R"({"places":[{"name":"B"}]})");
  EXPECT_EQ(Assign("{}", "casualties[0].killed_or_wounded.best=5"),
            R"({"casualties":[{"killedOrWounded":{"best":5}}]})");
  EXPECT_EQ(Assign(R"({"tags":["a","b"]})", "tags[0]=c"), R"({"tags":["c","b"]})");
}

TEST(FieldPath, ClearsWithAnEmptyValue) {
  EXPECT_EQ(Assign(R"({"summary":"x","tags":["a"]})", "summary="), R"({"tags":["a"]})");
  EXPECT_EQ(Assign(R"({"summary":"x","tags":["a"]})", "tags="), R"({"summary":"x"})");
}

TEST(FieldPath, SaysWhatIsWrong) {
  EXPECT_EQ(Assign("{}", "status"), "--set: 'status' is not PATH=VALUE");
  EXPECT_EQ(Assign("{}", "status=maybe"), "status: 'maybe' is not a value of Status");
  EXPECT_EQ(Assign("{}", "nonsense=1"), "--set nonsense: is no field of Event");
  EXPECT_EQ(Assign("{}", "places[1].name=x"), "--set places[1]: the list has 0 elements");
  EXPECT_EQ(Assign("{}", "places.name=x"), "--set places: is a list: write places[0]");
  EXPECT_EQ(Assign("{}", "summary.x=1"), "--set summary: has no fields");
  EXPECT_EQ(Assign("{}", "summary[0]=1"), "--set summary[0]: is no list");
  EXPECT_EQ(Assign("{}", "places[-1].name=x"), "--set places[-1]: is no element of a list");
  EXPECT_EQ(Assign("{}", "record.sequence=1"), "--set record.sequence: is written by the server");
  EXPECT_EQ(Assign(R"({"places":[{}]})", "places[0].regionIds=[\"RU\"]"),
            "--set places[0].regionIds: is written by the server");
  EXPECT_EQ(Assign("{}", "id=x"), "--set id: cannot be changed");
  EXPECT_EQ(Assign("{}", "places[0]={\"nome\":1}"), "places[0].nome: is no field of Place");
}

TEST(FieldPath, DoesNotDropADetailByTheWay) {
  EXPECT_EQ(Assign(R"({"clash":{"outcome":"x"}})", "strike.targetKind=y"),
            "--set strike: the event has clash; set strike={} first to change its kind");
  EXPECT_EQ(Assign(R"({"clash":{"outcome":"x"}})", "strike={}"), R"({"strike":{}})");
}

}  // namespace
}  // namespace sitrep
