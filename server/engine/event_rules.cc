#include "server/engine/event_rules.h"

#include <cmath>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/time_span.h"
#include "server/engine/content.h"
#include "server/engine/label_rules.h"
#include "server/engine/message_path.h"
#include "server/engine/message_rules.h"

namespace sitrep {
namespace {

using ::google::protobuf::RepeatedPtrField;

// Checks one event; holds what its parts are checked against.
class EventCheck {
 public:
  EventCheck(const v1::Event& event, FieldErrors& errors) : event_(event), errors_(errors) {
    for (std::string& key : FilledSourceKeys(event)) source_keys_.insert(std::move(key));
  }

  void Run(const MessagePath& path);

 private:
  void CheckSize(const MessagePath& path);
  void CheckCounts(const MessagePath& path);
  void CheckOccurred(const MessagePath& path);
  void CheckPlace(const v1::Place& place, const MessagePath& path);
  void CheckPoint(const v1::LatLng& point, const MessagePath& path);
  void CheckParticipant(const v1::Participant& participant, const MessagePath& path);
  void CheckCasualties(const v1::Casualties& casualties, const MessagePath& path);
  void CheckSources(const MessagePath& path);
  void CheckSource(const v1::Source& source, const MessagePath& path);
  void CheckDetail(const MessagePath& path);
  void CheckMunition(const v1::Munition& munition, const MessagePath& path);
  void CheckItems(const RepeatedPtrField<v1::Item>& items, absl::string_view field,
                  const MessagePath& path);
  void CheckEstimate(bool has, const v1::Estimate& estimate, absl::string_view field,
                     const MessagePath& path);
  // Keys that no source has.
  void CheckSaidBy(const RepeatedPtrField<std::string>& said_by, const MessagePath& path);
  // A list of labels: its bound, and no empty ones.
  void CheckLabels(const RepeatedPtrField<std::string>& labels, int max, absl::string_view field,
                   const MessagePath& path);
  void CheckTime(bool has, const google::protobuf::Timestamp& time, absl::string_view field,
                 const MessagePath& path);
  void CheckRange(double value, double min, double max, absl::string_view field,
                  const MessagePath& path);

