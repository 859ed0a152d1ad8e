// What a TimeSpan means: its core and its extended interval, and its answer to a queried interval.
//
// Times are int64 microseconds since 1970-01-01T00:00Z; finer parts of a Timestamp are kept in the
// event and do not count here.
#ifndef SITREP_BASE_TIME_SPAN_H_
#define SITREP_BASE_TIME_SPAN_H_

#include <cstdint>
#include <limits>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"
#include "sitrep/v1/event.pb.h"
#include "sitrep/v1/filter.pb.h"

namespace sitrep {

// Stands for "no start" and "no end". No valid time comes near them.
inline constexpr int64_t kTimeMin = std::numeric_limits<int64_t>::min();
inline constexpr int64_t kTimeMax = std::numeric_limits<int64_t>::max();

// A predicate's answer about an event, weakest first so that the weaker of two is their minimum.
enum class Answer : uint8_t { kNo = 0, kPossible = 1, kCertain = 2 };

// Half-open; either side may be kTimeMin or kTimeMax.
struct TimeInterval {
  int64_t start = kTimeMin;
  int64_t end = kTimeMax;
};

// Rounds down. The timestamp need not be valid.
int64_t ToMicros(const google::protobuf::Timestamp& timestamp);
google::protobuf::Timestamp ToTimestamp(int64_t micros);

// Empty if the timestamp lies in the years 1 to 9999 and its nanos in [0, 999999999]; else what is
// wrong with it.
std::string TimestampError(const google::protobuf::Timestamp& timestamp);

TimeInterval ToInterval(const v1::Interval& interval);

// A time span as predicates and the index see it. Immutable.
struct SpanTimes {
  // Core C. An instant has end == start + 1. Undated: [kTimeMin, kTimeMax).
  int64_t start = kTimeMin;
  int64_t end = kTimeMax;
  bool lasting = false;
  bool open_start = false;
  bool open_end = false;
  // No start is known, or the precision is UNKNOWN: possibly at any time.
  bool unknown = true;
  // Lists sort by it: the start if there is one, even if unsure; kTimeMin for undated events.
  int64_t sort_start = kTimeMin;

  // Extended E.
  int64_t extended_start() const { return open_start ? kTimeMin : start; }
  int64_t extended_end() const { return open_end ? kTimeMax : end; }
};

// The event need not be valid: a bad time zone counts as UTC, an end before the start as none.
SpanTimes TimesOf(const v1::Event& event);

// The answer of a span to "it happened in this interval", by the contract's rules on time. Nothing
// happens in an empty interval.
Answer AnswerTo(const TimeInterval& interval, const SpanTimes& span);

}  // namespace sitrep

#endif  // SITREP_BASE_TIME_SPAN_H_
