#include "client/filter_flags.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "base/time_span.h"
#include "client/flag.h"
#include "client/geojson.h"
#include "client/period.h"

namespace sitrep {
namespace {

// `status`, said of a flag.
absl::Status Of(absl::string_view flag, const absl::Status& status) {
  return status.ok() ? status
                     : absl::InvalidArgumentError(absl::StrCat(flag, ": ", status.message()));
}

// All alternatives of all times that a flag was given.
template <typename List>
absl::Status AddAll(absl::string_view flag, const std::vector<std::string>& given, List& list) {
  for (const std::string& text : given) {
    absl::StatusOr<std::vector<std::string>> values = SplitAlternatives(text);
    if (!values.ok()) return Of(flag, values.status());
    for (std::string& value : *values) *list.Add() = std::move(value);
  }
  return absl::OkStatus();
}

// "54.2,37.6,100" as exactly `count` numbers.
absl::StatusOr<std::vector<double>> Numbers(absl::string_view flag, const std::string& text,
                                            size_t count) {
  std::vector<double> numbers;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    double number;
    if (!absl::SimpleAtod(absl::StripAsciiWhitespace(part), &number)) break;
    numbers.push_back(number);
  }
  if (numbers.size() != count || std::count(text.begin(), text.end(), ',') + 1u != count) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, ": '", text, "' is not ", count, " numbers with commas between them"));
  }
  return numbers;
}

absl::StatusOr<v1::Polygon> ReadPolygon(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return absl::InvalidArgumentError(absl::StrCat("cannot read '", path, "'"));
  return ParseGeoJsonPolygon(text.str());
}

// "SCHEME:CODE"; codes may have colons in them.
absl::Status AddCode(const std::string& text, v1::Filter& filter) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(':', 1));
  if (parts.first.empty() || parts.second.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("--code: '", text, "' is not SCHEME:CODE"));
  }
  v1::Code* code = filter.add_codes();
  code->set_scheme(parts.first);
  code->set_code(parts.second);
  return absl::OkStatus();
}

// One actor a clause: the protocol has no alternatives there.
absl::Status AddClauses(absl::string_view flag, const std::vector<std::string>& given,
                        const std::vector<v1::ParticipantRole>& roles, v1::Filter& filter) {
  for (const std::string& text : given) {
    absl::StatusOr<std::vector<std::string>> names = SplitAlternatives(text);
    if (!names.ok()) return Of(flag, names.status());
    if (names->size() > 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          flag, ": takes one name; write \\, for a comma in it, or --any-actor for alternatives"));
    }
    v1::ParticipantClause* clause = filter.add_participants();
    clause->set_name(names->front());
    for (const v1::ParticipantRole role : roles) clause->add_roles(role);
  }
  return absl::OkStatus();
}

// A time in the filter; one past the year 9999 is no bound at all.
void SetTime(absl::Time time, google::protobuf::Timestamp* timestamp) {
  *timestamp = ToTimestamp(absl::ToUnixMicros(time));
}

CLI::Option* AddList(CLI::App& command, const std::string& name, std::vector<std::string>& target,
                     const std::string& type, const std::string& help) {
  return command.add_option(name, target, help)
      ->allow_extra_args(false)
      ->type_name(type)
      ->group("Filter");
}

}  // namespace

