// What names of places mean.
#ifndef SITREP_GAZETTEER_PLACE_NAME_READER_H_
#define SITREP_GAZETTEER_PLACE_NAME_READER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gazetteer/place_gazetteer.h"
#include "gazetteer/place_name_index.h"
#include "gazetteer/region_table.h"
#include "gazetteer/type_words.h"

namespace sitrep {

// How far a region is from a point in km; 0 if it contains the point.
using DistanceKm = std::function<double(RegionIndex, GeoPoint)>;

// Implements the readings of PlaceGazetteer, whose comments say what they mean. Refers to table and
// index, which must outlive it.
class PlaceNameReader {
 public:
  PlaceNameReader(const RegionTable* regions, const PlaceNameIndex* names)
      : regions_(*regions), names_(*names) {}

  std::vector<PlaceCandidate> Resolve(absl::string_view name, absl::string_view country,
                                      int limit) const;
  std::vector<PlaceCandidate> ReadForQuery(absl::string_view name, absl::string_view country) const;
  PlaceMeanings Meanings(absl::string_view name) const;
  PlaceReading ReadForIngest(absl::string_view name, const PlaceMeanings& meanings,
                             const PlaceContext& context, const DistanceKm& distance_km) const;
  std::vector<PlaceCandidate> Suggest(absl::string_view name, int limit) const;

 private:
  // How surely a name was found, the surest first. Within one tier prominence decides.
  enum class Tier {
    kAsWritten,
    kWithoutTypeWords,
    kInLatinLetters,
    kInflected,
    kBySound,
    kBySpelling
  };
  static constexpr Tier kSureTiers[] = {Tier::kAsWritten, Tier::kWithoutTypeWords,
                                        Tier::kInLatinLetters, Tier::kInflected};
  static constexpr Tier kAllTiers[] = {Tier::kAsWritten,      Tier::kWithoutTypeWords,
                                       Tier::kInLatinLetters, Tier::kInflected,
                                       Tier::kBySound,        Tier::kBySpelling};

  // A name, and the keys under which it is looked up.
  struct Asked {
    absl::string_view name;
    std::string key;
    BareName bare;
  };

  static Asked Ask(absl::string_view name);
  void Narrow(absl::string_view latin, const PlaceContext& context, const DistanceKm& distance_km,
              std::vector<PlaceCandidate>* candidates) const;
  std::vector<PlaceCandidate> Find(const Asked& asked, Tier tier) const;
  std::vector<PlaceCandidate> FindAsWritten(const Asked& asked) const;
  std::vector<PlaceCandidate> FindBare(const Asked& asked) const;
  std::vector<PlaceCandidate> FindLatin(const Asked& asked) const;
  std::vector<PlaceCandidate> FindInflected(const Asked& asked, TypeHint* hint) const;
  std::vector<PlaceCandidate> FindSound(const Asked& asked) const;
  std::vector<PlaceCandidate> FindSpelling(const Asked& asked) const;
  std::vector<PlaceCandidate> Ranked(std::vector<PlaceCandidate> candidates) const;

  void KeepRelatedToExact(std::vector<PlaceCandidate>* candidates) const;
  void KeepMainNames(absl::string_view latin, std::vector<PlaceCandidate>* candidates) const;
  bool LiesIn(RegionIndex region, absl::string_view country) const;
  void KeepCountry(absl::string_view country, std::vector<PlaceCandidate>* candidates) const;
  void KeepHinted(TypeHint hint, std::vector<PlaceCandidate>* candidates) const;
  void KeepPrecision(v1::PlacePrecision precision, std::vector<PlaceCandidate>* candidates) const;
  void KeepNear(GeoPoint point, const DistanceKm& distance_km,
                std::vector<PlaceCandidate>* candidates) const;
  void KeepOutermost(std::vector<PlaceCandidate>* candidates) const;
  void KeepProminent(std::vector<PlaceCandidate>* candidates) const;
  void KeepOtherCountries(absl::Span<const RegionIndex> countries,
                          std::vector<PlaceCandidate>* candidates) const;

  const RegionTable& regions_;
  const PlaceNameIndex& names_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_PLACE_NAME_READER_H_
