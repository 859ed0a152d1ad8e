#include "client/event_phrases.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "base/estimate.h"
#include "base/time_span.h"

namespace sitrep {
namespace {

// Joins what is not empty.
std::string Join(const std::vector<std::string>& parts, absl::string_view separator) {
  std::vector<std::string> given;
  for (const std::string& part : parts) {
    if (!part.empty()) given.push_back(part);
  }
  return absl::StrJoin(given, separator);
}

std::string DayPhrase(absl::CivilDay first, absl::CivilDay last) {
  const auto format = [](absl::string_view pattern, absl::CivilDay day) {
    return absl::FormatTime(pattern, absl::FromCivil(day, absl::UTCTimeZone()),
                            absl::UTCTimeZone());
  };
  if (last <= first) return format("%-d %b %Y", first);
  if (first.year() != last.year()) {
    return absl::StrCat(format("%-d %b %Y", first), "-", format("%-d %b %Y", last));
  }
  const bool same_month = first.month() == last.month();
  return absl::StrCat(format(same_month ? "%-d" : "%-d %b", first), "-", format("%-d %b %Y", last));
}

std::string MonthPhrase(absl::CivilMonth first, absl::CivilMonth last) {
  const auto format = [](absl::string_view pattern, absl::CivilMonth month) {
    return absl::FormatTime(pattern, absl::FromCivil(month, absl::UTCTimeZone()),
                            absl::UTCTimeZone());
  };
  if (last <= first) return format("%b %Y", first);
  if (first.year() != last.year()) {
    return absl::StrCat(format("%b %Y", first), "-", format("%b %Y", last));
  }
  return absl::StrCat(format("%b", first), "-", format("%b %Y", last));
}

std::string YearPhrase(absl::CivilYear first, absl::CivilYear last) {
  if (last <= first) return absl::StrCat(first.year());
  return absl::StrCat(first.year(), "-", last.year());
}

std::string ClockPhrase(absl::Time start, absl::Time end, bool instant, absl::TimeZone zone) {
  constexpr absl::string_view kFull = "%-d %b %Y %H:%M";
  if (instant || end <= start) return absl::FormatTime(kFull, start, zone);
  const absl::CivilDay first(absl::ToCivilSecond(start, zone));
  const absl::CivilDay last(absl::ToCivilSecond(end, zone));
  const absl::string_view from = first.year() == last.year() ? "%-d %b %H:%M" : kFull;
  if (first == last) {
    return absl::StrCat(absl::FormatTime(kFull, start, zone), "-",
                        absl::FormatTime("%H:%M", end, zone));
  }
  return absl::StrCat(absl::FormatTime(from, start, zone), " - ",
                      absl::FormatTime(kFull, end, zone));
}

std::string SpanPhrase(const v1::TimeSpan& span, const SpanTimes& times, absl::TimeZone zone) {
  const absl::Time start = absl::FromUnixMicros(times.start);
  const absl::Time end = absl::FromUnixMicros(times.end);
  absl::TimeZone days = absl::UTCTimeZone();
  if (!span.time_zone().empty() && !absl::LoadTimeZone(span.time_zone(), &days)) {
    days = absl::UTCTimeZone();
  }
  const absl::CivilSecond first = absl::ToCivilSecond(start, days);
  const absl::CivilSecond last = absl::ToCivilSecond(end - absl::Microseconds(1), days);
  switch (span.precision()) {
    case v1::TIME_PRECISION_DAY:
    case v1::TIME_PRECISION_WEEK:
      return DayPhrase(absl::CivilDay(first), absl::CivilDay(last));
    case v1::TIME_PRECISION_MONTH:
      return MonthPhrase(absl::CivilMonth(first), absl::CivilMonth(last));
    case v1::TIME_PRECISION_YEAR:
      return YearPhrase(absl::CivilYear(first), absl::CivilYear(last));
    default:
      return ClockPhrase(start, end, times.end - times.start <= 1, zone);
  }
}

bool IsActing(v1::ParticipantRole role) {
  return role == v1::PARTICIPANT_ROLE_ACTOR || role == v1::PARTICIPANT_ROLE_SUPPLIER ||
         role == v1::PARTICIPANT_ROLE_SPEAKER || role == v1::PARTICIPANT_ROLE_VISITOR;
}

bool IsReceiving(v1::ParticipantRole role) {
  return role == v1::PARTICIPANT_ROLE_RECIPIENT || role == v1::PARTICIPANT_ROLE_VICTIM ||
         role == v1::PARTICIPANT_ROLE_HOST;
}

// "26 cruise missile", "drone".
std::string QuantityPhrase(const v1::Estimate& quantity, const std::string& kind,
                           const std::string& name) {
  return Join({EstimatePhrase(quantity), kind, name}, " ");
}

std::string MunitionsPhrase(const v1::Strike& strike) {
  std::vector<std::string> parts;
  for (const v1::Munition& munition : strike.munitions()) {
    std::string part = QuantityPhrase(munition.launched(), munition.kind(), munition.name());
    const std::string intercepted = EstimatePhrase(munition.intercepted());
    if (!intercepted.empty()) absl::StrAppend(&part, " (intercepted ", intercepted, ")");
    const std::string hit = EstimatePhrase(munition.hit());
    if (!hit.empty()) absl::StrAppend(&part, " (hit ", hit, ")");
    parts.push_back(part);
  }
  parts.push_back(strike.target_kind());
  return Join(parts, ", ");
}

template <typename Items>
std::string ItemsPhrase(const Items& items) {
  std::vector<std::string> parts;
  for (const v1::Item& item : items) {
    parts.push_back(QuantityPhrase(item.quantity(), item.kind(), item.name()));
  }
  return Join(parts, ", ");
}

}  // namespace

std::string EnumWord(const google::protobuf::EnumDescriptor* type, int number) {
  const google::protobuf::EnumValueDescriptor* value = type->FindValueByNumber(number);
  if (value == nullptr || number == 0) return "";
  absl::string_view prefix = type->FindValueByNumber(0)->name();
  prefix.remove_suffix(absl::string_view("UNSPECIFIED").size());
  return absl::AsciiStrToLower(
      absl::StrReplaceAll(absl::StripPrefix(value->name(), prefix), {{"_", " "}}));
}

v1::Kind KindOf(const v1::Event& event) {
  // The details are numbered like the kinds.
  const int detail = event.detail_case();
  return detail == 0 ? v1::KIND_UNSPECIFIED
                     : static_cast<v1::Kind>(detail - v1::Event::kMeeting + v1::KIND_MEETING);
}

std::string WhenPhrase(const v1::Event& event, absl::TimeZone zone) {
  const SpanTimes times = TimesOf(event);
  if (times.unknown) return "undated";
  const v1::TimeSpan& span = event.occurred();
  return absl::StrCat(span.open_start() ? ".." : "", SpanPhrase(span, times, zone),
                      span.open_end() ? ".." : "");
}

std::string WherePhrase(const v1::Event& event) {
  std::vector<std::string> origins, destinations, others;
  for (const v1::Place& place : event.places()) {
    std::vector<std::string>& list = place.role() == v1::PLACE_ROLE_ORIGIN        ? origins
                                     : place.role() == v1::PLACE_ROLE_DESTINATION ? destinations
                                                                                  : others;
    std::string name = place.name();
    if (name.empty() && place.has_point()) {
      name = absl::StrCat(place.point().lat(), ",", place.point().lon());
    }
    for (const std::string& other : place.alternatives()) absl::StrAppend(&name, " or ", other);
    list.push_back(name);
  }
  const std::string way = Join({Join(origins, ", "), Join(destinations, ", ")}, " > ");
  return Join({way, Join(others, ", ")}, ", ");
}

std::string WhoPhrase(const v1::Event& event) {
  std::vector<std::string> acting, receiving, others;
  for (const v1::Participant& participant : event.participants()) {
    std::vector<std::string>& list = IsActing(participant.role())      ? acting
                                     : IsReceiving(participant.role()) ? receiving
                                                                       : others;
    list.push_back(participant.name());
  }
  return Join({Join({Join(acting, ", "), Join(receiving, ", ")}, " > "), Join(others, ", ")}, "; ");
}

std::string DetailPhrase(const v1::Event& event) {
  switch (event.detail_case()) {
    case v1::Event::kMeeting:
      return Join({event.meeting().format(), event.meeting().level(),
                   absl::StrJoin(event.meeting().topics(), ", "), event.meeting().outcome()},
                  "; ");
    case v1::Event::kStrike:
      return MunitionsPhrase(event.strike());
    case v1::Event::kDeployment: {
      const v1::Deployment& deployment = event.deployment();
      return Join({Join({EstimatePhrase(deployment.personnel()), deployment.force()}, " "),
                   deployment.unit(), ItemsPhrase(deployment.equipment()), deployment.mission(),
                   EnumWord(deployment.phase())},
                  "; ");
    }
    case v1::Event::kArmsTransfer:
      return ItemsPhrase(event.arms_transfer().items());
    case v1::Event::kStatement:
      return Join({event.statement().venue(), absl::StrJoin(event.statement().about(), ", "),
                   event.statement().quote()},
                  "; ");
    case v1::Event::kClash:
      return event.clash().outcome();
    case v1::Event::kViolence:
      return event.violence().form();
    case v1::Event::kUnrest:
      return Join({event.unrest().form(), EstimatePhrase(event.unrest().size())}, ", ");
    case v1::Event::kAgreement:
      return Join({event.agreement().title(), absl::StrJoin(event.agreement().topics(), ", ")},
                  "; ");
    case v1::Event::kOther:
      return event.other().type();
    case v1::Event::DETAIL_NOT_SET:
      break;
  }
  return "";
}

std::string WhatPhrase(const v1::Event& event) {
  return event.summary().empty() ? DetailPhrase(event) : event.summary();
}

std::string EstimatePhrase(const v1::Estimate& estimate) {
  std::string range;
  if (estimate.has_low() && estimate.has_high()) {
    range = absl::StrCat(estimate.low(), "-", estimate.high());
  } else if (estimate.has_low()) {
    range = absl::StrCat(">=", estimate.low());
  } else if (estimate.has_high()) {
    range = absl::StrCat("<=", estimate.high());
  }
  if (!estimate.has_best()) return range.empty() ? estimate.verbatim() : range;
  if (range.empty()) return absl::StrCat(estimate.best());
  return absl::StrCat(estimate.best(), " (", range, ")");
}

std::string KilledPhrase(const v1::Event& event) {
  if (event.record().has_killed()) return EstimatePhrase(event.record().killed());
  const std::optional<v1::Estimate> killed = KilledOf(event);
  return killed ? EstimatePhrase(*killed) : "";
}

std::string SaidByPhrase(const v1::Event& event) {
  std::vector<std::string> names;
  for (const v1::Source& source : event.sources()) {
    const std::string& name =
        source.attribution().empty() ? source.publisher() : source.attribution();
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return Join(names, ", ");
}

}  // namespace sitrep
