#include "server/engine/place_answer.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "gazetteer/area.h"

namespace sitrep {
namespace {

// See Region::id.
constexpr absl::string_view kCityIdPrefix = "geonames:";

bool HasRole(const v1::Place& place, const std::vector<v1::PlaceRole>& roles) {
  const v1::PlaceRole role =
      place.role() == v1::PLACE_ROLE_UNSPECIFIED ? v1::PLACE_ROLE_SITE : place.role();
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

template <typename PlaceAnswer>
Answer BestOverPlaces(const std::vector<v1::PlaceRole>& roles, const storage::Entry& entry,
                      PlaceAnswer answer) {
  Answer best = Answer::kNo;
  for (int i = 0; i < entry.event().places_size() && best != Answer::kCertain; ++i) {
    const v1::Place& place = entry.event().places(i);
    if (HasRole(place, roles)) best = std::max(best, answer(place, entry.places(i)));
  }
  return best;
}

template <typename Ids>
bool AnyIn(const Ids& ids, const StringSet& set) {
  return std::any_of(ids.begin(), ids.end(), [&](const auto& id) { return set.contains(id); });
}

Answer PlaceInRegions(const RegionSet& regions, const v1::Place& place,
                      const storage::PlaceReading& reading) {
  if (AnyIn(place.region_ids(), regions.ids)) return Answer::kCertain;
  if (!reading.unread_key().empty() && regions.keys.contains(reading.unread_key())) {
    return Answer::kCertain;
  }
  if (reading.exactness() == storage::EXACTNESS_NOWHERE) return Answer::kPossible;
  if (place.region_ids_size() > 0 && regions.containing.contains(place.region_ids(0))) {
    return Answer::kPossible;
  }
  for (const storage::AlternativeReading& alternative : reading.alternatives()) {
    if (AnyIn(alternative.region_ids(), regions.ids) ||
        (!alternative.unread_key().empty() && regions.keys.contains(alternative.unread_key()))) {
      return Answer::kPossible;
    }
  }
  return Answer::kNo;
}

AreaRelation RelationOf(const AreaTest& area, const std::string& region_id) {
  const auto found = area.regions.find(region_id);
  return found == area.regions.end() ? AreaRelation::kApart : found->second;
}

Answer FromRelation(AreaRelation relation) {
  switch (relation) {
    case AreaRelation::kInside:
      return Answer::kCertain;
    case AreaRelation::kMeets:
      return Answer::kPossible;
    case AreaRelation::kApart:
      break;
  }
  return Answer::kNo;
}

Answer PlaceByItself(const AreaTest& area, const v1::Place& place,
                     const storage::PlaceReading& reading) {
  switch (reading.exactness()) {
    case storage::EXACTNESS_EXACT:
      return FromRelation(
          area.area->ClassifyDisc(reading.lat(), reading.lon(), reading.radius_km()));
    case storage::EXACTNESS_COARSE:
      return FromRelation(RelationOf(area, place.region_ids(0)));
    case storage::EXACTNESS_NOWHERE:
      return Answer::kPossible;
    default:
      return Answer::kNo;
  }
}

// The region by whose outline an alternative counts: what it was read as, but for a city, which has
// none, what it lies in. Never anything wider: all of Asia is no place for "Mongolia".
const std::string* OutlinedId(const storage::AlternativeReading& alternative) {
  for (const std::string& id : alternative.region_ids()) {
    if (!absl::StartsWith(id, kCityIdPrefix)) return &id;
  }
  return nullptr;
}

Answer PlaceInArea(const AreaTest& area, const v1::Place& place,
                   const storage::PlaceReading& reading) {
  const Answer answer = PlaceByItself(area, place, reading);
  if (answer != Answer::kNo) return answer;
  for (const storage::AlternativeReading& alternative : reading.alternatives()) {
    const std::string* const id = OutlinedId(alternative);
    if (id != nullptr && RelationOf(area, *id) != AreaRelation::kApart) return Answer::kPossible;
  }
  return Answer::kNo;
}

}  // namespace

Answer AnswerToRegions(const RegionSet& regions, const std::vector<v1::PlaceRole>& roles,
                       const storage::Entry& entry) {
  return BestOverPlaces(roles, entry, [&](const auto& place, const auto& reading) {
    return PlaceInRegions(regions, place, reading);
  });
}

Answer AnswerToArea(const AreaTest& area, const std::vector<v1::PlaceRole>& roles,
                    const storage::Entry& entry) {
  return BestOverPlaces(roles, entry, [&](const auto& place, const auto& reading) {
    return PlaceInArea(area, place, reading);
  });
}

}  // namespace sitrep