void FilterFlags::AddTo(CLI::App& command) {
  const auto text = [&](const std::string& name, std::string& target, const std::string& type,
                        const std::string& help) {
    command.add_option(name, target, help)->type_name(type)->group("Filter");
  };
  AddList(command, "--in", in_, "REGION",
          "Region by name or id; repeated, or with commas: any of them; a comma in a name as \\,");
  text("--near", near_, "LAT,LON,KM", "Around a point");
  text("--box", box_, "S,W,N,E", "Between parallels and meridians; W > E crosses the antimeridian");
  text("--polygon", polygon_, "FILE", "In a GeoJSON polygon");
  AddList(command, "--place-role", place_role_, EnumChoices<v1::PlaceRole>(),
          "Which places count; default: all but launch");
  AddList(command, "--actor", actor_, "NAME", "Takes part in any role; repeated: all of them");
  AddList(command, "--any-actor", any_actor_, "NAME", "Any of these takes part");
  AddList(command, "--by", by_, "NAME",
          "Takes part as actor, supplier or speaker; one name, a comma in it as \\,");
  AddList(command, "--on", on_, "NAME", "Takes part as recipient or victim; one name");
  AddList(command, "--kind", kind_, EnumChoices<v1::Kind>(), "Kind");
  AddList(command, "--status", status_, EnumChoices<v1::Status>(), "Status");
  AddList(command, "--verification", verification_, EnumChoices<v1::Verification>(),
          "How far it is established");
  AddList(command, "--publisher", publisher_, "NAME", "Publisher of a source");
  AddList(command, "--said-by", said_by_, "NAME", "Whom a source quotes");
  AddList(command, "--tag", tag_, "TAG", "Tag");
  AddList(command, "--code", code_, "SCHEME:CODE", "Code of another scheme");
  AddList(command, "--id", id_, "ID", "Event id");
  text("--text", text_, "WORDS", "Words in the texts (not served yet)");
  command.add_option("--min-killed", min_killed_, "At least this many dead")
      ->type_name("N")
      ->check(CLI::Range(0, std::numeric_limits<int32_t>::max()))
      ->group("Filter");
  text("--since", since_, "TIME", "Happened at or after: 2025-07-12, 2025-07, an instant, 7d, 12h");
  text("--until", until_, "TIME", "Happened before the end of that day, month or year");
  text("--max-age", max_age_, "AGE", "Started at most this long ago: 7d, 12h");
  text("--recorded-since", recorded_since_, "TIME", "Recorded at or after");
  text("--as-of", as_of_, "TIME", "As the ledger stood then (not served yet)");
  command.add_option("--as-of-sequence", as_of_sequence_, "As the ledger stood at this sequence")
      ->type_name("N")
      ->group("Filter");
  command.add_flag("--possible", possible_, "Possible matches, too")->group("Filter");
  command.add_flag("--retracted", retracted_, "Withdrawn events, too")->group("Filter");
  command.add_flag("--test", test_, "Exercises and tests, too")->group("Filter");
  AddList(command, "--submitted-by", submitted_by_, "NAME", "Who submitted it");
  AddList(command, "--run", run_, "ID", "Extraction run");
  text("--tz", tz_, "ZONE", "Time zone of dates; default: UTC");
}

absl::StatusOr<absl::TimeZone> FilterFlags::Zone() const {
  absl::StatusOr<absl::TimeZone> zone = ParseZone(tz_);
  if (!zone.ok()) return Of("--tz", zone.status());
  return zone;
}

absl::Status FilterFlags::SetPlaces(v1::Filter& filter) const {
  RETURN_IF_ERROR(AddAll("--in", in_, *filter.mutable_regions()));
  RETURN_IF_ERROR(AddEnums("--place-role", place_role_, *filter.mutable_place_roles(),
                           v1::PlaceRole_descriptor()));
  return SetArea(filter);
}

absl::Status FilterFlags::SetArea(v1::Filter& filter) const {
  if (!near_.empty() + !box_.empty() + !polygon_.empty() > 1) {
    return absl::InvalidArgumentError("--near, --box and --polygon exclude each other");
  }
  if (!near_.empty()) {
    ASSIGN_OR_RETURN(const std::vector<double> numbers, Numbers("--near", near_, 3));
    v1::Circle* circle = filter.mutable_area()->mutable_circle();
    circle->mutable_center()->set_lat(numbers[0]);
    circle->mutable_center()->set_lon(numbers[1]);
    circle->set_radius_km(numbers[2]);
  }
  if (!box_.empty()) {
    ASSIGN_OR_RETURN(const std::vector<double> numbers, Numbers("--box", box_, 4));
    v1::Box* box = filter.mutable_area()->mutable_box();
    box->set_south(numbers[0]);
    box->set_west(numbers[1]);
    box->set_north(numbers[2]);
    box->set_east(numbers[3]);
  }
  if (!polygon_.empty()) {
    absl::StatusOr<v1::Polygon> polygon = ReadPolygon(polygon_);
    if (!polygon.ok()) return Of("--polygon", polygon.status());
    *filter.mutable_area()->mutable_polygon() = *std::move(polygon);
  }
  return absl::OkStatus();
}

absl::Status FilterFlags::SetActors(v1::Filter& filter) const {
  RETURN_IF_ERROR(AddAll("--any-actor", any_actor_, *filter.mutable_any_actors()));
  for (const std::string& text : actor_) {
    absl::StatusOr<std::vector<std::string>> names = SplitAlternatives(text);
    if (!names.ok()) return Of("--actor", names.status());
    if (names->size() == 1) {
      filter.add_actors(names->front());
      continue;
    }
    // The protocol has one list of alternatives.
    if (!filter.any_actors().empty()) {
      return absl::InvalidArgumentError(
          "--actor: only one list of alternatives, or --any-actor, can be asked for at a time");
    }
    for (std::string& name : *names) filter.add_any_actors(std::move(name));
  }
  RETURN_IF_ERROR(AddClauses(
      "--by", by_,
      {v1::PARTICIPANT_ROLE_ACTOR, v1::PARTICIPANT_ROLE_SUPPLIER, v1::PARTICIPANT_ROLE_SPEAKER},
      filter));
  return AddClauses("--on", on_, {v1::PARTICIPANT_ROLE_RECIPIENT, v1::PARTICIPANT_ROLE_VICTIM},
                    filter);
}

