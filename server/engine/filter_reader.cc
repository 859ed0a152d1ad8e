#include "server/engine/filter_reader.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/field_errors.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "gazetteer/area.h"
#include "google/rpc/error_details.pb.h"
#include "server/engine/filter_rules.h"
#include "server/engine/search_key.h"
#include "storage/terms.h"

namespace sitrep {
namespace {

constexpr char kPath[] = "filter";

// Reads names one by one and remembers how, and which mean nothing.
class NameReader {
 public:
  NameReader(const PlaceGazetteer& places, const ActorDictionary& actors, const EventStore& store)
      : places_(places), actors_(actors), store_(store) {}

  absl::Status AddRegion(const std::string& name, const std::string& path, RegionSet& set) {
    const std::vector<PlaceCandidate> found = places_.ReadForQuery(name);
    v1::NameReading reading;
    reading.set_name(name);
    for (const PlaceCandidate& candidate : found) {
      reading.add_ids(std::string(places_.region(candidate.region).id));
      set.ids.insert(reading.ids(reading.ids_size() - 1));
      for (const RegionIndex ancestor : places_.Ancestors(candidate.region)) {
        set.containing.insert(std::string(places_.region(ancestor).id));
      }
    }
    const std::string key = SearchKey(name);
    set.keys.insert(key);
    if (found.empty()) {
      ASSIGN_OR_RETURN(const bool borne, IsBorne({terms::UnreadPlace(RoleFamily::kOrdinary, key),
                                                  terms::UnreadPlace(RoleFamily::kLaunch, key)}));
      if (!borne) AddUnknownRegion(name, path);
    } else {
      for (const PlaceCandidate& other : places_.Resolve(name, "", limits::kSuggestionsMax)) {
        AddOther(std::string(places_.region(other.region).id), reading);
      }
    }
    Remember(std::move(reading));
    return absl::OkStatus();
  }

  absl::Status AddActor(const std::string& name, const std::string& path, ActorSet& set) {
    v1::NameReading reading;
    reading.set_name(name);
    for (std::string& id : actors_.ReadForQuery(name)) {
      set.ids.insert(id);
      reading.add_ids(std::move(id));
    }
    const std::string key = SearchKey(name);
    set.keys.insert(key);
    if (reading.ids_size() == 0) {
      // The id of an actor that was removed still stands for itself.
      ASSIGN_OR_RETURN(const bool is_id, IsBorne({terms::Actor(name)}));
      if (is_id) {
        set.ids.insert(name);
        reading.add_ids(name);
      }
      ASSIGN_OR_RETURN(const bool borne, IsBorne({terms::UnreadActor(key)}));
      if (!is_id && !borne) AddUnknownActor(name, path);
    } else {
      for (const ActorCandidate& other : actors_.Resolve(name, limits::kSuggestionsMax)) {
        AddOther(other.actor->id, reading);
      }
    }
    Remember(std::move(reading));
    return absl::OkStatus();
  }

  // NOT_FOUND if any name meant nothing.
  absl::Status Status() const {
    if (unknown_.empty()) return absl::OkStatus();
    absl::Status status = absl::NotFoundError(absl::StrJoin(
        unknown_, "; ", [](std::string* out, const FieldError& error) { *out += error.message; }));
    google::rpc::BadRequest details;
    for (const FieldError& error : unknown_) {
      auto* violation = details.add_field_violations();
      violation->set_field(error.field);
      violation->set_description(error.message);
    }
    AttachDetail(details, status);
    return status;
  }

  std::vector<v1::NameReading> TakeReadings() { return std::move(readings_); }

 private:
  absl::StatusOr<bool> IsBorne(const std::vector<Term>& any) const {
    for (const Term& term : any) {
      ASSIGN_OR_RETURN(const int64_t count, store_.CountTerm(term));
      if (count > 0) return true;
    }
    return false;
  }

  static void AddOther(const std::string& id, v1::NameReading& reading) {
    const auto& ids = reading.ids();
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) reading.add_candidates(id);
  }

