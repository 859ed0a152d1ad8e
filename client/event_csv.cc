#include "client/event_csv.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "client/event_phrases.h"

namespace sitrep {
namespace {

constexpr absl::string_view kColumns[] = {"id",
                                          "kind",
                                          "status",
                                          "verification",
                                          "start",
                                          "end",
                                          "precision",
                                          "lasting",
                                          "open_start",
                                          "open_end",
                                          "summary",
                                          "language",
                                          "places",
                                          "place_roles",
                                          "regions",
                                          "participants",
                                          "participant_roles",
                                          "actors",
                                          "killed_low",
                                          "killed_best",
                                          "killed_high",
                                          "publishers",
                                          "attributions",
                                          "urls",
                                          "tags",
                                          "sequence",
                                          "revision",
                                          "recorded_at",
                                          "retracted",
                                          "match",
                                          "uncertain_on"};

std::string TimeText(bool has, const google::protobuf::Timestamp& timestamp) {
  if (!has) return "";
  return absl::FormatTime(
      "%E4Y-%m-%dT%H:%M:%E*SZ",
      absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos()),
      absl::UTCTimeZone());
}

std::string Number(bool has, int32_t number) { return has ? absl::StrCat(number) : ""; }

// "; " between what `text` gives for the elements.
template <typename List, typename Text>
std::string JoinOf(const List& list, Text text) {
  return absl::StrJoin(list, "; ", [&](std::string* out, const auto& element) {
    absl::StrAppend(out, text(element));
  });
}

std::string Flag(bool flag) { return flag ? "true" : "false"; }

std::vector<std::string> WhatValues(const v1::Event& event) {
  const v1::TimeSpan& span = event.occurred();
  return {event.id(),
          EnumWord(KindOf(event)),
          EnumWord(event.status()),
          EnumWord(event.verification()),
          TimeText(span.has_start(), span.start()),
          TimeText(span.has_end(), span.end()),
          EnumWord(span.precision()),
          Flag(span.lasting()),
          Flag(span.open_start()),
          Flag(span.open_end()),
          event.summary(),
          event.language()};
}

std::vector<std::string> WhereAndWhoValues(const v1::Event& event) {
  return {JoinOf(event.places(), [](const auto& place) { return place.name(); }),
          JoinOf(event.places(), [](const auto& place) { return EnumWord(place.role()); }),
          JoinOf(event.places(),
                 [](const auto& place) {
                   return place.region_ids().empty() ? "" : place.region_ids(0);
                 }),
          JoinOf(event.participants(), [](const auto& participant) { return participant.name(); }),
          JoinOf(event.participants(),
                 [](const auto& participant) { return EnumWord(participant.role()); }),
          JoinOf(event.participants(), [](const auto& participant) {
            return participant.actor_ids().empty() ? "" : participant.actor_ids(0);
          })};
}

std::vector<std::string> SourceAndRecordValues(const v1::Event& event) {
  const v1::Record& record = event.record();
  const v1::Estimate& killed = record.killed();
  return {Number(killed.has_low(), killed.low()),
          Number(killed.has_best(), killed.best()),
          Number(killed.has_high(), killed.high()),
          JoinOf(event.sources(), [](const auto& source) { return source.publisher(); }),
          JoinOf(event.sources(), [](const auto& source) { return source.attribution(); }),
          JoinOf(event.sources(), [](const auto& source) { return source.url(); }),
          absl::StrJoin(event.tags(), "; "),
          absl::StrCat(record.sequence()),
          absl::StrCat(record.revision()),
          TimeText(record.has_recorded_at(), record.recorded_at()),
          Flag(record.retracted())};
}

std::string Line(const std::vector<std::string>& values) {
  return absl::StrCat(absl::StrJoin(values, ",",
                                    [](std::string* out, const std::string& value) {
                                      absl::StrAppend(out, CsvValue(value));
                                    }),
                      "\r\n");
}

}  // namespace

std::string CsvValue(absl::string_view text) {
  if (text.find_first_of(",\"\r\n") == absl::string_view::npos) return std::string(text);
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string CsvHeader() { return absl::StrCat(absl::StrJoin(kColumns, ","), "\r\n"); }

std::string CsvRow(const v1::Result& result) {
  std::vector<std::string> values = WhatValues(result.event());
  for (const auto& more :
       {WhereAndWhoValues(result.event()), SourceAndRecordValues(result.event())}) {
    values.insert(values.end(), more.begin(), more.end());
  }
  values.push_back(result.match() == v1::MATCH_POSSIBLE ? "possible" : "certain");
  values.push_back(absl::StrJoin(result.uncertain_on(), "; "));
  return Line(values);
}

}  // namespace sitrep
