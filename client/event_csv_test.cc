#include "client/event_csv.h"

#include "absl/strings/str_split.h"
#include "client/json_reader.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(Csv, QuotesWhatMustBe) {
  EXPECT_EQ(CsvValue("plain text"), "plain text");
  EXPECT_EQ(CsvValue("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvValue("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(CsvValue("a\nb"), "\"a\nb\"");
  EXPECT_EQ(CsvValue("a\rb"), "\"a\rb\"");
  EXPECT_EQ(CsvValue(""), "");
}

TEST(Csv, HasAsManyValuesAsColumns) {
  const std::string header = CsvHeader();
  EXPECT_EQ(header.substr(header.size() - 2), "\r\n");
  const size_t columns = std::vector<std::string>(absl::StrSplit(header, ',')).size();
  EXPECT_EQ(std::vector<std::string>(absl::StrSplit(CsvRow({}), ',')).size(), columns);
}

TEST(Csv, WritesAnEventInOneLine) {
  v1::Result result;
  ASSERT_TRUE(ParseJsonMessage(
                  R"({"id":"a/1","occurred":{"start":"2025-07-12T00:00:00.5Z","precision":"day"},
                      "status":"occurred","summary":"one, two","places":[{"name":"A","role":"target"},{"name":"B"}],
                      "strike":{},"record":{"sequence":"3","revision":1,"killed":{"low":2}}})",
                  *result.mutable_event())
                  .ok());
  result.set_match(v1::MATCH_POSSIBLE);
  result.add_uncertain_on("regions");
  EXPECT_EQ(CsvRow(result),
            "a/1,strike,occurred,,2025-07-12T00:00:00.5Z,,day,false,false,false,\"one, two\",,"
            "A; B,target; ,; ,,,,2,,,,,,,3,1,,false,possible,regions\r\n");
}

}  // namespace
}  // namespace sitrep
