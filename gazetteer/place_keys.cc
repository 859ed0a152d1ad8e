#include "gazetteer/place_keys.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_split.h"
#include "gazetteer/name_key.h"
#include "gazetteer/name_words.h"
#include "gazetteer/type_words.h"

namespace sitrep {
namespace {

constexpr size_t kSoundBytesMin = 4;

bool TellsItsSound(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
    case USCRIPT_LATIN:
    case USCRIPT_CYRILLIC:
    case USCRIPT_GREEK:
    case USCRIPT_GEORGIAN:
    case USCRIPT_ARMENIAN:
      return true;
    default:
      return false;
  }
}

bool TellsItsSound(absl::string_view key) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(key.data());
  const int32_t size = static_cast<int32_t>(key.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    if (c < 0 || !TellsItsSound(c)) return false;
  }
  return true;
}

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

// All that one key may mean; the surest reading of each region, but every fingerprint.
class KeyMap {
 public:
  void Add(const std::string& key, RegionIndex region, NameReading reading, uint8_t print = 0) {
    if (!key.empty()) keys_[key].insert({region, reading, print});
  }

  bool Has(const std::string& key, RegionIndex region) const {
    const auto found = keys_.find(key);
    if (found == keys_.end()) return false;
    const auto at = found->second.lower_bound({region, NameReading::kName, 0});
    return at != found->second.end() && std::get<0>(*at) == region &&
           std::get<1>(*at) <= NameReading::kWithoutTypeWord;
  }

  PlaceNames Finish() const {
    PlaceNames names;
    for (const auto& [key, meanings] : keys_) {
      names.key_bytes.insert(names.key_bytes.end(), key.begin(), key.end());
      names.key_ends.push_back(static_cast<uint32_t>(names.key_bytes.size()));
      RegionIndex last = kNoRegion;
      NameReading surest = NameReading::kName;
      for (const auto& [region, reading, print] : meanings) {
        if (region != last) surest = reading;
        last = region;
        if (reading == surest) names.postings.push_back({region, reading, print});
      }
      names.posting_ends.push_back(static_cast<uint32_t>(names.postings.size()));
    }
    return names;
  }

 private:
  using Meaning = std::tuple<RegionIndex, NameReading, uint8_t>;
  std::map<std::string, std::set<Meaning>> keys_;
};

void AddName(const std::string& name, RegionIndex region, bool is_city, KeyMap* keys) {
  const std::string key = NameKey(name);
  keys->Add(key, region, NameReading::kName, NameFingerprint(name));
  const BareName bare = WithoutTypeWords(key);
  if (!is_city && bare.changed) keys->Add(bare.key, region, NameReading::kWithoutTypeWord);
  const std::string latin = PlaceLatinKey(name);
  if (latin.empty()) return;
  const BareName bare_latin = WithoutTypeWords(latin);
  if (latin != key) {
    keys->Add(latin, region, NameReading::kTransliterated);
    if (!is_city && bare_latin.changed) {
      keys->Add(bare_latin.key, region, NameReading::kTransliterated);
    }
  }
  keys->Add(PlaceSoundKey(is_city ? latin : bare_latin.key), region, NameReading::kSound);
}

// Whether the name of the province, but for a type word, is that of the city.
bool IsNamedAfter(const PlaceData::Entry& province, const PlaceData::Entry& city) {
  return WithoutTypeWords(NameKey(province.name)).key == NameKey(city.name);
}

// A province that is named after its seat goes by whatever the seat is called ("Oblast Rostow"),
// and the seat by whatever the province is called with a type word, without that word.
void AddSeatNames(const PlaceData& data, const std::vector<std::vector<std::string>>& names,
                  KeyMap* keys) {
  for (RegionIndex city = 0; city < data.regions.size(); ++city) {
    const PlaceData::Entry& entry = data.regions[city];
    if ((entry.flags & PlaceData::kSeat) == 0 || entry.parent == kNoRegion) continue;
    const RegionIndex province = entry.parent;
    if (data.regions[province].kind != RegionKind::kAdmin1) continue;
    if (!keys->Has(NameKey(entry.name), province)) continue;
    for (const std::string& name : names[city]) {
      keys->Add(NameKey(name), province, NameReading::kSeat, NameFingerprint(name));
    }
    if (!IsNamedAfter(data.regions[province], entry)) continue;
    for (const std::string& name : names[province]) {
      const BareName bare = WithoutTypeWords(NameKey(name));
      if (bare.changed) keys->Add(bare.key, city, NameReading::kSeat, NameFingerprint(name));
    }
  }
}

}  // namespace

std::string PlaceLatinKey(absl::string_view name) {
  const std::string key = NameKey(name);
  if (IsAscii(key)) return key;
  if (!TellsItsSound(key)) return {};
  const std::string latin = TransliteratedKey(name);
  return IsAscii(latin) ? latin : std::string();
}

std::string PlaceSoundKey(absl::string_view latin_key) {
  if (latin_key.size() < kSoundBytesMin || !IsAscii(latin_key)) return {};
  std::string sound;
  for (absl::string_view word : absl::StrSplit(latin_key, ' ')) {
    if (!sound.empty()) sound.push_back(' ');
    sound += SoundKey(word);
  }
  return sound;
}

PlaceNames MakeKeys(const PlaceData& data, const std::vector<std::vector<std::string>>& names) {
  KeyMap keys;
  for (RegionIndex region = 0; region < data.regions.size(); ++region) {
    const bool is_city = data.regions[region].kind == RegionKind::kCity;
    for (const std::string& name : names[region]) AddName(name, region, is_city, &keys);
  }
  AddSeatNames(data, names, &keys);
  return keys.Finish();
}

}  // namespace sitrep
