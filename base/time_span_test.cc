#include "base/time_span.h"

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace sitrep {
namespace {

// "2025-07-12" or "2025-07-12T10:30:00Z".
int64_t At(const std::string& text) {
  absl::Time time;
  std::string error;
  const std::string full = text.size() == 10 ? text + "T00:00:00Z" : text;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, full, &time, &error)) << text << ": " << error;
  return absl::ToUnixMicros(time);
}

v1::Event Dated(const std::string& start, v1::TimePrecision precision) {
  v1::Event event;
  *event.mutable_occurred()->mutable_start() = ToTimestamp(At(start));
  event.mutable_occurred()->set_precision(precision);
  return event;
}

TimeInterval Days(const std::string& start, const std::string& end) { return {At(start), At(end)}; }

TEST(Timestamps, RoundDownToMicroseconds) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(-1);
  timestamp.set_nanos(999'999'999);
  EXPECT_EQ(ToMicros(timestamp), -1);
  EXPECT_EQ(ToTimestamp(-1).seconds(), -1);
  EXPECT_EQ(ToTimestamp(-1).nanos(), 999'999'000);
  EXPECT_EQ(ToMicros(ToTimestamp(At("0001-01-01"))), At("0001-01-01"));
}

TEST(Timestamps, MustLieInTheYears1To9999) {
  const auto error_at = [](int64_t seconds, int32_t nanos) {
    google::protobuf::Timestamp timestamp;
    timestamp.set_seconds(seconds);
    timestamp.set_nanos(nanos);
    return TimestampError(timestamp);
  };
  const int64_t first = At("0001-01-01") / 1'000'000;
  const int64_t last = At("9999-12-31T23:59:59Z") / 1'000'000;
  EXPECT_EQ(error_at(first, 0), "");
  EXPECT_EQ(error_at(last, 999'999'999), "");
  EXPECT_NE(error_at(first - 1, 0), "");
  EXPECT_NE(error_at(last + 1, 0), "");
  EXPECT_NE(error_at(0, -1), "");
  EXPECT_NE(error_at(0, 1'000'000'000), "");
  EXPECT_NE(error_at(std::numeric_limits<int64_t>::max(), 0), "");
}

TEST(TimesOf, MissingEndFollowsFromThePrecision) {
  struct Row {
    const char* start;
    v1::TimePrecision precision;
    const char* zone;
    const char* end;
  };
  const std::vector<Row> rows = {
      {"2025-07-12T10:00:00Z", v1::TIME_PRECISION_HOUR, "", "2025-07-12T11:00:00Z"},
      {"2025-07-12", v1::TIME_PRECISION_DAY, "", "2025-07-13"},
      {"2025-07-06", v1::TIME_PRECISION_WEEK, "", "2025-07-13"},
      {"2024-02-01", v1::TIME_PRECISION_MONTH, "", "2024-03-01"},
      {"2024-01-01", v1::TIME_PRECISION_YEAR, "", "2025-01-01"},
      // Within a unit: to its end, since the start is no more exact than the unit.
      {"2025-07-12T15:00:00Z", v1::TIME_PRECISION_DAY, "", "2025-07-13"},
      {"2024-05-17", v1::TIME_PRECISION_YEAR, "", "2025-01-01"},
      // A day where the source speaks.
      {"2025-07-11T21:00:00Z", v1::TIME_PRECISION_DAY, "Europe/Kyiv", "2025-07-12T21:00:00Z"},
      // A day of 25 hours.
      {"2025-10-25T21:00:00Z", v1::TIME_PRECISION_DAY, "Europe/Kyiv", "2025-10-26T22:00:00Z"},
      // A UTC day, whatever the zone.
      {"2025-07-12", v1::TIME_PRECISION_DAY, "Europe/Kyiv", "2025-07-13"},
      {"2025-07-12", v1::TIME_PRECISION_DAY, "No/Zone", "2025-07-13"},
      {"9999-12-31", v1::TIME_PRECISION_YEAR, "", "9999-12-31T23:59:59.999999Z"},
  };
  for (const Row& row : rows) {
    v1::Event event = Dated(row.start, row.precision);
    event.mutable_occurred()->set_time_zone(row.zone);
    const SpanTimes times = TimesOf(event);
    EXPECT_EQ(times.start, At(row.start)) << row.start;
    // The last row's end lies just past what a timestamp can say.
    EXPECT_EQ(times.end,
              std::string(row.end) == "9999-12-31T23:59:59.999999Z" ? At(row.end) + 1 : At(row.end))
        << row.start << " " << row.precision;
    EXPECT_FALSE(times.unknown);
  }
}

TEST(TimesOf, InstantIsOneMoment) {
  const SpanTimes times = TimesOf(Dated("2025-07-12", v1::TIME_PRECISION_INSTANT));
  EXPECT_EQ(times.end, times.start + 1);
  EXPECT_EQ(AnswerTo(Days("2025-07-12", "2025-07-13"), times), Answer::kCertain);
  EXPECT_EQ(AnswerTo(Days("2025-07-11", "2025-07-12"), times), Answer::kNo);
}

TEST(TimesOf, UndatedSortsLastAndIsPossibleAnyTime) {
  for (const v1::Event& event : {v1::Event(), [] {
                                   v1::Event verbatim;
                                   verbatim.mutable_occurred()->set_verbatim("last year");
                                   return verbatim;
                                 }()}) {
    const SpanTimes times = TimesOf(event);
    EXPECT_TRUE(times.unknown);
    EXPECT_EQ(times.sort_start, kTimeMin);
    EXPECT_EQ(AnswerTo(Days("2025-07-11", "2025-07-12"), times), Answer::kPossible);
  }
}

TEST(TimesOf, UnknownPrecisionKeepsItsPlaceInListsOnly) {
  const SpanTimes times = TimesOf(Dated("2025-07-12", v1::TIME_PRECISION_UNKNOWN));
  EXPECT_TRUE(times.unknown);
  EXPECT_EQ(times.sort_start, At("2025-07-12"));
  EXPECT_EQ(AnswerTo(Days("1990-01-01", "1990-01-02"), times), Answer::kPossible);
}

TEST(AnswerTo, FollowsTheContract) {
  struct Row {
    const char* what;
    bool lasting, open_start, open_end;
    const char *from, *to;
    Answer answer;
  };
  // A span of 10 to 20 July.
  const std::vector<Row> rows = {
      {"inside", false, false, false, "2025-07-10", "2025-07-20", Answer::kCertain},
      {"meets", false, false, false, "2025-07-15", "2025-07-30", Answer::kPossible},
      {"within the span", false, false, false, "2025-07-12", "2025-07-13", Answer::kPossible},
      {"touches the end", false, false, false, "2025-07-20", "2025-07-30", Answer::kNo},
      {"touches the start", false, false, false, "2025-07-01", "2025-07-10", Answer::kNo},
      {"lasting meets", true, false, false, "2025-07-15", "2025-07-16", Answer::kCertain},
      {"lasting, after", true, false, false, "2025-07-20", "2025-07-21", Answer::kNo},
      {"lasting, open end", true, false, true, "2025-08-01", "2025-08-02", Answer::kPossible},
      {"lasting, open start", true, true, false, "2025-01-01", "2025-01-02", Answer::kPossible},
      {"lasting, other side", true, true, false, "2025-08-01", "2025-08-02", Answer::kNo},
      {"open end, inside", false, false, true, "2025-07-01", "2025-08-01", Answer::kPossible},
      {"open start, before", false, true, false, "2025-01-01", "2025-02-01", Answer::kPossible},
  };
  for (const Row& row : rows) {
    v1::Event event = Dated("2025-07-10", v1::TIME_PRECISION_DAY);
    *event.mutable_occurred()->mutable_end() = ToTimestamp(At("2025-07-20"));
    event.mutable_occurred()->set_lasting(row.lasting);
    event.mutable_occurred()->set_open_start(row.open_start);
    event.mutable_occurred()->set_open_end(row.open_end);
    EXPECT_EQ(AnswerTo(Days(row.from, row.to), TimesOf(event)), row.answer) << row.what;
  }
}

TEST(AnswerTo, NothingHappensInAnEmptyInterval) {
  v1::Event lasting = Dated("2025-07-10", v1::TIME_PRECISION_YEAR);
  lasting.mutable_occurred()->set_lasting(true);
  EXPECT_EQ(AnswerTo(Days("2025-08-01", "2025-08-01"), TimesOf(lasting)), Answer::kNo);
  EXPECT_EQ(AnswerTo(Days("2025-08-01", "2025-08-01"), TimesOf(v1::Event())), Answer::kNo);
}

TEST(AnswerTo, HalfOpenIntervalsReachForEver) {
  const SpanTimes times = TimesOf(Dated("2025-07-10", v1::TIME_PRECISION_DAY));
  EXPECT_EQ(AnswerTo({.start = At("2025-07-10"), .end = kTimeMax}, times), Answer::kCertain);
  EXPECT_EQ(AnswerTo({.start = kTimeMin, .end = At("2025-07-10")}, times), Answer::kNo);
  EXPECT_EQ(AnswerTo({}, TimesOf(v1::Event())), Answer::kCertain);
}

}  // namespace
}  // namespace sitrep
