// One region of the gazetteer.
#ifndef SITREP_GAZETTEER_REGION_H_
#define SITREP_GAZETTEER_REGION_H_

#include <cstdint>
#include <limits>

#include "absl/strings/string_view.h"

namespace sitrep {

// The place of a region in the loaded gazetteer. Not stable from one built file to the next: what
// is stored are ids.
using RegionIndex = uint32_t;
inline constexpr RegionIndex kNoRegion = std::numeric_limits<RegionIndex>::max();

enum class RegionKind : uint8_t {
  kGroup,    // several countries or provinces under one name: Europe, Donbas
  kCountry,  // a country or territory with a code in ISO 3166-1
  kAdmin1,   // the first level below a country: province, oblast, state, governorate
  kAdmin2,   // the second level
  kCity,     // a settlement, known by a point
  kSea,
};

// "group", "country", "admin1", "admin2", "city", "sea".
absl::string_view RegionKindName(RegionKind kind);

// Degrees; finite and in range.
struct GeoPoint {
  double lat = 0;
  double lon = 0;
};

// The views are valid as long as the gazetteer.
struct Region {
  absl::string_view id;    // "KP", "KP-07" (ISO 3166-2), "geonames:1871859", "group:donbas"
  absl::string_view name;  // for display, English where there is one
  RegionKind kind = RegionKind::kCity;
  // What it lies in: a city in its province, a province in its country; kNoRegion for countries and
  // for groups that cross borders. Disputed regions have the parent that the United Nations see.
  RegionIndex parent = kNoRegion;
  absl::string_view country;     // alpha-2 code of the country it lies in; empty for some groups
  absl::string_view claimed_by;  // alpha-2 codes, spaces between, of others that claim it; or empty
  uint32_t population = 0;       // people; of a region as far as known; 0 if unknown
  GeoPoint point;                // a point in it, for a map
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_REGION_H_
