#include "gazetteer/place_name_finder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "gazetteer/inflected_name.h"
#include "gazetteer/name_key.h"
#include "gazetteer/place_keys.h"

namespace sitrep {
namespace {

using Candidates = PlaceCandidates;

// How good each reading is, before prominence.
constexpr double kExactScore = 1.0;
constexpr double kNormalizedScore = 0.92;
constexpr double kBareScore = 0.90;
constexpr double kExactSeatScore = 0.97;
constexpr double kSeatScore = 0.90;
constexpr double kTransliteratedScore = 0.85;
constexpr double kInflectedScore = 0.88;
constexpr double kPhoneticScore = 0.65;
constexpr double kFuzzyScore = 0.60;

// Smaller cities are not recognised in other cases than the nominative.
constexpr int64_t kInflectedPeopleMin = 20'000;

// Prominence moves a score by up to this.
constexpr double kProminenceShare = 0.25;
// The logarithm of the most prominent region there is, roughly.
constexpr double kProminenceLogMax = 10.2;

// Ids are found in any case, but "Bo" is a city before it is Bolivia's code.
bool MayBeWord(absl::string_view name) { return name.size() == 2 && absl::ascii_islower(name[1]); }

}  // namespace

PlaceNameFinder::Asked PlaceNameFinder::Ask(absl::string_view name) {
  Asked asked;
  asked.name = name;
  asked.key = NameKey(name);
  asked.bare = WithoutTypeWords(asked.key);
  return asked;
}

// A region's score follows its best reading; better scores first, ids decide between equals.
Candidates PlaceNameFinder::Ranked(Candidates candidates) const {
  for (PlaceCandidate& candidate : candidates) {
    const double weight =
        std::clamp(std::log10(regions_.Prominence(candidate.region)) / kProminenceLogMax, 0.0, 1.0);
    candidate.score *= 1 - kProminenceShare + kProminenceShare * weight;
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const PlaceCandidate& a, const PlaceCandidate& b) {
              return a.score != b.score ? a.score > b.score : a.region < b.region;
            });
  std::vector<PlaceCandidate> once;
  absl::flat_hash_map<RegionIndex, bool> seen;
  for (const PlaceCandidate& candidate : candidates) {
    if (seen.emplace(candidate.region, true).second) once.push_back(candidate);
  }
  return once;
}

Candidates PlaceNameFinder::FindAsWritten(const Asked& asked) const {
  Candidates found;
  const absl::string_view name = absl::StripAsciiWhitespace(asked.name);
  const RegionIndex id = regions_.FindById(name);
  if (id != kNoRegion && !MayBeWord(name)) return {{id, v1::MATCHED_BY_EXACT, 1}};
  const uint8_t print = NameFingerprint(name);
  for (const NamePosting& posting : names_.Find(asked.key)) {
    if (posting.reading == NameReading::kName && posting.fingerprint == print) {
      found.push_back({posting.region, v1::MATCHED_BY_EXACT, kExactScore});
    } else if (posting.reading == NameReading::kName) {
      found.push_back({posting.region, v1::MATCHED_BY_NORMALIZED, kNormalizedScore});
    } else if (posting.reading == NameReading::kWithoutTypeWord) {
      found.push_back({posting.region, v1::MATCHED_BY_NORMALIZED, kBareScore});
    } else if (posting.reading == NameReading::kSeat) {
      const bool exact = posting.fingerprint == print;
      found.push_back({posting.region, exact ? v1::MATCHED_BY_EXACT : v1::MATCHED_BY_NORMALIZED,
                       exact ? kExactSeatScore : kSeatScore});
    }
  }
  if (found.empty() && id != kNoRegion) found.push_back({id, v1::MATCHED_BY_EXACT, 1});
  return found;
}

Candidates PlaceNameFinder::FindBare(const Asked& asked) const {
  Candidates found;
  if (!asked.bare.changed) return found;
  for (const NamePosting& posting : names_.Find(asked.bare.key)) {
    if (posting.reading == NameReading::kName || posting.reading == NameReading::kWithoutTypeWord) {
      found.push_back({posting.region, v1::MATCHED_BY_NORMALIZED, kBareScore});
    } else if (posting.reading == NameReading::kSeat && asked.bare.hint == TypeHint::kRegion) {
      found.push_back({posting.region, v1::MATCHED_BY_NORMALIZED, kSeatScore});
    }
  }
  return found;
}

Candidates PlaceNameFinder::FindLatin(const Asked& asked) const {
  Candidates found;
  const std::string latin = PlaceLatinKey(asked.name);
  if (latin.empty()) return found;
  const BareName bare = WithoutTypeWords(latin);
  for (const std::string& key : {latin, bare.key}) {
    for (const NamePosting& posting : names_.Find(key)) {
      const bool sure = posting.reading == NameReading::kTransliterated ||
                        (posting.reading == NameReading::kSeat && bare.hint == TypeHint::kRegion) ||
                        posting.reading == NameReading::kWithoutTypeWord ||
                        posting.reading == NameReading::kName;
      if (sure) {
        found.push_back({posting.region, v1::MATCHED_BY_TRANSLITERATED, kTransliteratedScore});
      }
    }
  }
  return found;
}