  void Remember(v1::NameReading reading) {
    if (read_.insert(reading.name()).second) readings_.push_back(std::move(reading));
  }

  void AddUnknown(const std::string& what, const std::string& name, const std::string& path,
                  const std::vector<std::string>& suggestions) {
    std::string message = absl::StrCat("no ", what, " and no event is called \"", name, "\"");
    if (!suggestions.empty()) {
      absl::StrAppend(&message, "; did you mean ", absl::StrJoin(suggestions, ", "), "?");
    }
    unknown_.push_back({path, std::move(message)});
  }

  void AddUnknownRegion(const std::string& name, const std::string& path) {
    std::vector<std::string> suggestions;
    for (const PlaceCandidate& candidate : places_.Suggest(name, limits::kSuggestionsMax)) {
      const Region& region = places_.region(candidate.region);
      suggestions.push_back(absl::StrCat(region.name, " (", region.id, ")"));
    }
    AddUnknown("region", name, path, suggestions);
  }

  void AddUnknownActor(const std::string& name, const std::string& path) {
    std::vector<std::string> suggestions;
    for (const ActorCandidate& candidate : actors_.Suggest(name, limits::kSuggestionsMax)) {
      suggestions.push_back(absl::StrCat(candidate.actor->name, " (", candidate.actor->id, ")"));
    }
    AddUnknown("actor", name, path, suggestions);
  }

  const PlaceGazetteer& places_;
  const ActorDictionary& actors_;
  const EventStore& store_;
  std::vector<v1::NameReading> readings_;
  absl::flat_hash_set<std::string> read_;
  std::vector<FieldError> unknown_;
};

StringSet SetOf(const google::protobuf::RepeatedPtrField<std::string>& values) {
  return StringSet(values.begin(), values.end());
}

StringSet KeysOf(const google::protobuf::RepeatedPtrField<std::string>& names) {
  StringSet keys;
  for (const std::string& name : names) keys.insert(SearchKey(name));
  return keys;
}

template <typename Enum>
std::vector<Enum> EnumsOf(const google::protobuf::RepeatedField<int>& values) {
  std::vector<Enum> enums;
  for (const int value : values) enums.push_back(static_cast<Enum>(value));
  return enums;
}

void FillValues(const v1::Filter& filter, ResolvedFilter& resolved) {
  if (filter.has_occurred()) resolved.occurred = ToInterval(filter.occurred());
  if (filter.has_recorded()) resolved.recorded = ToInterval(filter.recorded());
  if (filter.has_max_age()) {
    resolved.max_age_us = filter.max_age().seconds() * 1'000'000 + filter.max_age().nanos() / 1000;
  }
  resolved.kinds = EnumsOf<v1::Kind>(filter.kinds());
  resolved.statuses = EnumsOf<v1::Status>(filter.statuses());
  resolved.verifications = EnumsOf<v1::Verification>(filter.verifications());
  resolved.publisher_keys = KeysOf(filter.publishers());
  resolved.attribution_keys = KeysOf(filter.attributions());
  resolved.tags = SetOf(filter.tags());
  resolved.ids = SetOf(filter.ids());
  for (const v1::Code& code : filter.codes()) {
    resolved.codes.emplace_back(code.scheme(), code.code());
  }
  resolved.submitted_by = SetOf(filter.submitted_by());
  resolved.run_ids = SetOf(filter.run_ids());
  if (filter.min_killed() > 0) resolved.min_killed = filter.min_killed();
  resolved.include_retracted = filter.include_retracted();
  resolved.include_test = filter.include_test();
  resolved.possible = filter.match() == v1::MATCH_POSSIBLE;
}

absl::Status ReadActors(const v1::Filter& filter, const std::string& path, NameReader& names,
                        ResolvedFilter& resolved) {
  for (int i = 0; i < filter.actors_size(); ++i) {
    RETURN_IF_ERROR(names.AddActor(filter.actors(i), FieldPath(path, "actors", i),
                                   resolved.actors.emplace_back()));
  }
  if (filter.any_actors_size() > 0) resolved.any_actors.emplace();
  for (int i = 0; i < filter.any_actors_size(); ++i) {
    RETURN_IF_ERROR(names.AddActor(filter.any_actors(i), FieldPath(path, "any_actors", i),
                                   *resolved.any_actors));
  }
  for (int i = 0; i < filter.participants_size(); ++i) {
    const v1::ParticipantClause& clause = filter.participants(i);
    ParticipantTest& test = resolved.participants.emplace_back();
    test.roles = EnumsOf<v1::ParticipantRole>(clause.roles());
    RETURN_IF_ERROR(names.AddActor(
        clause.name(), FieldPath(FieldPath(path, "participants", i), "name"), test.actors));
  }
  return absl::OkStatus();
}

// Unless `exactly`, what an area only meets counts as apart from it: nobody asks for the
// difference, and it costs a comparison of outlines each.
absl::Status ReadPlaces(const v1::Filter& filter, const std::string& path,
                        const PlaceGazetteer& places, bool exactly, NameReader& names,
                        ResolvedFilter& resolved) {
  resolved.place_roles = EnumsOf<v1::PlaceRole>(filter.place_roles());
  if (resolved.place_roles.empty()) {
    resolved.place_roles = {v1::PLACE_ROLE_SITE, v1::PLACE_ROLE_TARGET, v1::PLACE_ROLE_ORIGIN,
                            v1::PLACE_ROLE_DESTINATION};
  }
  if (filter.regions_size() > 0) resolved.regions.emplace();
  for (int i = 0; i < filter.regions_size(); ++i) {
    RETURN_IF_ERROR(
        names.AddRegion(filter.regions(i), FieldPath(path, "regions", i), *resolved.regions));
  }
  if (filter.has_area()) {
    FieldErrors errors;
    std::optional<Area> area = Area::Compile(filter.area(), FieldPath(path, "area"), &errors);
    RETURN_IF_ERROR(errors.ToStatus());
    AreaTest test{.area = std::make_shared<const Area>(*std::move(area)), .regions = {}};
    if (exactly) {
      for (const auto& [region, relation] : places.Classify(*test.area)) {
        test.regions.emplace(std::string(places.region(region).id), relation);
      }
    } else {
      for (const RegionIndex region : places.RegionsInside(*test.area)) {
        test.regions.emplace(std::string(places.region(region).id), AreaRelation::kInside);
      }
    }
    resolved.area = std::move(test);
  }
  return absl::OkStatus();
}

}  // namespace