absl::Status FilterFlags::SetEnums(v1::Filter& filter) const {
  RETURN_IF_ERROR(AddEnums("--kind", kind_, *filter.mutable_kinds(), v1::Kind_descriptor()));
  RETURN_IF_ERROR(
      AddEnums("--status", status_, *filter.mutable_statuses(), v1::Status_descriptor()));
  return AddEnums("--verification", verification_, *filter.mutable_verifications(),
                  v1::Verification_descriptor());
}

absl::Status FilterFlags::SetLists(v1::Filter& filter) const {
  RETURN_IF_ERROR(AddAll("--publisher", publisher_, *filter.mutable_publishers()));
  RETURN_IF_ERROR(AddAll("--said-by", said_by_, *filter.mutable_attributions()));
  RETURN_IF_ERROR(AddAll("--tag", tag_, *filter.mutable_tags()));
  RETURN_IF_ERROR(AddAll("--id", id_, *filter.mutable_ids()));
  RETURN_IF_ERROR(AddAll("--submitted-by", submitted_by_, *filter.mutable_submitted_by()));
  RETURN_IF_ERROR(AddAll("--run", run_, *filter.mutable_run_ids()));
  google::protobuf::RepeatedPtrField<std::string> codes;
  RETURN_IF_ERROR(AddAll("--code", code_, codes));
  for (const std::string& code : codes) RETURN_IF_ERROR(AddCode(code, filter));
  return absl::OkStatus();
}

absl::Status FilterFlags::SetTimes(absl::Time now, v1::Filter& filter) const {
  ASSIGN_OR_RETURN(const absl::TimeZone zone, Zone());
  const auto parse = [&](absl::string_view flag,
                         const std::string& text) -> absl::StatusOr<Period> {
    absl::StatusOr<Period> period = ParsePeriod(text, zone, now);
    if (!period.ok()) return Of(flag, period.status());
    return period;
  };
  if (!since_.empty()) {
    ASSIGN_OR_RETURN(const Period since, parse("--since", since_));
    SetTime(since.start, filter.mutable_occurred()->mutable_start());
  }
  if (!until_.empty()) {
    ASSIGN_OR_RETURN(const Period until, parse("--until", until_));
    SetTime(until.end, filter.mutable_occurred()->mutable_end());
    if (filter.occurred().has_start() &&
        ToMicros(filter.occurred().end()) <= ToMicros(filter.occurred().start())) {
      return absl::InvalidArgumentError("--until ends before --since begins");
    }
    // The end of the year 9999 cannot be written, and nothing is later.
    if (!TimestampError(filter.occurred().end()).empty()) filter.mutable_occurred()->clear_end();
  }
  if (!max_age_.empty()) {
    const absl::StatusOr<absl::Duration> age = ParseAge(max_age_);
    if (!age.ok()) return Of("--max-age", age.status());
    filter.mutable_max_age()->set_seconds(absl::ToInt64Seconds(*age));
  }
  if (!recorded_since_.empty()) {
    ASSIGN_OR_RETURN(const Period since, parse("--recorded-since", recorded_since_));
    SetTime(since.start, filter.mutable_recorded()->mutable_start());
  }
  if (!as_of_.empty()) {
    ASSIGN_OR_RETURN(const Period as_of, parse("--as-of", as_of_));
    // A day means all that was known by its end.
    SetTime(as_of.end, filter.mutable_as_of());
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Filter> FilterFlags::ToFilter(absl::Time now) const {
  v1::Filter filter;
  RETURN_IF_ERROR(SetPlaces(filter));
  RETURN_IF_ERROR(SetActors(filter));
  RETURN_IF_ERROR(SetEnums(filter));
  RETURN_IF_ERROR(SetLists(filter));
  RETURN_IF_ERROR(SetTimes(now, filter));
  filter.set_text(text_);
  filter.set_min_killed(min_killed_);
  filter.set_as_of_sequence(as_of_sequence_);
  filter.set_include_retracted(retracted_);
  filter.set_include_test(test_);
  if (possible_) filter.set_match(v1::MATCH_POSSIBLE);
  return filter;
}

}  // namespace sitrep
