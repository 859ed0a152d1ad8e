// The keys under which the names of regions are found.
#ifndef SITREP_GAZETTEER_PLACE_KEYS_H_
#define SITREP_GAZETTEER_PLACE_KEYS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gazetteer/place_file.h"

namespace sitrep {

// The key of the name in Latin letters, if its script tells the sound well enough for names in two
// scripts to meet; empty for Chinese, Arabic and the like, whose names match by their own aliases.
std::string PlaceLatinKey(absl::string_view name);

// What a key in plain Latin letters sounds like, word by word; empty if it is too short to tell.
std::string PlaceSoundKey(absl::string_view latin_key);

// The keys of all names: names[i] are those of data.regions[i].
PlaceNames MakeKeys(const PlaceData& data, const std::vector<std::vector<std::string>>& names);

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_PLACE_KEYS_H_
