#include "gazetteer/place_gazetteer.h"

#include <algorithm>
#include <limits>

#include "base/stable_hash.h"
#include "base/status_macros.h"
#include "gazetteer/area.h"
#include "gazetteer/astray_towns.h"
#include "gazetteer/place_file.h"
#include "gazetteer/place_name_index.h"
#include "gazetteer/place_name_reader.h"
#include "gazetteer/places_data.h"
#include "gazetteer/region_locator.h"
#include "gazetteer/region_outlines.h"
#include "gazetteer/region_table.h"
#include "s2/s2latlng.h"

namespace sitrep {
namespace {

double DistanceBetweenKm(GeoPoint a, GeoPoint b) {
  return S2LatLng::FromDegrees(a.lat, a.lon)
             .GetDistance(S2LatLng::FromDegrees(b.lat, b.lon))
             .radians() *
         kEarthRadiusKm;
}

}  // namespace

PlaceGazetteer::PlaceGazetteer() = default;
PlaceGazetteer::~PlaceGazetteer() = default;

absl::StatusOr<std::unique_ptr<const PlaceGazetteer>> PlaceGazetteer::Parse(
    absl::string_view bytes) {
  ASSIGN_OR_RETURN(PlaceData data, DecodePlaces(bytes));
  std::unique_ptr<PlaceGazetteer> made(new PlaceGazetteer());
  made->fingerprint_ = StableHash(bytes);
  made->towns_ = std::make_unique<AstrayTowns>(data.regions);
  made->outlines_ = std::make_unique<RegionOutlines>(&data);
  made->names_ = std::make_unique<PlaceNameIndex>(std::move(data.names));
  made->regions_ = std::make_unique<RegionTable>(&data);
  made->locator_ =
      std::make_unique<RegionLocator>(made->outlines_.get(), made->regions_->first_sea());
  made->reader_ = std::make_unique<PlaceNameReader>(made->regions_.get(), made->names_.get());
  return made;
}

const PlaceGazetteer& PlaceGazetteer::Embedded() {
  // Tests load the same bytes, so that they are sound is known before a binary is shipped.
  static const PlaceGazetteer* const gazetteer = Parse(PlacesData()).value().release();
  return *gazetteer;
}

size_t PlaceGazetteer::size() const { return regions_->size(); }

const Region& PlaceGazetteer::region(RegionIndex index) const { return regions_->region(index); }

RegionIndex PlaceGazetteer::FindById(absl::string_view id) const { return regions_->FindById(id); }

absl::Span<const RegionIndex> PlaceGazetteer::Ancestors(RegionIndex index) const {
  return regions_->Ancestors(index);
}

bool PlaceGazetteer::Contains(RegionIndex outer, RegionIndex inner) const {
  return regions_->Contains(outer, inner);
}

RegionIndex PlaceGazetteer::CountryOf(RegionIndex index) const {
  return regions_->CountryOf(index);
}

absl::Span<const RegionIndex> PlaceGazetteer::Provinces(RegionIndex index) const {
  return regions_->Provinces(index);
}

std::vector<PlaceCandidate> PlaceGazetteer::Resolve(absl::string_view name,
                                                    absl::string_view country, int limit) const {
  return reader_->Resolve(name, country, limit);
}

std::vector<PlaceCandidate> PlaceGazetteer::ReadForQuery(absl::string_view name,
                                                         absl::string_view country) const {
  return reader_->ReadForQuery(name, country);
}

PlaceReading PlaceGazetteer::ReadForIngest(absl::string_view name,
                                           const PlaceContext& context) const {
  return ReadForIngest(name, Meanings(name), context);
}

PlaceMeanings PlaceGazetteer::Meanings(absl::string_view name) const {
  return reader_->Meanings(name);
}

PlaceReading PlaceGazetteer::ReadForIngest(absl::string_view name, const PlaceMeanings& meanings,
                                           const PlaceContext& context) const {
  return reader_->ReadForIngest(name, meanings, context, [this](RegionIndex index, GeoPoint from) {
    return DistanceKm(index, from);
  });
}

std::vector<PlaceCandidate> PlaceGazetteer::Suggest(absl::string_view name, int limit) const {
  return reader_->Suggest(name, limit);
}

RegionIndex PlaceGazetteer::RegionAt(double lat, double lon) const {
  const RegionIndex inside = locator_->Find(lat, lon);
  const bool at_sea = inside == kNoRegion || regions_->region(inside).kind == RegionKind::kSea;
  if (!at_sea) {
    // Of the same country only: what two countries claim, or whose border is coarse, stays as
    // drawn.
    const RegionIndex named = towns_->ProvinceAt({lat, lon});
    return named != kNoRegion && CountryOf(named) == CountryOf(inside) ? named : inside;
  }
  const RegionIndex coast = locator_->FindNearest(lat, lon, kCoastKm);
  return coast != kNoRegion ? coast : inside;
}

double PlaceGazetteer::DistanceKm(RegionIndex index, GeoPoint from) const {
  if (regions_->region(index).kind == RegionKind::kCity) {
    return DistanceBetweenKm(from, regions_->region(index).point);
  }
  const RegionIndex at = RegionAt(from.lat, from.lon);
  if (at != kNoRegion && Contains(index, at)) return 0;
  if (regions_->region(index).kind == RegionKind::kSea &&
      Outline(index)->Contains(S2LatLng::FromDegrees(from.lat, from.lon).ToPoint())) {
    return 0;  // off a coast, which has the point for its own
  }
  double least = std::numeric_limits<double>::infinity();
  for (RegionIndex province : Provinces(index)) {
    least = std::min(least, outlines_->DistanceKm(province, from));
  }
  return least;
}

const S2Polygon* PlaceGazetteer::Outline(RegionIndex index) const {
  return outlines_->Outline(index);
}

AreaRelation PlaceGazetteer::Classify(RegionIndex index, const Area& area) const {
  if (regions_->region(index).kind == RegionKind::kCity) {
    return area.ClassifyPoint(regions_->region(index).point.lat, regions_->region(index).point.lon);
  }
  bool all = true, some = false;
  for (RegionIndex province : Provinces(index)) {
    const S2Polygon* const outline = Outline(province);
    if (outline == nullptr) continue;
    const AreaRelation relation = area.ClassifyPolygon(*outline);
    all = all && relation == AreaRelation::kInside;
    some = some || relation != AreaRelation::kApart;
    if (some && !all) return AreaRelation::kMeets;
  }
  if (!some) return AreaRelation::kApart;
  return all ? AreaRelation::kInside : AreaRelation::kMeets;
}

std::vector<std::pair<RegionIndex, AreaRelation>> PlaceGazetteer::Classify(const Area& area) const {
  // Each outline once; countries and groups by what was found of their provinces.
  const S2LatLngRect bound = area.Bound();
  std::vector<AreaRelation> relations(regions_->first_city(), AreaRelation::kApart);
  for (RegionIndex i = 0; i < regions_->first_city(); ++i) {
    if (outlines_->Bound(i).Intersects(bound)) relations[i] = area.ClassifyPolygon(*Outline(i));
  }
  std::vector<std::pair<RegionIndex, AreaRelation>> found;
  for (RegionIndex i = 0; i < regions_->first_city(); ++i) {
    bool all = true, some = false;
    for (RegionIndex province : Provinces(i)) {
      all = all && relations[province] == AreaRelation::kInside;
      some = some || relations[province] != AreaRelation::kApart;
    }
    if (some) found.emplace_back(i, all ? AreaRelation::kInside : AreaRelation::kMeets);
  }
  return found;
}

std::vector<RegionIndex> PlaceGazetteer::RegionsInside(const Area& area) const {
  // With room for outlines whose bounds are.
  const S2LatLngRect bound = area.Bound().Expanded(S2LatLng::FromDegrees(1e-6, 1e-6));
  std::vector<bool> inside(regions_->first_city(), false);
  std::vector<RegionIndex> provinces;
  for (RegionIndex i = 0; i < regions_->first_city(); ++i) {
    const S2LatLngRect& outline = outlines_->Bound(i);
    if (outline.is_empty() || !bound.Contains(outline)) continue;
    inside[i] = area.ClassifyPolygon(*Outline(i)) == AreaRelation::kInside;
    if (inside[i]) provinces.push_back(i);
  }
  // Countries and groups whose provinces all are; each is among the ancestors of one.
  std::vector<RegionIndex> found = provinces;
  for (const RegionIndex province : provinces) {
    for (const RegionIndex ancestor : Ancestors(province)) {
      const auto parts = Provinces(ancestor);
      const bool all =
          std::all_of(parts.begin(), parts.end(), [&](RegionIndex part) { return inside[part]; });
      if (all) found.push_back(ancestor);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace sitrep
