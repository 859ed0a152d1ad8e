#include "base/time_span.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/limits.h"

namespace sitrep {
namespace {

constexpr int64_t kMicros = 1'000'000;
// 0001-01-01T00:00:00Z and 10000-01-01T00:00:00Z.
constexpr int64_t kSecondsMin = -62'135'596'800;
constexpr int64_t kSecondsEnd = 253'402'300'800;
constexpr int64_t kWeekMicros = int64_t{7} * 24 * 3600 * kMicros;

// One unit after the start, where the start begins a unit in this zone; else the end of the unit.
template <typename CivilUnit>
int64_t UnitEnd(int64_t start, absl::TimeZone zone) {
  const CivilUnit unit(absl::ToCivilSecond(absl::FromUnixMicros(start), zone));
  return absl::ToUnixMicros(absl::FromCivil(unit + 1, zone));
}

template <typename CivilUnit>
bool BeginsUnit(int64_t start, absl::TimeZone zone) {
  const CivilUnit unit(absl::ToCivilSecond(absl::FromUnixMicros(start), zone));
  return absl::ToUnixMicros(absl::FromCivil(unit, zone)) == start;
}

// A start at midnight UTC means a UTC day even where the source speaks in another zone.
template <typename CivilUnit>
int64_t EndFollowing(int64_t start, absl::TimeZone zone) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  if (!BeginsUnit<CivilUnit>(start, zone) && BeginsUnit<CivilUnit>(start, utc)) zone = utc;
  return UnitEnd<CivilUnit>(start, zone);
}

absl::TimeZone ZoneOf(const v1::TimeSpan& span) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!span.time_zone().empty() && !absl::LoadTimeZone(span.time_zone(), &zone)) {
    zone = absl::UTCTimeZone();
  }
  return zone;
}

int64_t EndFrom(int64_t start, const v1::TimeSpan& span) {
  switch (span.precision()) {
    case v1::TIME_PRECISION_HOUR:
      return EndFollowing<absl::CivilHour>(start, ZoneOf(span));
    case v1::TIME_PRECISION_DAY:
      return EndFollowing<absl::CivilDay>(start, ZoneOf(span));
    case v1::TIME_PRECISION_WEEK:
      return start + kWeekMicros;
    case v1::TIME_PRECISION_MONTH:
      return EndFollowing<absl::CivilMonth>(start, ZoneOf(span));
    case v1::TIME_PRECISION_YEAR:
      return EndFollowing<absl::CivilYear>(start, ZoneOf(span));
    default:
      return start + 1;
  }
}

}  // namespace

int64_t ToMicros(const google::protobuf::Timestamp& timestamp) {
  // Clamped so that no arithmetic on it can overflow, even for a timestamp that is refused later.
  const int64_t seconds = std::clamp(timestamp.seconds(), kSecondsMin, kSecondsEnd);
  const int32_t nanos = std::clamp(timestamp.nanos(), 0, 999'999'999);
  return seconds * kMicros + nanos / 1000;
}

google::protobuf::Timestamp ToTimestamp(int64_t micros) {
  google::protobuf::Timestamp timestamp;
  int64_t seconds = micros / kMicros;
  int64_t rest = micros % kMicros;
  if (rest < 0) {
    --seconds;
    rest += kMicros;
  }
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(rest * 1000));
  return timestamp;
}

std::string TimestampError(const google::protobuf::Timestamp& timestamp) {
  if (timestamp.seconds() < kSecondsMin || timestamp.seconds() >= kSecondsEnd) {
    return absl::StrCat("is not in the years ", limits::kYearMin, " to ", limits::kYearMax);
  }
  if (timestamp.nanos() < 0 || timestamp.nanos() > 999'999'999) {
    return absl::StrCat("nanos ", timestamp.nanos(), " is not between 0 and 999999999");
  }
  return "";
}

TimeInterval ToInterval(const v1::Interval& interval) {
  TimeInterval result;
  if (interval.has_start()) result.start = ToMicros(interval.start());
  if (interval.has_end()) result.end = ToMicros(interval.end());
  return result;
}

SpanTimes TimesOf(const v1::Event& event) {
  SpanTimes times;
  if (!event.has_occurred()) return times;
  const v1::TimeSpan& span = event.occurred();
  times.lasting = span.lasting();
  times.open_start = span.open_start();
  times.open_end = span.open_end();
  if (!span.has_start()) return times;
  times.sort_start = ToMicros(span.start());
  if (span.precision() == v1::TIME_PRECISION_UNKNOWN) return times;
  times.unknown = false;
  times.start = times.sort_start;
  times.end = span.has_end() ? ToMicros(span.end()) : EndFrom(times.start, span);
  times.end = std::max(times.end, times.start + 1);
  return times;
}

Answer AnswerTo(const TimeInterval& interval, const SpanTimes& span) {
  if (interval.start == kTimeMin && interval.end == kTimeMax) return Answer::kCertain;
  if (interval.start >= interval.end) return Answer::kNo;
  if (span.unknown) return Answer::kPossible;
  const auto meets = [&](int64_t start, int64_t end) {
    return start < interval.end && end > interval.start;
  };
  const int64_t extended_start = span.extended_start();
  const int64_t extended_end = span.extended_end();
  if (!meets(extended_start, extended_end)) return Answer::kNo;
  if (span.lasting) return meets(span.start, span.end) ? Answer::kCertain : Answer::kPossible;
  const bool inside = extended_start >= interval.start && extended_end <= interval.end;
  return inside ? Answer::kCertain : Answer::kPossible;
}

}  // namespace sitrep
