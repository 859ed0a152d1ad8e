#include "client/rfc3339.h"

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/time_span.h"

namespace sitrep {
namespace {

constexpr int64_t kDurationSecondsMax = 315'576'000'000;

// Takes exactly `digits` digits off the front; -1 if they are not there.
int TakeNumber(absl::string_view& text, int digits) {
  int number = 0;
  for (int i = 0; i < digits; ++i) {
    if (text.empty() || !absl::ascii_isdigit(text.front())) return -1;
    number = number * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  return number;
}

bool TakeAnyOf(absl::string_view& text, absl::string_view characters) {
  if (text.empty() || characters.find(text.front()) == absl::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// ".123" as nanoseconds; 0 if there is no fraction, -1 if it is not 1 to 9 digits.
int TakeNanos(absl::string_view& text) {
  if (!TakeAnyOf(text, ".")) return 0;
  int nanos = 0;
  int digits = 0;
  while (!text.empty() && absl::ascii_isdigit(text.front())) {
    if (++digits > 9) return -1;
    nanos = nanos * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  if (digits == 0) return -1;
  for (; digits < 9; ++digits) nanos *= 10;
  return nanos;
}

// "Z" or "+03:00" in seconds east of Greenwich.
bool TakeOffset(absl::string_view& text, int& seconds) {
  seconds = 0;
  if (TakeAnyOf(text, "Zz")) return true;
  const bool west = !text.empty() && text.front() == '-';
  if (!TakeAnyOf(text, "+-")) return false;
  const int hours = TakeNumber(text, 2);
  if (!TakeAnyOf(text, ":")) return false;
  const int minutes = TakeNumber(text, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
  seconds = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
  return true;
}

// The date and the time of day; normalised civil times tell whether a day exists.
bool TakeCivilSecond(absl::string_view& text, absl::CivilSecond& civil) {
  const int year = TakeNumber(text, 4);
  if (!TakeAnyOf(text, "-")) return false;
  const int month = TakeNumber(text, 2);
  if (!TakeAnyOf(text, "-")) return false;
  const int day = TakeNumber(text, 2);
  if (!TakeAnyOf(text, "Tt")) return false;
  const int hour = TakeNumber(text, 2);
  if (!TakeAnyOf(text, ":")) return false;
  const int minute = TakeNumber(text, 2);
  if (!TakeAnyOf(text, ":")) return false;
  const int second = TakeNumber(text, 2);
  civil = absl::CivilSecond(year, month, day, hour, minute, second);
  return civil.year() == year && civil.month() == month && civil.day() == day &&
         civil.hour() == hour && civil.minute() == minute && civil.second() == second;
}

}  // namespace

absl::StatusOr<google::protobuf::Timestamp> ParseRfc3339(absl::string_view text) {
  absl::string_view rest = text;
  absl::CivilSecond civil;
  google::protobuf::Timestamp timestamp;
  int offset = 0;
  bool valid = TakeCivilSecond(rest, civil);
  if (valid) timestamp.set_nanos(TakeNanos(rest));
  valid = valid && timestamp.nanos() >= 0 && TakeOffset(rest, offset) && rest.empty();
  if (!valid) {
    return absl::InvalidArgumentError("is not a time such as \"2025-07-12T18:00:00Z\"");
  }
  timestamp.set_seconds((civil - absl::CivilSecond(1970)) - offset);
  if (const std::string wrong = TimestampError(timestamp); !wrong.empty()) {
    return absl::InvalidArgumentError(wrong);
  }
  return timestamp;
}

absl::StatusOr<google::protobuf::Duration> ParseJsonDuration(absl::string_view text) {
  absl::string_view rest = text;
  const bool negative = TakeAnyOf(rest, "-");
  const absl::string_view digits = rest.substr(0, rest.find_first_not_of("0123456789"));
  int64_t seconds = 0;
  bool valid = absl::SimpleAtoi(digits, &seconds) && seconds <= kDurationSecondsMax;
  rest.remove_prefix(digits.size());
  const int nanos = TakeNanos(rest);
  valid = valid && nanos >= 0 && rest == "s";
  if (!valid) {
    return absl::InvalidArgumentError("is not a duration such as \"10s\"");
  }
  google::protobuf::Duration duration;
  duration.set_seconds(negative ? -seconds : seconds);
  duration.set_nanos(negative ? -nanos : nanos);
  return duration;
}

}  // namespace sitrep