  const v1::Event& event_;
  FieldErrors& errors_;
  absl::flat_hash_set<std::string> source_keys_;
};

void EventCheck::CheckSize(const MessagePath& path) {
  const size_t size = SubmittedBytes(event_);
  if (size <= limits::kEventBytesMax) return;
  errors_.Add(path.ToString(), absl::StrCat("the event has ", size, " bytes; at most ",
                                            limits::kEventBytesMax, " (64 KiB)"));
}

void EventCheck::Run(const MessagePath& path) {
  // Nothing smaller can have too much once served fields are taken off, which is the dearer count.
  if (event_.ByteSizeLong() > limits::kEventBytesMax) CheckSize(path);
  if (!event_.id().empty()) CheckId(event_.id(), MessagePath(path, "id"), errors_);
  CheckCounts(path);
  if (event_.has_occurred()) CheckOccurred(MessagePath(path, "occurred"));
  CheckLanguage(event_.language(), MessagePath(path, "language"), errors_);
  for (int i = 0; i < event_.places_size(); ++i) {
    CheckPlace(event_.places(i), MessagePath(path, "places", i));
  }
  for (int i = 0; i < event_.participants_size(); ++i) {
    CheckParticipant(event_.participants(i), MessagePath(path, "participants", i));
  }
  for (int i = 0; i < event_.casualties_size(); ++i) {
    CheckCasualties(event_.casualties(i), MessagePath(path, "casualties", i));
  }
  CheckSources(path);
  for (int i = 0; i < event_.links_size(); ++i) {
    const MessagePath link(path, "links", i);
    CheckId(event_.links(i).event_id(), MessagePath(link, "event_id"), errors_);
  }
  CheckLabels(event_.tags(), limits::kTagsMax, "tags", path);
  for (int i = 0; i < event_.codes_size(); ++i) {
    const MessagePath code(path, "codes", i);
    if (event_.codes(i).scheme().empty()) errors_.Add(code.Of("scheme"), "is required");
    if (event_.codes(i).code().empty()) errors_.Add(code.Of("code"), "is required");
  }
  CheckRange(event_.extraction().confidence(), 0, 1, "confidence", MessagePath(path, "extraction"));
  if (event_.content_version() < 0) errors_.Add(path.Of("content_version"), "is negative");
  CheckDetail(path);
}

void EventCheck::CheckCounts(const MessagePath& path) {
  const auto check = [&](int count, int max, absl::string_view field) {
    CheckCount(count, max, MessagePath(path, field), errors_);
  };
  check(event_.places_size(), limits::kPlacesMax, "places");
  check(event_.participants_size(), limits::kParticipantsMax, "participants");
  check(event_.casualties_size(), limits::kCasualtiesMax, "casualties");
  check(event_.sources_size(), limits::kSourcesMax, "sources");
  check(event_.links_size(), limits::kLinksMax, "links");
  check(event_.codes_size(), limits::kCodesMax, "codes");
}

void EventCheck::CheckOccurred(const MessagePath& path) {
  const v1::TimeSpan& span = event_.occurred();
  CheckTime(span.has_start(), span.start(), "start", path);
  CheckTime(span.has_end(), span.end(), "end", path);
  if (span.has_start() && span.has_end()) {
    const bool same_second = span.end().seconds() == span.start().seconds();
    if (span.end().seconds() < span.start().seconds() ||
        (same_second && span.end().nanos() < span.start().nanos())) {
      errors_.Add(path.Of("end"), "is before the start");
    }
  }
  const bool says_more = span.has_end() || span.precision() != v1::TIME_PRECISION_UNSPECIFIED ||
                         span.lasting() || span.open_start() || span.open_end();
  if (says_more && !span.has_start() && span.precision() != v1::TIME_PRECISION_UNKNOWN) {
    errors_.Add(path.Of("start"), "is required unless the precision is UNKNOWN");
  }
  CheckTimeZone(span.time_zone(), MessagePath(path, "time_zone"), errors_);
}

void EventCheck::CheckPlace(const v1::Place& place, const MessagePath& path) {
  const bool says_where = !place.name().empty() || place.has_point() || !place.country().empty() ||
                          place.alternatives_size() > 0;
  if (!says_where && place.precision() != v1::PLACE_PRECISION_UNKNOWN) {
    errors_.Add(path.ToString(), "needs a name, a point or a country, or precision UNKNOWN");
  }
  if (place.has_point()) CheckPoint(place.point(), MessagePath(path, "point"));
  CheckCountry(place.country(), MessagePath(path, "country"), errors_);
  CheckRange(place.radius_km(), 0, limits::kRadiusKmMax, "radius_km", path);
  if (place.radius_km() > 0 && !place.has_point()) {
    errors_.Add(path.Of("radius_km"), "needs a point");
  }
  CheckLabels(place.alternatives(), limits::kAlternativesMax, "alternatives", path);
  CheckSaidBy(place.said_by(), path);
}

void EventCheck::CheckPoint(const v1::LatLng& point, const MessagePath& path) {
  CheckRange(point.lat(), -90, 90, "lat", path);
  CheckRange(point.lon(), -180, 180, "lon", path);
}

void EventCheck::CheckParticipant(const v1::Participant& participant, const MessagePath& path) {
  if (participant.name().empty() && participant.represents().empty() &&
      participant.office().empty()) {
    errors_.Add(path.Of("name"), "is required if neither `represents` nor `office` is given");
  }
  CheckSaidBy(participant.said_by(), path);
}

void EventCheck::CheckCasualties(const v1::Casualties& casualties, const MessagePath& path) {
  CheckEstimate(casualties.has_killed(), casualties.killed(), "killed", path);
  CheckEstimate(casualties.has_wounded(), casualties.wounded(), "wounded", path);
  CheckEstimate(casualties.has_captured(), casualties.captured(), "captured", path);
  CheckEstimate(casualties.has_missing(), casualties.missing(), "missing", path);
  CheckEstimate(casualties.has_killed_or_wounded(), casualties.killed_or_wounded(),
                "killed_or_wounded", path);
  CheckSaidBy(casualties.said_by(), path);
}

void EventCheck::CheckSources(const MessagePath& path) {
  absl::flat_hash_map<absl::string_view, int> first_with_key;
  for (int i = 0; i < event_.sources_size(); ++i) {
    const MessagePath source_path(path, "sources", i);
    const v1::Source& source = event_.sources(i);
    CheckSource(source, source_path);
    if (source.key().empty()) continue;
    const auto [first, is_new] = first_with_key.try_emplace(source.key(), i);
    if (!is_new) {
      errors_.Add(source_path.Of("key"),
                  absl::StrCat("is the key of sources[", first->second, "], too"));
    }
  }
}

void EventCheck::CheckSource(const v1::Source& source, const MessagePath& path) {
  CheckTime(source.has_published_at(), source.published_at(), "published_at", path);
  CheckTime(source.has_retrieved_at(), source.retrieved_at(), "retrieved_at", path);
  CheckLanguage(source.language(), MessagePath(path, "language"), errors_);
  const size_t hash_bytes = source.content_sha256().size();
  if (hash_bytes != 0 && hash_bytes != limits::kSha256Bytes) {
    errors_.Add(path.Of("content_sha256"),
                absl::StrCat("has ", hash_bytes, " bytes, not ", limits::kSha256Bytes));
  }
  CheckGrade(source.reliability(), 'A', 'F', MessagePath(path, "reliability"), errors_);
  CheckGrade(source.credibility(), '1', '6', MessagePath(path, "credibility"), errors_);
}

void EventCheck::CheckDetail(const MessagePath& path) {
  switch (event_.detail_case()) {
    case v1::Event::kMeeting:
      CheckLabels(event_.meeting().topics(), limits::kTopicsMax, "topics",
                  MessagePath(path, "meeting"));
      break;
    case v1::Event::kStrike: {
      const MessagePath strike(path, "strike");
      const auto& munitions = event_.strike().munitions();
      CheckCount(munitions.size(), limits::kMunitionsMax, MessagePath(strike, "munitions"),
                 errors_);
      for (int i = 0; i < munitions.size(); ++i) {
        CheckMunition(munitions[i], MessagePath(strike, "munitions", i));
      }
      break;
    }
    case v1::Event::kDeployment: {
      const MessagePath deployment(path, "deployment");
      CheckEstimate(event_.deployment().has_personnel(), event_.deployment().personnel(),
                    "personnel", deployment);
      CheckItems(event_.deployment().equipment(), "equipment", deployment);
      break;
    }
    case v1::Event::kArmsTransfer:
      CheckItems(event_.arms_transfer().items(), "items", MessagePath(path, "arms_transfer"));
      break;
    case v1::Event::kStatement:
      CheckLabels(event_.statement().about(), limits::kTopicsMax, "about",
                  MessagePath(path, "statement"));
      break;
    case v1::Event::kUnrest:
      CheckEstimate(event_.unrest().has_size(), event_.unrest().size(), "size",
                    MessagePath(path, "unrest"));
      break;
    case v1::Event::kAgreement:
      CheckLabels(event_.agreement().topics(), limits::kTopicsMax, "topics",
                  MessagePath(path, "agreement"));
      break;
    case v1::Event::kClash:
    case v1::Event::kViolence:
    case v1::Event::kOther:
    case v1::Event::DETAIL_NOT_SET:
      break;
  }
}

void EventCheck::CheckMunition(const v1::Munition& munition, const MessagePath& path) {
  CheckEstimate(munition.has_launched(), munition.launched(), "launched", path);
  CheckEstimate(munition.has_intercepted(), munition.intercepted(), "intercepted", path);
  CheckEstimate(munition.has_hit(), munition.hit(), "hit", path);
}

void EventCheck::CheckItems(const RepeatedPtrField<v1::Item>& items, absl::string_view field,
                            const MessagePath& path) {
  CheckCount(items.size(), limits::kItemsMax, MessagePath(path, field), errors_);
  for (int i = 0; i < items.size(); ++i) {
    CheckEstimate(items[i].has_quantity(), items[i].quantity(), "quantity",
                  MessagePath(path, field, i));
  }
}

void EventCheck::CheckEstimate(bool has, const v1::Estimate& estimate, absl::string_view field,
                               const MessagePath& path) {
  if (!has) return;
  const MessagePath here(path, field);
  if (estimate.low() < 0) errors_.Add(here.Of("low"), "is negative");
  if (estimate.best() < 0) errors_.Add(here.Of("best"), "is negative");
  if (estimate.high() < 0) errors_.Add(here.Of("high"), "is negative");
  if (estimate.has_low() && estimate.has_best() && estimate.low() > estimate.best()) {
    errors_.Add(here.Of("low"), absl::StrCat(estimate.low(), " is above best ", estimate.best()));
  }
  if (estimate.has_best() && estimate.has_high() && estimate.best() > estimate.high()) {
    errors_.Add(here.Of("best"), absl::StrCat(estimate.best(), " is above high ", estimate.high()));
  }
  if (estimate.has_low() && estimate.has_high() && !estimate.has_best() &&
      estimate.low() > estimate.high()) {
    errors_.Add(here.Of("low"), absl::StrCat(estimate.low(), " is above high ", estimate.high()));
  }
  CheckSaidBy(estimate.said_by(), here);
}

void EventCheck::CheckSaidBy(const RepeatedPtrField<std::string>& said_by,
                             const MessagePath& path) {
  CheckCount(said_by.size(), limits::kSaidByMax, MessagePath(path, "said_by"), errors_);
  for (int i = 0; i < said_by.size(); ++i) {
    if (!source_keys_.contains(said_by[i])) {
      errors_.Add(path.Of("said_by", i), "is not the key of a source of this event");
    }
  }
}

void EventCheck::CheckLabels(const RepeatedPtrField<std::string>& labels, int max,
                             absl::string_view field, const MessagePath& path) {
  CheckCount(labels.size(), max, MessagePath(path, field), errors_);
  for (int i = 0; i < labels.size(); ++i) {
    if (labels[i].empty()) errors_.Add(path.Of(field, i), "is empty");
  }
}

void EventCheck::CheckTime(bool has, const google::protobuf::Timestamp& time,
                           absl::string_view field, const MessagePath& path) {
  if (!has) return;
  std::string error = TimestampError(time);
  if (!error.empty()) errors_.Add(path.Of(field), std::move(error));
}

// What is not finite was named by CheckMessage.
void EventCheck::CheckRange(double value, double min, double max, absl::string_view field,
                            const MessagePath& path) {
  if (!std::isfinite(value) || (value >= min && value <= max)) return;
  errors_.Add(path.Of(field), absl::StrCat(value, " is not between ", min, " and ", max));
}

}  // namespace

void CheckEvent(const v1::Event& event, absl::string_view path, FieldErrors& errors) {
  CheckMessage(event, MessagePath(path), errors);
  CheckMeaning(event, path, errors);
}

void CheckMeaning(const v1::Event& event, absl::string_view path, FieldErrors& errors) {
  EventCheck(event, errors).Run(MessagePath(path));
}

v1::Kind KindOf(const v1::Event& event) {
  switch (event.detail_case()) {
    case v1::Event::kMeeting:
      return v1::KIND_MEETING;
    case v1::Event::kStrike:
      return v1::KIND_STRIKE;
    case v1::Event::kDeployment:
      return v1::KIND_DEPLOYMENT;
    case v1::Event::kArmsTransfer:
      return v1::KIND_ARMS_TRANSFER;
    case v1::Event::kStatement:
      return v1::KIND_STATEMENT;
    case v1::Event::kClash:
      return v1::KIND_CLASH;
    case v1::Event::kViolence:
      return v1::KIND_VIOLENCE;
    case v1::Event::kUnrest:
      return v1::KIND_UNREST;
    case v1::Event::kAgreement:
      return v1::KIND_AGREEMENT;
    case v1::Event::kOther:
      return v1::KIND_OTHER;
    case v1::Event::DETAIL_NOT_SET:
      return v1::KIND_UNSPECIFIED;
  }
  return v1::KIND_UNSPECIFIED;
}

}  // namespace sitrep
