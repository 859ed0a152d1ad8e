#include "server/engine/place_reader.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "server/engine/search_key.h"

namespace sitrep {
namespace {

// Ids in a warning: enough to choose from, and bounded.
constexpr size_t kCandidatesMax = 10;

// Names that are remembered, each of at most 512 bytes.
constexpr size_t kKnownNamesMax = 32'768;

bool IsPrecise(v1::PlacePrecision precision) {
  return precision == v1::PLACE_PRECISION_POINT || precision == v1::PLACE_PRECISION_SETTLEMENT;
}

// A given point speaks for the town of a name rather than for the region around it.
v1::PlacePrecision PrecisionForName(const v1::Place& place) {
  if (place.precision() == v1::PLACE_PRECISION_POINT ||
      (place.precision() == v1::PLACE_PRECISION_UNSPECIFIED && place.has_point())) {
    return v1::PLACE_PRECISION_SETTLEMENT;
  }
  return place.precision();
}

PlaceContext ContextOf(const v1::Place& place, const std::vector<RegionIndex>& countries) {
  PlaceContext context;
  context.country = place.country();
  if (place.has_point()) context.point = GeoPoint{place.point().lat(), place.point().lon()};
  context.precision = PrecisionForName(place);
  context.other_countries = countries;
  return context;
}

}  // namespace

PlaceReader::PlaceReader(const PlaceGazetteer& gazetteer)
    : gazetteer_(gazetteer), known_names_(kKnownNamesMax) {}

void PlaceReader::Read(storage::Entry& entry, std::vector<v1::Warning>& warnings) const {
  const std::vector<RegionIndex> countries = CountriesOf(entry.event());
  for (int i = 0; i < entry.event().places_size(); ++i) {
    ReadPlace(i, countries, entry, warnings);
  }
}

std::vector<RegionIndex> PlaceReader::CountriesOf(const v1::Event& event) const {
  std::vector<RegionIndex> countries;
  // One place has no others to help it.
  if (event.places_size() < 2) return countries;
  for (const v1::Place& place : event.places()) {
    RegionIndex region = kNoRegion;
    if (!place.name().empty()) {
      region = ReadInContext(place.name(), ContextOf(place, {})).region;
    }
    if (region == kNoRegion) region = ReadPosition(place);
    if (region == kNoRegion) continue;
    const RegionIndex country = gazetteer_.CountryOf(region);
    if (country != kNoRegion &&
        std::find(countries.begin(), countries.end(), country) == countries.end()) {
      countries.push_back(country);
    }
  }
  return countries;
}

void PlaceReader::ReadPlace(int index, const std::vector<RegionIndex>& countries,
                            storage::Entry& entry, std::vector<v1::Warning>& warnings) const {
  v1::Place& place = *entry.mutable_event()->mutable_places(index);
  storage::PlaceReading& reading = *entry.add_places();
  const RegionIndex named = ReadName(place, countries, index, warnings);
  const RegionIndex positioned = ReadPosition(place);
  if (named == kNoRegion && !place.name().empty()) reading.set_unread_key(SearchKey(place.name()));

  const bool is_city = named != kNoRegion && gazetteer_.region(named).kind == RegionKind::kCity;
  // Without a stated precision, what the name was read as tells; an unread name leaves the point.
  const bool precise =
      IsPrecise(place.precision()) || (place.precision() == v1::PLACE_PRECISION_UNSPECIFIED &&
                                       (is_city || (named == kNoRegion && place.has_point())));
  RegionIndex region = named != kNoRegion ? named : positioned;
  if (precise) {
    // A point tells the province even where the name says no more than the country.
    if (place.has_point() && named != kNoRegion && positioned != kNoRegion &&
        gazetteer_.Contains(named, positioned)) {
      region = positioned;
    }
  } else if (region != kNoRegion) {
    region = Coarsen(region, place.precision());
  }
  if (region != kNoRegion) FillRegions(region, *place.mutable_region_ids());

  if (place.precision() == v1::PLACE_PRECISION_UNKNOWN) {
    reading.set_exactness(storage::EXACTNESS_NOWHERE);
  } else if (precise && (place.has_point() || is_city)) {
    const GeoPoint point = place.has_point() ? GeoPoint{place.point().lat(), place.point().lon()}
                                             : gazetteer_.region(named).point;
    reading.set_exactness(storage::EXACTNESS_EXACT);
    reading.set_lat(point.lat);
    reading.set_lon(point.lon);
    reading.set_radius_km(place.radius_km());
  } else if (region != kNoRegion) {
    reading.set_exactness(storage::EXACTNESS_COARSE);
  }
  ReadAlternatives(place, reading);
}

PlaceReading PlaceReader::ReadInContext(absl::string_view name, const PlaceContext& context) const {
  const auto meanings =
      known_names_.Get(name, [this](absl::string_view read) { return gazetteer_.Meanings(read); });
  return gazetteer_.ReadForIngest(name, *meanings, context);
}

RegionIndex PlaceReader::ReadName(const v1::Place& place, const std::vector<RegionIndex>& countries,
                                  int index, std::vector<v1::Warning>& warnings) const {
  if (place.name().empty()) return kNoRegion;
  const PlaceReading reading = ReadInContext(place.name(), ContextOf(place, countries));
  if (reading.region != kNoRegion) return reading.region;
  v1::Warning warning;
  warning.set_field(FieldPath(FieldPath("", "places", index), "name"));
  if (reading.candidates.empty()) {
    warning.set_message(absl::StrCat(
        "\"", place.name(), "\" is no place that is known here; it is found by this name"));
  } else {
    warning.set_message(absl::StrCat(
        "\"", place.name(),
        "\" may be several places and stays unread; a country or a point tells them apart"));
    for (const PlaceCandidate& candidate : reading.candidates) {
      if (warning.candidates_size() == static_cast<int>(kCandidatesMax)) break;
      warning.add_candidates(std::string(gazetteer_.region(candidate.region).id));
    }
  }
  warnings.push_back(std::move(warning));
  return kNoRegion;
}

RegionIndex PlaceReader::ReadPosition(const v1::Place& place) const {
  RegionIndex region = kNoRegion;
  if (place.has_point()) region = gazetteer_.RegionAt(place.point().lat(), place.point().lon());
  if (region == kNoRegion && !place.has_point() && !place.country().empty()) {
    region = gazetteer_.FindById(place.country());
  }
  return region;
}

RegionIndex PlaceReader::Coarsen(RegionIndex region, v1::PlacePrecision precision) const {
  switch (precision) {
    case v1::PLACE_PRECISION_NEAR:
    case v1::PLACE_PRECISION_ADMIN2:
    case v1::PLACE_PRECISION_ADMIN1:
      return Enclosing(region, RegionKind::kAdmin1);
    case v1::PLACE_PRECISION_COUNTRY:
      return Enclosing(region, RegionKind::kCountry);
    case v1::PLACE_PRECISION_AREA:
      return gazetteer_.region(region).kind == RegionKind::kCity
                 ? Enclosing(region, RegionKind::kAdmin1)
                 : region;
    default:
      return region;
  }
}

RegionIndex PlaceReader::Enclosing(RegionIndex region, RegionKind kind) const {
  const auto reaches = [&](RegionIndex candidate) {
    return gazetteer_.region(candidate).kind <= kind;
  };
  if (reaches(region)) return region;
  // Some cities lie in no province: their country is the next best.
  for (const RegionIndex ancestor : gazetteer_.Ancestors(region)) {
    if (reaches(ancestor)) return ancestor;
  }
  return region;
}

void PlaceReader::FillRegions(RegionIndex region,
                              google::protobuf::RepeatedPtrField<std::string>& ids) const {
  *ids.Add() = std::string(gazetteer_.region(region).id);
  for (const RegionIndex ancestor : gazetteer_.Ancestors(region)) {
    *ids.Add() = std::string(gazetteer_.region(ancestor).id);
  }
}

void PlaceReader::ReadAlternatives(const v1::Place& place, storage::PlaceReading& reading) const {
  for (const std::string& name : place.alternatives()) {
    storage::AlternativeReading& alternative = *reading.add_alternatives();
    PlaceContext context;
    context.country = place.country();
    context.precision = place.precision();
    const RegionIndex region = ReadInContext(name, context).region;
    if (region == kNoRegion) {
      alternative.set_unread_key(SearchKey(name));
    } else {
      FillRegions(region, *alternative.mutable_region_ids());
    }
  }
}

}  // namespace sitrep
