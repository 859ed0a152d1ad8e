#include "client/filter_flags.h"

#include <cstdio>
#include <fstream>

#include "client/flag.h"
#include "client/json_writer.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2025, 7, 12, 15, 0, 0), absl::UTCTimeZone());

// The filter of the arguments as JSON, or what is wrong with them.
std::string Filter(std::vector<std::string> arguments) {
  CLI::App app;
  FilterFlags flags;
  flags.AddTo(app);
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return std::string("usage: ") + error.what();
  }
  const absl::StatusOr<v1::Filter> filter = flags.ToFilter(kNow);
  return filter.ok() ? ToJson(*filter) : std::string(filter.status().message());
}

TEST(FilterFlags, SetsEveryField) {
  const struct {
    std::vector<std::string> arguments;
    const char* filter;
  } kRows[] = {
      {{}, "{}"},
      {{"--in", "Kursk", "--in", "Kyiv,Lviv"}, R"({"regions":["Kursk","Kyiv","Lviv"]})"},
      {{"--in", "Korea\\, North"}, R"({"regions":["Korea, North"]})"},
      {{"--near", "-33.9,18.4,50"},
       R"({"area":{"circle":{"center":{"lat":-33.9,"lon":18.4},"radiusKm":50}}})"},
      {{"--box", "-10,170,10,-170"},
       R"({"area":{"box":{"south":-10,"west":170,"north":10,"east":-170}}})"},
      {{"--place-role", "origin,launch"},
       R"({"placeRoles":["PLACE_ROLE_ORIGIN","PLACE_ROLE_LAUNCH"]})"},
      {{"--actor", "North Korea", "--actor", "Russia"}, R"({"actors":["North Korea","Russia"]})"},
      {{"--actor", "Lavrov,Putin", "--actor", "Kim"},
       R"({"actors":["Kim"],"anyActors":["Lavrov","Putin"]})"},
      {{"--any-actor", "A,B", "--any-actor", "C"}, R"({"anyActors":["A","B","C"]})"},
      {{"--by", "Russia", "--on", "Ukraine"},
       R"({"participants":[{"name":"Russia","roles":["PARTICIPANT_ROLE_ACTOR","PARTICIPANT_ROLE_SUPPLIER","PARTICIPANT_ROLE_SPEAKER"]},)"
       R"({"name":"Ukraine","roles":["PARTICIPANT_ROLE_RECIPIENT","PARTICIPANT_ROLE_VICTIM"]}]})"},
      {{"--kind", "strike,arms-transfer", "--kind", "KIND_CLASH"},
       R"({"kinds":["KIND_STRIKE","KIND_ARMS_TRANSFER","KIND_CLASH"]})"},
      {{"--status", "planned", "--verification", "disputed"},
       R"({"statuses":["STATUS_PLANNED"],"verifications":["VERIFICATION_DISPUTED"]})"},
      {{"--publisher", "CNN", "--said-by", "Ukrainian intelligence", "--tag", "a,b"},
       R"({"publishers":["CNN"],"attributions":["Ukrainian intelligence"],"tags":["a","b"]})"},
      {{"--code", "ACLED:Armed clash", "--id", "a/1,a/2", "--text", "big, red"},
       R"({"ids":["a/1","a/2"],"codes":[{"scheme":"ACLED","code":"Armed clash"}],"text":"big, red"})"},
      {{"--min-killed", "2", "--possible", "--retracted", "--test"},
       R"({"minKilled":2,"match":"MATCH_POSSIBLE","includeRetracted":true,"includeTest":true})"},
      {{"--as-of-sequence", "7", "--as-of", "2025-07-12", "--submitted-by", "x", "--run", "r"},
       R"({"asOf":"2025-07-13T00:00:00Z","asOfSequence":"7","submittedBy":["x"],"runIds":["r"]})"},
      {{"--max-age", "7d", "--recorded-since", "12h"},
       R"({"recorded":{"start":"2025-07-12T03:00:00Z"},"maxAge":"604800s"})"},
  };
  for (const auto& row : kRows) EXPECT_EQ(Filter(row.arguments), row.filter);
}

