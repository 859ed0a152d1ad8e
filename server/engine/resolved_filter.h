// A Filter whose names are read: plain data, shared by the evaluation on an event and by the
// planner.
#ifndef SITREP_SERVER_ENGINE_RESOLVED_FILTER_H_
#define SITREP_SERVER_ENGINE_RESOLVED_FILTER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "base/time_span.h"
#include "gazetteer/area_relation.h"
#include "sitrep/v1/filter.pb.h"

namespace sitrep {

class Area;

using StringSet = absl::flat_hash_set<std::string>;

// What names of actors stand for: any of these.
struct ActorSet {
  StringSet ids;
  // Keys of names, for participants that were not read.
  StringSet keys;
};

// What names of regions stand for: any of these.
struct RegionSet {
  StringSet ids;
  // What contains one of them: a place known only as coarsely as this is possibly in the set.
  StringSet containing;
  // Keys of names, for places that were not read.
  StringSet keys;
};

struct ParticipantTest {
  ActorSet actors;
  // Empty: any.
  std::vector<v1::ParticipantRole> roles;
};

// An area and how the regions lie to it, by id; a region that is not here lies apart from it. A
// filter that asks for certain answers has those that lie inside only.
struct AreaTest {
  // Never null.
  std::shared_ptr<const Area> area;
  absl::flat_hash_map<std::string, AreaRelation> regions;
};

// A field that is not given is empty.
struct ResolvedFilter {
  std::optional<TimeInterval> occurred;
  std::optional<TimeInterval> recorded;
  std::optional<int64_t> max_age_us;
  std::optional<RegionSet> regions;
  std::optional<AreaTest> area;
  // Never empty.
  std::vector<v1::PlaceRole> place_roles;
  std::vector<ActorSet> actors;
  std::optional<ActorSet> any_actors;
  std::vector<ParticipantTest> participants;
  std::vector<v1::Kind> kinds;
  std::vector<v1::Status> statuses;
  std::vector<v1::Verification> verifications;
  StringSet publisher_keys;
  StringSet attribution_keys;
  StringSet tags;
  StringSet ids;
  std::vector<std::pair<std::string, std::string>> codes;
  StringSet submitted_by;
  StringSet run_ids;
  std::optional<int32_t> min_killed;
  bool include_retracted = false;
  bool include_test = false;
  // Possible answers count, too.
  bool possible = false;
  std::shared_ptr<const ResolvedFilter> exclude;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_RESOLVED_FILTER_H_
