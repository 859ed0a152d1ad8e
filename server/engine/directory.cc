#include "server/engine/directory.h"

#include <algorithm>
#include <string>
#include <vector>

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
  added.mutable_point()->set_lat(region.point.lat);
  added.mutable_point()->set_lon(region.point.lon);
  for (const absl::string_view state : absl::StrSplit(region.claimed_by, ' ', absl::SkipEmpty())) {
    added.add_claimed_by(std::string(state));
  }
}

absl::StatusOr<v1::ResolveActorsResponse> Directory::ResolveActors(
    const v1::ResolveActorsRequest& request) const {
  RETURN_IF_ERROR(Check(request));
  v1::ResolveActorsResponse response;
  for (const std::string& name : request.names()) {
    v1::Resolution& resolution = *response.add_resolutions();
    resolution.set_name(name);
    for (const ActorCandidate& candidate :
         ActorsOf(name, request.country(), LimitOf(request.limit()))) {
      AddActor(candidate, resolution);
    }
  }
  return response;
}

std::vector<ActorCandidate> Directory::ActorsOf(const std::string& name, const std::string& country,
                                                int limit) const {
  if (country.empty()) return actors_.Resolve(name, limit);
  std::vector<ActorCandidate> candidates = actors_.Resolve(name, limits::kResolveLimitMax);
  std::stable_partition(candidates.begin(), candidates.end(), [&](const ActorCandidate& candidate) {
    const std::vector<std::string> closure = actors_.Closure(candidate.actor->id);
    return std::find(closure.begin(), closure.end(), country) != closure.end();
  });
  if (candidates.size() > static_cast<size_t>(limit)) candidates.resize(limit);
  return candidates;
}

void Directory::AddActor(const ActorCandidate& candidate, v1::Resolution& resolution) const {
  v1::Candidate& added = *resolution.add_candidates();
  added.set_id(candidate.actor->id);
  added.set_name(candidate.actor->name);
  added.set_kind(candidate.actor->kind);
  added.set_matched_by(candidate.matched_by);
  added.set_score(candidate.score);
  const std::vector<std::string> closure = actors_.Closure(candidate.actor->id);
  for (size_t i = 1; i < closure.size(); ++i) added.add_ancestor_ids(closure[i]);
}

}  // namespace sitrep
