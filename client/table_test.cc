#include "client/table.h"

#include <numeric>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/display_text.h"
#include "client/event_table.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

std::vector<std::string> Lines(const std::string& text) {
  return absl::StrSplit(absl::StripSuffix(text, "\n"), '\n');
}

Table Sample() {
  Table table({{.title = "WHERE"},
               {.title = "WHAT", .cells_min = 4},
               {.title = "NONE"},
               {.title = "ID", .droppable = true}});
  table.AddRow({"원산", "meeting of the ministers", "", "feed/1"});
  table.AddRow({"خاركيف", "strike\nwith \x1b[31m", "", "feed/22"});
  table.AddRow({"e\u0301e\u0301 Київ", "x", "", ""});
  return table;
}

TEST(Table, AlignsByDisplayWidthAndLeavesOutEmptyColumns) {
  EXPECT_EQ(Lines(Sample().Render(0, false)),
            (std::vector<std::string>{
                "WHERE    WHAT                      ID",
                "원산     meeting of the ministers  feed/1",
                "\u2068خاركيف\u2069   strike with \\x1b[31m      feed/22",
                "e\u0301e\u0301 Київ  x",
            }));
}

TEST(Table, FitsEveryWidth) {
  for (int cells = 12; cells < 60; ++cells) {
    for (const std::string& line : Lines(Sample().Render(cells, false))) {
      EXPECT_LE(DisplayWidth(line), cells) << line;
    }
  }
}

TEST(Table, DropsAnIdRatherThanCutIt) {
  const std::string wide = Sample().Render(30, false);
  EXPECT_NE(wide.find("feed/22"), std::string::npos) << wide;
  const std::string narrow = Sample().Render(20, false);
  EXPECT_EQ(narrow.find("feed"), std::string::npos) << narrow;
  EXPECT_EQ(narrow.find("ID"), std::string::npos) << narrow;
}

TEST(Table, WritesTitlesInBoldOnlyWhenAsked) {
  EXPECT_EQ(Sample().Render(0, false).find('\x1b'), std::string::npos);
  EXPECT_EQ(Lines(Sample().Render(0, true))[0].substr(0, 4), "\x1b[1m");
}

TEST(EventTable, MarksPossibleMatchesWithWhatIsUncertain) {
  v1::Result certain, possible;
  certain.mutable_event()->set_id("feed/1");
  possible.mutable_event()->set_id("feed/2");
  possible.set_match(v1::MATCH_POSSIBLE);
  for (const char* field : {"regions", "area", "occurred", "min_killed"}) {
    possible.add_uncertain_on(field);
  }
  const std::vector<std::string> lines =
      Lines(EventTable({certain, possible}, absl::UTCTimeZone()).Render(0, false));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1].substr(0, 1), " ");
  EXPECT_EQ(lines[2].substr(0, 21), "? where, when, killed");
}

}  // namespace
}  // namespace sitrep