TEST(FilterFlags, UntilIncludesTheWholeUnitAndExcludesAnInstant) {
  const auto until = [](const std::string& text, const std::string& zone) {
    return Filter({"--until", text, "--tz", zone});
  };
  EXPECT_EQ(until("2025-07-12", "UTC"), R"({"occurred":{"end":"2025-07-13T00:00:00Z"}})");
  EXPECT_EQ(until("2024-11", "UTC"), R"({"occurred":{"end":"2024-12-01T00:00:00Z"}})");
  EXPECT_EQ(until("2024", "UTC"), R"({"occurred":{"end":"2025-01-01T00:00:00Z"}})");
  EXPECT_EQ(until("2025-07-12T10:00Z", "UTC"), R"({"occurred":{"end":"2025-07-12T10:00:00Z"}})");
  EXPECT_EQ(until("2025-07-12", "Europe/Kyiv"), R"({"occurred":{"end":"2025-07-12T21:00:00Z"}})");
  EXPECT_EQ(until("9999", "UTC"), R"({"occurred":{}})");
  EXPECT_EQ(Filter({"--since", "2025-07-09", "--until", "2025-07-12"}),
            R"({"occurred":{"start":"2025-07-09T00:00:00Z","end":"2025-07-13T00:00:00Z"}})");
}

TEST(FilterFlags, NamesTheFlagThatIsWrong) {
  EXPECT_EQ(Filter({"--kind", "war"}).substr(0, 21), "--kind: 'war' is none");
  EXPECT_EQ(Filter({"--near", "1,2"}), "--near: '1,2' is not 3 numbers with commas between them");
  EXPECT_EQ(Filter({"--box", "1,2,,4"}),
            "--box: '1,2,,4' is not 4 numbers with commas between them");
  EXPECT_EQ(Filter({"--near", "1,2,3", "--box", "1,2,3,4"}),
            "--near, --box and --polygon exclude each other");
  EXPECT_EQ(Filter({"--in", "A,,B"}), "--in: 'A,,B' has an empty value");
  EXPECT_EQ(Filter({"--code", "ACLED"}), "--code: 'ACLED' is not SCHEME:CODE");
  EXPECT_EQ(Filter({"--since", "soon"}).substr(0, 15), "--since: 'soon'");
  EXPECT_EQ(Filter({"--max-age", "2025"}).substr(0, 17), "--max-age: '2025'");
  EXPECT_EQ(Filter({"--tz", "Nowhere"}).substr(0, 15), "--tz: 'Nowhere'");
  EXPECT_EQ(Filter({"--polygon", "/nonexistent"}), "--polygon: cannot read '/nonexistent'");
  EXPECT_EQ(Filter({"--by", "A,B"}).substr(0, 20), "--by: takes one name");
  EXPECT_EQ(Filter({"--actor", "A,B", "--actor", "C,D"}).substr(0, 22), "--actor: only one list");
  EXPECT_EQ(Filter({"--min-killed", "two"}).substr(0, 6), "usage:");
  EXPECT_EQ(Filter({"--nonsense"}).substr(0, 6), "usage:");
}

TEST(FilterFlags, ReadsAPolygonFromAFile) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/area.geojson";
  std::ofstream(path) << R"({"type":"Polygon","coordinates":[[[30,50],[31,50],[31,51],[30,50]]]})";
  EXPECT_EQ(Filter({"--polygon", path}).substr(0, 70),
            R"({"area":{"polygon":{"rings":[{"points":[{"lat":50,"lon":30},{"lat":50,)");
}

TEST(SplitAlternatives, TakesABackslashedCommaAsAComma) {
  EXPECT_EQ(*SplitAlternatives(" a , b\\,c ,d\\"), (std::vector<std::string>{"a", "b,c", "d\\"}));
  EXPECT_FALSE(SplitAlternatives("").ok());
}

}  // namespace
}  // namespace sitrep