FilterReader::FilterReader(const PlaceGazetteer& places, const CurrentActors& actors,
                           const EventStore& store)
    : places_(places), actors_(actors), store_(store) {}

absl::StatusOr<FilterReading> FilterReader::Read(const v1::Filter& filter) const {
  FieldErrors errors;
  CheckFilter(filter, kPath, errors);
  RETURN_IF_ERROR(errors.ToStatus());
  const std::shared_ptr<const ActorReader> actors = actors_.Get();
  NameReader names(places_, actors->dictionary(), store_);
  const auto resolve = [&](const v1::Filter& from, const std::string& path,
                           ResolvedFilter& resolved) -> absl::Status {
    FillValues(from, resolved);
    RETURN_IF_ERROR(ReadActors(from, path, names, resolved));
    const bool exactly = resolved.possible || &from != &filter;
    return ReadPlaces(from, path, places_, exactly, names, resolved);
  };
  auto resolved = std::make_shared<ResolvedFilter>();
  RETURN_IF_ERROR(resolve(filter, kPath, *resolved));
  if (filter.has_exclude()) {
    auto exclude = std::make_shared<ResolvedFilter>();
    RETURN_IF_ERROR(resolve(filter.exclude(), FieldPath(kPath, "exclude"), *exclude));
    // What is excluded is excluded whether or not it would be shown by itself.
    exclude->include_retracted = true;
    exclude->include_test = true;
    resolved->exclude = std::move(exclude);
  }
  RETURN_IF_ERROR(names.Status());
  return FilterReading{.filter = std::move(resolved), .readings = names.TakeReadings()};
}

}  // namespace sitrep
