#include "client/event_draft.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "base/time_span.h"
#include "client/flag.h"
#include "client/period.h"

namespace sitrep {
namespace {

absl::Status Wrong(absl::string_view flag, absl::string_view message) {
  return absl::InvalidArgumentError(absl::StrCat(flag, ": ", message));
}

bool ParseCount(absl::string_view text, int32_t& count) {
  return !text.empty() && absl::ascii_isdigit(text.front()) && absl::SimpleAtoi(text, &count);
}

// The kinds are numbered like the details.
void SetDetail(v1::Kind kind, v1::Event& event) {
  const int number = kind - v1::KIND_MEETING + v1::Event::kMeeting;
  const auto* field = event.GetDescriptor()->FindFieldByNumber(number);
  event.GetReflection()->MutableMessage(&event, field);
}

v1::ParticipantRole ActingRole(v1::Kind kind) {
  if (kind == v1::KIND_STATEMENT) return v1::PARTICIPANT_ROLE_SPEAKER;
  if (kind == v1::KIND_ARMS_TRANSFER) return v1::PARTICIPANT_ROLE_SUPPLIER;
  return v1::PARTICIPANT_ROLE_ACTOR;
}

v1::ParticipantRole ReceivingRole(v1::Kind kind) {
  return kind == v1::KIND_VIOLENCE ? v1::PARTICIPANT_ROLE_VICTIM : v1::PARTICIPANT_ROLE_RECIPIENT;
}

void AddParticipants(const std::vector<std::string>& names, v1::ParticipantRole role,
                     v1::Event& event) {
  for (const std::string& name : names) {
    v1::Participant* participant = event.add_participants();
    participant->set_name(name);
    participant->set_role(role);
  }
}

absl::Status SetTime(const EventDraft& draft, absl::Time now, v1::Event& event) {
  event.set_status(v1::STATUS_OCCURRED);
  if (!draft.when.empty()) {
    const absl::StatusOr<absl::TimeZone> zone = ParseZone(draft.zone);
    if (!zone.ok()) return Wrong("--tz", zone.status().message());
    const absl::StatusOr<Period> period = ParseSpan(draft.when, *zone, now);
    if (!period.ok()) return Wrong("--when", period.status().message());
    v1::TimeSpan* span = event.mutable_occurred();
    *span->mutable_start() = ToTimestamp(absl::ToUnixMicros(period->start));
    if (period->end > period->start) {
      *span->mutable_end() = ToTimestamp(absl::ToUnixMicros(period->end));
      // The end of the year 9999 cannot be written; it follows from the precision.
      if (!TimestampError(span->end()).empty()) span->clear_end();
    }
    span->set_precision(period->precision);
    span->set_lasting(draft.lasting);
    span->set_time_zone(draft.zone);
    if (period->start > now) event.set_status(v1::STATUS_PLANNED);
  }
  if (draft.status.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int status, ParseEnum("--status", draft.status, v1::Status_descriptor()));
  event.set_status(static_cast<v1::Status>(status));
  return absl::OkStatus();
}

absl::Status SetPlaces(const EventDraft& draft, v1::Kind kind, v1::Event& event) {
  for (const std::string& name : draft.in) event.add_places()->set_name(name);
  if (!draft.point.empty()) {
    if (event.places_size() > 1) return Wrong("--point", "needs at most one --in");
    v1::Place* place = event.places().empty() ? event.add_places() : event.mutable_places(0);
    const std::vector<absl::string_view> numbers = absl::StrSplit(draft.point, ',');
    double lat, lon;
    if (numbers.size() != 2 || !absl::SimpleAtod(numbers[0], &lat) ||
        !absl::SimpleAtod(numbers[1], &lon)) {
      return Wrong("--point", absl::StrCat("'", draft.point, "' is not LAT,LON"));
    }
    place->mutable_point()->set_lat(lat);
    place->mutable_point()->set_lon(lon);
    // Who names a point means it, unless --precision says otherwise.
    place->set_precision(v1::PLACE_PRECISION_POINT);
  }
  for (v1::Place& place : *event.mutable_places()) {
    place.set_country(absl::AsciiStrToUpper(draft.country));
    place.set_role(kind == v1::KIND_STRIKE ? v1::PLACE_ROLE_TARGET : v1::PLACE_ROLE_SITE);
    if (draft.precision.empty()) continue;
    ASSIGN_OR_RETURN(const int precision,
                     ParseEnum("--precision", draft.precision, v1::PlacePrecision_descriptor()));
    place.set_precision(static_cast<v1::PlacePrecision>(precision));
  }
  return absl::OkStatus();
}

absl::Status SetCasualties(const EventDraft& draft, v1::Event& event) {
  if (!draft.killed.empty()) {
    const absl::StatusOr<v1::Estimate> killed = ParseEstimate(draft.killed);
    if (!killed.ok()) return Wrong("--killed", killed.status().message());
    *event.add_casualties()->mutable_killed() = *killed;
  }
  if (!draft.wounded.empty()) {
    const absl::StatusOr<v1::Estimate> wounded = ParseEstimate(draft.wounded);
    if (!wounded.ok()) return Wrong("--wounded", wounded.status().message());
    v1::Casualties* casualties =
        event.casualties().empty() ? event.add_casualties() : event.mutable_casualties(0);
    *casualties->mutable_wounded() = *wounded;
  }
  return absl::OkStatus();
}

void SetSource(const EventDraft& draft, v1::Event& event) {
  if (draft.said_by.empty() && draft.publisher.empty() && draft.url.empty()) return;
  v1::Source* source = event.add_sources();
  source->set_attribution(draft.said_by);
  source->set_publisher(draft.publisher);
  source->set_url(draft.url);
}

}  // namespace

absl::StatusOr<v1::Estimate> ParseEstimate(absl::string_view text) {
  const absl::string_view given = absl::StripAsciiWhitespace(text);
  absl::string_view rest = given;
  v1::Estimate estimate;
  int32_t low = 0, high = 0;
  const size_t dash = rest.find('-');
  if (absl::ConsumePrefix(&rest, ">=")) {
    if (ParseCount(rest, low)) estimate.set_low(low);
  } else if (absl::ConsumePrefix(&rest, "<=")) {
    if (ParseCount(rest, high)) estimate.set_high(high);
  } else if (absl::ConsumePrefix(&rest, "~")) {
    if (ParseCount(rest, low)) estimate.set_best(low);
    estimate.set_verbatim(std::string(given));
  } else if (dash != absl::string_view::npos) {
    if (ParseCount(rest.substr(0, dash), low) && ParseCount(rest.substr(dash + 1), high)) {
      estimate.set_low(low);
      estimate.set_high(high);
    }
  } else if (ParseCount(rest, low)) {
    estimate.set_best(low);
  }
  if (!estimate.has_low() && !estimate.has_best() && !estimate.has_high()) {
    return absl::InvalidArgumentError(absl::StrCat("'", text, "' is none of 2, >=2, <=5, 2-5, ~4"));
  }
  return estimate;
}

absl::StatusOr<v1::Event> EventOf(const EventDraft& draft, absl::Time now) {
  v1::Event event;
  event.set_id(draft.id);
  ASSIGN_OR_RETURN(const int number, ParseEnum("KIND", draft.kind, v1::Kind_descriptor()));
  const auto kind = static_cast<v1::Kind>(number);
  SetDetail(kind, event);
  RETURN_IF_ERROR(SetTime(draft, now, event));
  if (!draft.verification.empty()) {
    ASSIGN_OR_RETURN(const int verification, ParseEnum("--verification", draft.verification,
                                                       v1::Verification_descriptor()));
    event.set_verification(static_cast<v1::Verification>(verification));
  }
  event.set_summary(draft.summary);
  event.set_language(draft.language);
  RETURN_IF_ERROR(SetPlaces(draft, kind, event));
  AddParticipants(draft.by, ActingRole(kind), event);
  AddParticipants(draft.on, ReceivingRole(kind), event);
  AddParticipants(draft.with, v1::PARTICIPANT_ROLE_PARTY, event);
  RETURN_IF_ERROR(SetCasualties(draft, event));
  SetSource(draft, event);
  for (const std::string& tag : draft.tags) event.add_tags(tag);
  event.set_test(draft.test);
  return event;
}

}  // namespace sitrep
