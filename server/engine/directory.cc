#include "server/engine/directory.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "server/engine/label_rules.h"
#include "server/engine/message_path.h"
#include "server/engine/message_rules.h"

namespace sitrep {
namespace {

// Both requests have the same fields.
template <typename Request>
absl::Status Check(const Request& request) {
  FieldErrors errors;
  const MessagePath top("");
  const MessagePath names(top, "names");
  if (request.names().empty()) errors.Add(names.ToString(), "is empty");
  CheckCount(request.names_size(), limits::kResolveNamesMax, names, errors);
  for (int i = 0; i < request.names_size(); ++i) {
    if (request.names(i).empty()) errors.Add(top.Of("names", i), "is empty");
  }
  CheckCountry(request.country(), MessagePath(top, "country"), errors);
  if (request.limit() < 0) errors.Add("limit", "is negative");
  return errors.ToStatus();
}

int LimitOf(int asked) {
  return asked == 0 ? limits::kResolveLimitDefault : std::min(asked, limits::kResolveLimitMax);
}

// Best first; those of the country, if one is given, before the others.
std::vector<ActorCandidate> ActorsOf(const ActorDictionary& actors, const std::string& name,
                                     const std::string& country, int limit) {
  if (country.empty()) return actors.Resolve(name, limit);
  std::vector<ActorCandidate> candidates = actors.Resolve(name, limits::kResolveLimitMax);
  std::stable_partition(candidates.begin(), candidates.end(), [&](const ActorCandidate& candidate) {
    const std::vector<std::string> closure = actors.Closure(candidate.actor->id);
    return std::find(closure.begin(), closure.end(), country) != closure.end();
  });
  if (candidates.size() > static_cast<size_t>(limit)) candidates.resize(limit);
  return candidates;
}

void AddActor(const ActorDictionary& actors, const ActorCandidate& candidate,
              v1::Resolution& resolution) {
  v1::Candidate& added = *resolution.add_candidates();
  added.set_id(candidate.actor->id);
  added.set_name(candidate.actor->name);
  added.set_kind(candidate.actor->kind);
  added.set_matched_by(candidate.matched_by);
  added.set_score(candidate.score);
  const std::vector<std::string> closure = actors.Closure(candidate.actor->id);
  for (size_t i = 1; i < closure.size(); ++i) added.add_ancestor_ids(closure[i]);
}

}  // namespace

absl::StatusOr<v1::ResolvePlacesResponse> Directory::ResolvePlaces(
    const v1::ResolvePlacesRequest& request) const {
  RETURN_IF_ERROR(Check(request));
  v1::ResolvePlacesResponse response;
  for (const std::string& name : request.names()) {
    v1::Resolution& resolution = *response.add_resolutions();
    resolution.set_name(name);
    for (const PlaceCandidate& candidate :
         places_.Resolve(name, request.country(), LimitOf(request.limit()))) {
      AddPlace(candidate, resolution);
    }
  }
  return response;
}

void Directory::AddPlace(const PlaceCandidate& candidate, v1::Resolution& resolution) const {
  const Region& region = places_.region(candidate.region);
  v1::Candidate& added = *resolution.add_candidates();
  added.set_id(std::string(region.id));
  added.set_name(std::string(region.name));
  added.set_kind(std::string(RegionKindName(region.kind)));
  added.set_matched_by(candidate.matched_by);
  added.set_score(candidate.score);
  for (const RegionIndex ancestor : places_.Ancestors(candidate.region)) {
    added.add_ancestor_ids(std::string(places_.region(ancestor).id));
  }
  added.set_population(static_cast<int64_t>(region.population));
  added.mutable_point()->set_lat(region.point.lat);
  added.mutable_point()->set_lon(region.point.lon);
  for (const absl::string_view state : absl::StrSplit(region.claimed_by, ' ', absl::SkipEmpty())) {
    added.add_claimed_by(std::string(state));
  }
}

absl::StatusOr<v1::ResolveActorsResponse> Directory::ResolveActors(
    const v1::ResolveActorsRequest& request) const {
  RETURN_IF_ERROR(Check(request));
  const std::shared_ptr<const ActorReader> reader = actors_.Get();
  const ActorDictionary& actors = reader->dictionary();
  v1::ResolveActorsResponse response;
  for (const std::string& name : request.names()) {
    v1::Resolution& resolution = *response.add_resolutions();
    resolution.set_name(name);
    for (const ActorCandidate& candidate :
         ActorsOf(actors, name, request.country(), LimitOf(request.limit()))) {
      AddActor(actors, candidate, resolution);
    }
  }
  return response;
}

absl::StatusOr<v1::GetPlaceResponse> Directory::GetPlace(const v1::GetPlaceRequest& request) const {
  FieldErrors errors;
  CheckId(request.id(), MessagePath("id"), errors);
  RETURN_IF_ERROR(errors.ToStatus());
  const RegionIndex index = places_.FindById(request.id());
  if (index == kNoRegion) {
    std::string message = absl::StrCat("no place has the id \"", request.id(), "\"");
    std::vector<std::string> others;
    for (const PlaceCandidate& other : places_.Resolve(request.id(), "", limits::kSuggestionsMax)) {
      const Region& region = places_.region(other.region);
      others.push_back(absl::StrCat(region.id, " (", region.name, ")"));
    }
    if (!others.empty()) {
      absl::StrAppend(&message, "; did you mean ", absl::StrJoin(others, ", "), "?");
    }
    return absl::NotFoundError(message);
  }
  v1::GetPlaceResponse response;
  FillRegion(index, *response.mutable_region());
  return response;
}

void Directory::FillRegion(RegionIndex index, v1::Region& filled) const {
  const Region& region = places_.region(index);
  filled.set_id(std::string(region.id));
  filled.set_name(std::string(region.name));
  filled.set_kind(std::string(RegionKindName(region.kind)));
  filled.mutable_point()->set_lat(region.point.lat);
  filled.mutable_point()->set_lon(region.point.lon);
  filled.set_population(region.population);
  filled.set_country(std::string(region.country));
  for (const RegionIndex ancestor : places_.Ancestors(index)) {
    filled.add_ancestor_ids(std::string(places_.region(ancestor).id));
  }
  for (const absl::string_view state : absl::StrSplit(region.claimed_by, ' ', absl::SkipEmpty())) {
    filled.add_claimed_by(std::string(state));
  }
  for (const RegionIndex province : places_.Provinces(index)) {
    if (province != index) filled.add_province_ids(std::string(places_.region(province).id));
  }
}

}  // namespace sitrep