// Endings over-generate, so that only what is well known counts: "Одесі" is Odesa, and no hamlet.
Candidates PlaceNameFinder::FindInflected(const Asked& asked, TypeHint* hint) const {
  Candidates found;
  const std::string plain = WithoutSentence(asked.name);
  const std::string key = NameKey(plain);
  const BareName bare = WithoutTypeWords(key);
  *hint = bare.hint;
  const bool in_sentence = key != asked.key;
  std::vector<std::string> forms = BaseForms(bare.key, in_sentence || bare.hint != TypeHint::kNone);
  if (in_sentence) forms.insert(forms.begin(), bare.key);
  for (const std::string& form : forms) {
    for (const NamePosting& posting : names_.Find(form)) {
      const bool sure = posting.reading == NameReading::kName ||
                        posting.reading == NameReading::kWithoutTypeWord ||
                        (posting.reading == NameReading::kSeat && bare.hint == TypeHint::kRegion);
      const Region& region = regions_.region(posting.region);
      const bool well_known =
          region.kind != RegionKind::kCity || region.population >= kInflectedPeopleMin;
      if (sure && well_known) {
        found.push_back({posting.region, v1::MATCHED_BY_NORMALIZED, kInflectedScore});
      }
    }
  }
  return found;
}

Candidates PlaceNameFinder::FindSound(const Asked& asked) const {
  Candidates found;
  const std::string latin = PlaceLatinKey(asked.name);
  const BareName bare = WithoutTypeWords(latin);
  for (const std::string& key : {PlaceSoundKey(latin), PlaceSoundKey(bare.key)}) {
    for (const NamePosting& posting : names_.Find(key)) {
      if (posting.reading != NameReading::kSound) continue;
      found.push_back({posting.region, v1::MATCHED_BY_PHONETIC, kPhoneticScore});
    }
  }
  return found;
}

Candidates PlaceNameFinder::FindSpelling(const Asked& asked) const {
  Candidates found;
  const auto add = [&](const std::string& key) {
    for (const PlaceNameIndex::Similar& similar : names_.FindSimilar(key)) {
      for (const NamePosting& posting : similar.postings) {
        if (posting.reading == NameReading::kSound) continue;
        found.push_back({posting.region, v1::MATCHED_BY_FUZZY, kFuzzyScore * similar.similarity});
      }
    }
  };
  add(asked.bare.key);
  if (const std::string latin = WithoutTypeWords(PlaceLatinKey(asked.name)).key;
      latin != asked.bare.key) {
    add(latin);
  }
  return found;
}

Candidates PlaceNameFinder::Find(const Asked& asked, Tier tier) const {
  Candidates found;
  if (asked.key.empty()) return found;
  TypeHint hint = asked.bare.hint;
  switch (tier) {
    case Tier::kAsWritten:
      found = FindAsWritten(asked);
      break;
    case Tier::kWithoutTypeWords:
      found = FindBare(asked);
      break;
    case Tier::kInLatinLetters:
      found = FindLatin(asked);
      break;
    case Tier::kInflected:
      found = FindInflected(asked, &hint);
      break;
    case Tier::kBySound:
      found = FindSound(asked);
      break;
    case Tier::kBySpelling:
      found = FindSpelling(asked);
      break;
  }
  if (tier == Tier::kAsWritten) KeepRelatedToExact(&found);
  found = Ranked(std::move(found));
  if (tier != Tier::kAsWritten) KeepHinted(hint, &found);
  return found;
}

// If some names are spelt just so, others that differ in accents are not meant (Şam is not Sam),
// except for what contains or lies in one that is spelt just so.
void PlaceNameFinder::KeepRelatedToExact(Candidates* candidates) const {
  const Candidates all = *candidates;
  PreferIf(
      [&](const PlaceCandidate& candidate) {
        return std::any_of(all.begin(), all.end(), [&](const PlaceCandidate& exact) {
          return exact.matched_by == v1::MATCHED_BY_EXACT &&
                 (regions_.Contains(exact.region, candidate.region) ||
                  regions_.Contains(candidate.region, exact.region));
        });
      },
      candidates);
}

void PlaceNameFinder::KeepHinted(TypeHint hint, Candidates* candidates) const {
  if (hint == TypeHint::kNone) return;
  PreferIf(
      [&](const PlaceCandidate& candidate) {
        const bool city = regions_.region(candidate.region).kind == RegionKind::kCity;
        const bool city_like = city || regions_.IsCityProvince(candidate.region);
        return hint == TypeHint::kCity ? city_like : !city_like;
      },
      candidates);
}

}  // namespace sitrep
