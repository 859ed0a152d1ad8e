// Finds the places that bear a name, tier by tier.
#ifndef SITREP_GAZETTEER_PLACE_NAME_FINDER_H_
#define SITREP_GAZETTEER_PLACE_NAME_FINDER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "gazetteer/place_candidates.h"
#include "gazetteer/place_name_index.h"
#include "gazetteer/region_table.h"
#include "gazetteer/type_words.h"

namespace sitrep {

// Refers to table and index, which must outlive it. Immutable; any number of threads may use one.
class PlaceNameFinder {
 public:
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

  PlaceNameFinder(const RegionTable* regions, const PlaceNameIndex* names)
      : regions_(*regions), names_(*names) {}

  // Refers to the name.
  static Asked Ask(absl::string_view name);
  // Who bears the name on this tier, best first; what its type words say, counts.
  PlaceCandidates Find(const Asked& asked, Tier tier) const;

 private:
  PlaceCandidates FindAsWritten(const Asked& asked) const;
  PlaceCandidates FindBare(const Asked& asked) const;
  PlaceCandidates FindLatin(const Asked& asked) const;
  PlaceCandidates FindInflected(const Asked& asked, TypeHint* hint) const;
  PlaceCandidates FindSound(const Asked& asked) const;
  PlaceCandidates FindSpelling(const Asked& asked) const;
  PlaceCandidates Ranked(PlaceCandidates candidates) const;
  void KeepRelatedToExact(PlaceCandidates* candidates) const;
  void KeepHinted(TypeHint hint, PlaceCandidates* candidates) const;

  const RegionTable& regions_;
  const PlaceNameIndex& names_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_PLACE_NAME_FINDER_H_
