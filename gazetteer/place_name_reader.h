// What names of places mean.
#ifndef SITREP_GAZETTEER_PLACE_NAME_READER_H_
#define SITREP_GAZETTEER_PLACE_NAME_READER_H_

#include <functional>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "gazetteer/place_candidates.h"
#include "gazetteer/place_gazetteer.h"
#include "gazetteer/place_name_finder.h"
#include "gazetteer/place_name_index.h"
#include "gazetteer/region_table.h"

namespace sitrep {

// How far a region is from a point in km; 0 if it contains the point.
using DistanceKm = std::function<double(RegionIndex, GeoPoint)>;

// Implements the readings of PlaceGazetteer, whose comments say what they mean. Refers to table and
// index, which must outlive it.
class PlaceNameReader {
 public:
  PlaceNameReader(const RegionTable* regions, const PlaceNameIndex* names)
      : regions_(*regions), finder_(regions, names) {}

  PlaceCandidates Resolve(absl::string_view name, absl::string_view country, int limit) const;
  PlaceCandidates ReadForQuery(absl::string_view name, absl::string_view country) const;
  PlaceMeanings Meanings(absl::string_view name) const;
  PlaceReading ReadForIngest(absl::string_view name, const PlaceMeanings& meanings,
                             const PlaceContext& context, const DistanceKm& distance_km) const;
  PlaceCandidates Suggest(absl::string_view name, int limit) const;

 private:
  // A name that says where the place lies: "Moscow, Idaho".
  struct Qualified {
    absl::string_view name;
    // What it may lie in.
    PlaceCandidates within;
  };

  // Nothing if there is no comma, or no place behind it.
  std::optional<Qualified> Qualify(absl::string_view name) const;
  // Below, `within` may be null: anywhere.
  PlaceCandidates Find(const PlaceNameFinder::Asked& asked, PlaceNameFinder::Tier tier,
                       const PlaceCandidates* within) const;
  PlaceCandidates ReadSurely(absl::string_view name, absl::string_view country,
                             const PlaceCandidates* within) const;
  // By how surely it was found, up to the first tier that has any.
  std::vector<PlaceCandidates> FindSurely(absl::string_view name,
                                          const PlaceCandidates* within) const;
  void Narrow(absl::string_view latin, const PlaceContext& context, const DistanceKm& distance_km,
              PlaceCandidates* candidates) const;
  void KeepMainNames(absl::string_view latin, PlaceCandidates* candidates) const;
  bool LiesIn(RegionIndex region, absl::string_view country) const;
  void KeepCountry(absl::string_view country, PlaceCandidates* candidates) const;
  void KeepPrecision(v1::PlacePrecision precision, PlaceCandidates* candidates) const;
  void KeepNear(GeoPoint point, const DistanceKm& distance_km, PlaceCandidates* candidates) const;
  void KeepOutermost(PlaceCandidates* candidates) const;
  void KeepProminent(PlaceCandidates* candidates) const;
  void KeepOtherCountries(absl::Span<const RegionIndex> countries,
                          PlaceCandidates* candidates) const;

  const RegionTable& regions_;
  const PlaceNameFinder finder_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_PLACE_NAME_READER_H_
