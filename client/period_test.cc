#include "client/period.h"

#include "gtest/gtest.h"

namespace sitrep {
namespace {

const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2025, 7, 12, 15, 0, 0), absl::UTCTimeZone());

// "start end PRECISION" in UTC, or "error".
std::string Text(const absl::StatusOr<Period>& period) {
  if (!period.ok()) return "error";
  const auto text = [](absl::Time time) {
    return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
  };
  return text(period->start) + " " + text(period->end) + " " +
         v1::TimePrecision_Name(period->precision).substr(15);
}

std::string Parse(absl::string_view text, const char* zone = "") {
  return Text(ParsePeriod(text, *ParseZone(zone), kNow));
}

TEST(Period, IsAsExactAsItIsWritten) {
  const struct {
    const char* text;
    const char* zone;
    const char* period;
  } kRows[] = {
      {"2025-07-12", "", "2025-07-12T00:00:00Z 2025-07-13T00:00:00Z DAY"},
      {"2024-02-29", "", "2024-02-29T00:00:00Z 2024-03-01T00:00:00Z DAY"},
      {"2024-11", "", "2024-11-01T00:00:00Z 2024-12-01T00:00:00Z MONTH"},
      {"2024", "", "2024-01-01T00:00:00Z 2025-01-01T00:00:00Z YEAR"},
      {"0001", "", "0001-01-01T00:00:00Z 0002-01-01T00:00:00Z YEAR"},
      {"2025-07-12", "Europe/Kyiv", "2025-07-11T21:00:00Z 2025-07-12T21:00:00Z DAY"},
      {"2025-07-12T14:00:30.5Z", "", "2025-07-12T14:00:30.5Z 2025-07-12T14:00:30.5Z INSTANT"},
      {"2025-07-12T14:00Z", "", "2025-07-12T14:00:00Z 2025-07-12T14:00:00Z INSTANT"},
      {"2025-07-12 14:00", "", "2025-07-12T14:00:00Z 2025-07-12T14:00:00Z INSTANT"},
      {"2025-07-12T14:00+03:00", "", "2025-07-12T11:00:00Z 2025-07-12T11:00:00Z INSTANT"},
      {"2025-07-12T14:00", "Europe/Kyiv", "2025-07-12T11:00:00Z 2025-07-12T11:00:00Z INSTANT"},
      {"2025-07-12T14:00Z", "Europe/Kyiv", "2025-07-12T14:00:00Z 2025-07-12T14:00:00Z INSTANT"},
      {"7d", "", "2025-07-05T15:00:00Z 2025-07-05T15:00:00Z INSTANT"},
      {"12h", "", "2025-07-12T03:00:00Z 2025-07-12T03:00:00Z INSTANT"},
      {"30m", "", "2025-07-12T14:30:00Z 2025-07-12T14:30:00Z INSTANT"},
  };
  for (const auto& row : kRows) EXPECT_EQ(Parse(row.text, row.zone), row.period) << row.text;
}

TEST(Period, RefusesWhatIsNoTime) {
  for (const char* text : {"",
                           "x",
                           "2025-",
                           "2025-13",
                           "2025-02-30",
                           "2025-7-1",
                           "25",
                           "0000",
                           "20250712",
                           "-7d",
                           "7",
                           "7x",
                           "d",
                           "0d",
                           "99999999999999d",
                           "2025-07-12T",
                           "2025-07-12T25:00Z",
                           "2025-07-12T14Z",
                           "2025-07-12-01",
                           "12 Jul 2025"}) {
    EXPECT_EQ(Parse(text), "error") << text;
  }
  EXPECT_FALSE(ParseZone("Mars/Olympus").ok());
}

TEST(Span, GoesFromTheStartOfOneToTheEndOfTheOther) {
  const auto parse = [](absl::string_view text) {
    return Text(ParseSpan(text, absl::UTCTimeZone(), kNow));
  };
  EXPECT_EQ(parse("2025-07-11..2025-07-13"), "2025-07-11T00:00:00Z 2025-07-14T00:00:00Z DAY");
  EXPECT_EQ(parse("2025-07-11T18:00Z..2025-07-12T06:00Z"),
            "2025-07-11T18:00:00Z 2025-07-12T06:00:00Z INSTANT");
  EXPECT_EQ(parse("2024-11..2025"), "2024-11-01T00:00:00Z 2026-01-01T00:00:00Z YEAR");
  EXPECT_EQ(parse("2024-11"), "2024-11-01T00:00:00Z 2024-12-01T00:00:00Z MONTH");
  EXPECT_EQ(parse("2025-07-13..2025-07-11"), "error");
  EXPECT_EQ(parse("2025-07-13.."), "error");
}

}  // namespace
}  // namespace sitrep
