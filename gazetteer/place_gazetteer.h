// Names and points -> regions of the world.
#ifndef SITREP_GAZETTEER_PLACE_GAZETTEER_H_
#define SITREP_GAZETTEER_PLACE_GAZETTEER_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "gazetteer/area_relation.h"
#include "gazetteer/region.h"
#include "sitrep/v1/directory_service.pb.h"
#include "sitrep/v1/event.pb.h"

// S2's headers cost every includer a second of compiling.
class S2Polygon;

namespace sitrep {

class Area;
class AstrayTowns;
class PlaceNameIndex;
class PlaceNameReader;
class RegionLocator;
class RegionOutlines;
class RegionTable;

// One region that a name may stand for.
struct PlaceCandidate {
  RegionIndex region = kNoRegion;
  v1::MatchedBy matched_by = v1::MATCHED_BY_UNSPECIFIED;
  double score = 0;  // 0 to 1, comparable within one answer
};

// What is known besides the name of a place in an event.
struct PlaceContext {
  absl::string_view country = {};      // ISO 3166-1 alpha-2, any case, or empty
  std::optional<GeoPoint> point = {};  // the name must be within reach of it
  v1::PlacePrecision precision = v1::PLACE_PRECISION_UNSPECIFIED;
  absl::Span<const RegionIndex> other_countries = {};  // those of the event's other places
};

// What a name may mean whatever the context, to be kept for when it comes again.
struct PlaceMeanings {
  std::string latin;  // its key in Latin letters, if its script tells that
  // By how surely the name was found, the surest first, up to the first that has any.
  std::vector<std::vector<PlaceCandidate>> candidates;
};

// What a name in an event was read as.
struct PlaceReading {
  RegionIndex region = kNoRegion;          // none: unknown or ambiguous
  std::vector<PlaceCandidate> candidates;  // what it may be, best first; empty: unknown
};

// The regions of the world: countries, provinces, cities, groups of them; their names in all
// scripts that the sources hold, their outlines, and who lies in whom.
//
// Prominence decides between namesakes: a region counts by its population, a country ten times
// over, a capital four times, the seat of a province three times; a namesake whose count is below a
// twentieth of the highest one is not what anybody means by the bare name. So Moscow is not Moscow,
// Idaho, while Georgia is both the country and the American state. A city that has the name for its
// main one comes before cities that are merely called so in some language or once were. A country
// hint, a point or a type word (oblast, province) comes before all of that. A name may say itself
// where the place lies: "Moscow, Idaho", "Tripoli, Libya".
//
// Immutable, so any number of threads may use one. Names are UTF-8 and may be anything; what means
// nothing gives nothing. An index passed in must come from this gazetteer.
//
// Outlines are S2 polygons: callers set FLAGS_s2debug to false first, else each is checked at a
// cost.
class PlaceGazetteer {
 public:
  // Reads a file that gazetteer/build wrote. DATA_LOSS for bytes that are damaged, cut or of
  // another version. Takes some 100 ms. `bytes` are needed only during the call.
  static absl::StatusOr<std::unique_ptr<const PlaceGazetteer>> Parse(absl::string_view bytes);

  // The gazetteer that is built into the binary, parsed at the first call.
  static const PlaceGazetteer& Embedded();

  ~PlaceGazetteer();

  // Identifies the built file; it changes whenever its content does.
  uint64_t fingerprint() const { return fingerprint_; }

  size_t size() const;
  const Region& region(RegionIndex index) const;
  // Case does not matter. kNoRegion if there is none.
  RegionIndex FindById(absl::string_view id) const;

  // All that contains a region, the narrowest first, without itself: its province, its country,
  // then the groups they belong to.
  absl::Span<const RegionIndex> Ancestors(RegionIndex index) const;
  // Whether `inner` is `outer` or lies in it.
  bool Contains(RegionIndex outer, RegionIndex inner) const;
  // The country that a region lies in or is; kNoRegion for seas and for groups that cross borders.
  RegionIndex CountryOf(RegionIndex index) const;
  // The provinces that make up a country, province or group (of a province or sea, itself).
  absl::Span<const RegionIndex> Provinces(RegionIndex index) const;

  // What a name or an id may mean, best first, at most `limit`; only in `country` (alpha-2) unless
  // that is empty. Falls back to similar sounding and similar spelt names when nothing fits better.
  std::vector<PlaceCandidate> Resolve(absl::string_view name, absl::string_view country,
                                      int limit) const;

  // The regions that a name in a filter stands for. An id means itself; a name all that it may mean
  // with some prominence, by exact, normalised and transliterated readings; where a region contains
  // a city of the same name, the region. Empty if it means nothing: what merely sounds like a name
  // is for Suggest.
  std::vector<PlaceCandidate> ReadForQuery(absl::string_view name,
                                           absl::string_view country = {}) const;

  // What a name in an event means, by exact, normalised and transliterated readings only. The
  // context decides: the country hint and the point exclude, the precision prefers its own kind,
  // the other countries of the event and prominence settle what is left. Never a guess: if more
  // than one is left, the reading has no region but the candidates.
  PlaceReading ReadForIngest(absl::string_view name, const PlaceContext& context) const;
  // The same in two steps: the first one costs most and depends on the name alone.
  PlaceMeanings Meanings(absl::string_view name) const;
  PlaceReading ReadForIngest(absl::string_view name, const PlaceMeanings& meanings,
                             const PlaceContext& context) const;

  // At most `limit` regions with names similar to one that means nothing, best first.
  std::vector<PlaceCandidate> Suggest(absl::string_view name, int limit) const;

  // The province that contains the point, by its outline or, within a town whose province is known
  // better (Irpin is not in the city of Kyiv), by that town; off the coast, the nearest one within
  // kCoastKm; farther out the sea, or kNoRegion where it has no name here. A few microseconds.
  RegionIndex RegionAt(double lat, double lon) const;

  // How far from land a point still belongs to it: about the width of territorial waters.
  static constexpr double kCoastKm = 22;

  // The outline of a province or sea; null for what has none. Countries and groups are the union of
  // their provinces, a city is its point. Built at the first call for each province.
  const S2Polygon* Outline(RegionIndex index) const;

  // How a region lies to an area. Countries and groups by their provinces.
  AreaRelation Classify(RegionIndex index, const Area& area) const;
  // All groups, countries and provinces that are not apart from the area, by index.
  std::vector<std::pair<RegionIndex, AreaRelation>> Classify(const Area& area) const;
  // Those that lie inside the area; far cheaper.
  std::vector<RegionIndex> RegionsInside(const Area& area) const;

 private:
  PlaceGazetteer();

  double DistanceKm(RegionIndex index, GeoPoint from) const;

  uint64_t fingerprint_ = 0;
  std::unique_ptr<const RegionTable> regions_;
  std::unique_ptr<const PlaceNameIndex> names_;
  std::unique_ptr<const RegionOutlines> outlines_;
  std::unique_ptr<const RegionLocator> locator_;
  std::unique_ptr<const AstrayTowns> towns_;
  std::unique_ptr<const PlaceNameReader> reader_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_PLACE_GAZETTEER_H_
