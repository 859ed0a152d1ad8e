#include "client/period.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "client/rfc3339.h"

namespace sitrep {
namespace {

constexpr int64_t kAgeSecondsMax = int64_t{366} * 86400 * limits::kYearMax;

absl::Status NotATime(absl::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("'", text,
                   "' is not a time: write 2025-07-12, 2025-07, 2025, 2025-07-12T14:00Z, or 7d, "
                   "12h for back from now"));
}

bool AllDigits(absl::string_view text, size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

template <typename CivilUnit>
Period UnitPeriod(CivilUnit unit, absl::TimeZone zone, v1::TimePrecision precision) {
  return {.start = absl::FromCivil(absl::CivilSecond(unit), zone),
          .end = absl::FromCivil(absl::CivilSecond(unit + 1), zone),
          .precision = precision};
}

// "2025", "2025-07", "2025-07-12".
absl::StatusOr<Period> ParseDate(absl::string_view text, absl::TimeZone zone) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  int numbers[3] = {1, 1, 1};
  bool valid = parts.size() <= 3;
  for (size_t i = 0; valid && i < parts.size(); ++i) {
    valid = AllDigits(parts[i], i == 0 ? 4 : 2) && absl::SimpleAtoi(parts[i], &numbers[i]);
  }
  const absl::CivilDay day(numbers[0], numbers[1], numbers[2]);
  valid = valid && day.month() == numbers[1] && day.day() == numbers[2] &&
          numbers[0] >= limits::kYearMin;
  if (!valid) return NotATime(text);
  if (parts.size() == 1) {
    return UnitPeriod(absl::CivilYear(day), zone, v1::TIME_PRECISION_YEAR);
  }
  if (parts.size() == 2) {
    return UnitPeriod(absl::CivilMonth(day), zone, v1::TIME_PRECISION_MONTH);
  }
  return UnitPeriod(day, zone, v1::TIME_PRECISION_DAY);
}

// "2025-07-12T14:00", with or without seconds and offset.
absl::StatusOr<Period> ParseInstant(absl::string_view text, absl::TimeZone zone) {
  std::string full(text);
  full[10] = 'T';
  const size_t offset_at = full.find_first_of("Zz+-", 11);
  const bool has_offset = offset_at != std::string::npos;
  if (!has_offset) full += "Z";
  const size_t time_end = has_offset ? offset_at : full.size() - 1;
  if (time_end == 16) full.insert(16, ":00");
  const absl::StatusOr<google::protobuf::Timestamp> parsed = ParseRfc3339(full);
  if (!parsed.ok()) return NotATime(text);
  absl::Time time = absl::FromUnixSeconds(parsed->seconds()) + absl::Nanoseconds(parsed->nanos());
  if (!has_offset) {
    const absl::CivilSecond civil = absl::ToCivilSecond(time, absl::UTCTimeZone());
    time = absl::FromCivil(civil, zone) + absl::Nanoseconds(parsed->nanos());
  }
  return Period{.start = time, .end = time, .precision = v1::TIME_PRECISION_INSTANT};
}

}  // namespace

absl::StatusOr<absl::Duration> ParseAge(absl::string_view text) {
  int64_t number = 0;
  if (text.size() < 2 || !absl::ascii_isdigit(text.front()) ||
      !absl::SimpleAtoi(text.substr(0, text.size() - 1), &number)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", text, "' is not a duration: write 7d, 12h, 30m, 90s or 2w"));
  }
  int64_t unit = 0;
  switch (text.back()) {
    case 's':
      unit = 1;
      break;
    case 'm':
      unit = 60;
      break;
    case 'h':
      unit = 3600;
      break;
    case 'd':
      unit = 86400;
      break;
    case 'w':
      unit = 7 * 86400;
      break;
  }
  if (unit == 0 || number <= 0 || number > kAgeSecondsMax / unit) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", text, "' is not a duration: write 7d, 12h, 30m, 90s or 2w"));
  }
  return absl::Seconds(number * unit);
}

absl::StatusOr<Period> ParsePeriod(absl::string_view text, absl::TimeZone zone, absl::Time now) {
  if (text.size() > 10 && absl::ascii_isdigit(text.front()) &&
      (text[10] == 'T' || text[10] == 't' || text[10] == ' ')) {
    return ParseInstant(text, zone);
  }
  if (text.empty() || absl::ascii_isdigit(text.back())) return ParseDate(text, zone);
  const absl::StatusOr<absl::Duration> age = ParseAge(text);
  if (!age.ok()) return NotATime(text);
  return Period{.start = now - *age, .end = now - *age, .precision = v1::TIME_PRECISION_INSTANT};
}

absl::StatusOr<Period> ParseSpan(absl::string_view text, absl::TimeZone zone, absl::Time now) {
  const size_t dots = text.find("..");
  if (dots == absl::string_view::npos) return ParsePeriod(text, zone, now);
  ASSIGN_OR_RETURN(const Period from, ParsePeriod(text.substr(0, dots), zone, now));
  ASSIGN_OR_RETURN(const Period until, ParsePeriod(text.substr(dots + 2), zone, now));
  if (until.end < from.start) {
    return absl::InvalidArgumentError(absl::StrCat("'", text, "' ends before it starts"));
  }
  return Period{.start = from.start,
                .end = until.end,
                .precision = std::max(from.precision, until.precision)};
}

absl::StatusOr<absl::TimeZone> ParseZone(absl::string_view name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!name.empty() && !absl::LoadTimeZone(name, &zone)) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", name, "' is not a time zone: write one such as Europe/Kyiv"));
  }
  return zone;
}

}  // namespace sitrep
