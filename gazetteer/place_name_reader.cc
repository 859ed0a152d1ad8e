#include "gazetteer/place_name_reader.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "gazetteer/inflected_name.h"
#include "gazetteer/name_key.h"
#include "gazetteer/place_keys.h"

namespace sitrep {
namespace {

using Candidates = std::vector<PlaceCandidate>;

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

// A namesake below this part of the most prominent one is not meant by the bare name.
constexpr double kProminentPart = 0.05;

// A city that is commonly called so gives way to one that has it for its main name, unless it is
// this much more prominent.
constexpr double kMainNamePart = 0.1;

// Smaller cities are not recognised in other cases than the nominative.
constexpr int64_t kInflectedPeopleMin = 20'000;

// How far a place may be from the point that an event gives for it.
constexpr double kReachKm = 50;
// Of several within reach, only one that is nearer by this is meant.
constexpr double kNearerKm = 1;

// Prominence moves a score by up to this.
constexpr double kProminenceShare = 0.25;
// The logarithm of the most prominent region there is, roughly.
constexpr double kProminenceLogMax = 10.2;

template <typename Predicate>
void KeepIf(Predicate keep, Candidates* candidates) {
  candidates->erase(
      std::remove_if(candidates->begin(), candidates->end(),
                     [&keep](const PlaceCandidate& candidate) { return !keep(candidate); }),
      candidates->end());
}

// Like KeepIf, but leaves them alone if none would be kept.
template <typename Predicate>
void PreferIf(Predicate keep, Candidates* candidates) {
  if (std::any_of(candidates->begin(), candidates->end(), keep)) KeepIf(keep, candidates);
}

bool IsSettlement(v1::PlacePrecision precision) {
  return precision == v1::PLACE_PRECISION_SETTLEMENT || precision == v1::PLACE_PRECISION_POINT ||
         precision == v1::PLACE_PRECISION_NEAR;
}

}  // namespace

PlaceNameReader::Asked PlaceNameReader::Ask(absl::string_view name) {
  Asked asked;
  asked.name = name;
  asked.key = NameKey(name);
  asked.bare = WithoutTypeWords(asked.key);
  return asked;
}

// A region's score follows its best reading; better scores first, ids decide between equals.
Candidates PlaceNameReader::Ranked(Candidates candidates) const {
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

Candidates PlaceNameReader::FindAsWritten(const Asked& asked) const {
  Candidates found;
  const RegionIndex id = regions_.FindById(absl::StripAsciiWhitespace(asked.name));
  if (id != kNoRegion) return {{id, v1::MATCHED_BY_EXACT, 1}};
  const uint8_t print = NameFingerprint(absl::StripAsciiWhitespace(asked.name));
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
  return found;
}

Candidates PlaceNameReader::FindBare(const Asked& asked) const {
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

Candidates PlaceNameReader::FindLatin(const Asked& asked) const {
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
Candidates PlaceNameReader::FindInflected(const Asked& asked, TypeHint* hint) const {
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

Candidates PlaceNameReader::FindSound(const Asked& asked) const {
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

Candidates PlaceNameReader::FindSpelling(const Asked& asked) const {
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

Candidates PlaceNameReader::Find(const Asked& asked, Tier tier) const {
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
void PlaceNameReader::KeepRelatedToExact(Candidates* candidates) const {
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

// Drops cities that merely are called so in some language, or once were, where another city of
// comparable prominence has it for its main name.
void PlaceNameReader::KeepMainNames(absl::string_view latin, Candidates* candidates) const {
  if (candidates->size() < 2) return;
  const auto is_city = [&](const PlaceCandidate& candidate) {
    return regions_.region(candidate.region).kind == RegionKind::kCity;
  };
  const auto is_main = [&](const PlaceCandidate& candidate) {
    return NameKey(regions_.region(candidate.region).name) == latin;
  };
  double most = 0;
  for (const PlaceCandidate& candidate : *candidates) {
    if (is_city(candidate) && is_main(candidate)) {
      most = std::max(most, regions_.Prominence(candidate.region));
    }
  }
  if (most == 0) return;
  KeepIf(
      [&](const PlaceCandidate& candidate) {
        return !is_city(candidate) || is_main(candidate) ||
               regions_.Prominence(candidate.region) * kMainNamePart > most;
      },
      candidates);
}

bool PlaceNameReader::LiesIn(RegionIndex region, absl::string_view country) const {
  if (absl::EqualsIgnoreCase(regions_.region(region).country, country)) return true;
  for (absl::string_view claimant : absl::StrSplit(regions_.region(region).claimed_by, ' ')) {
    if (absl::EqualsIgnoreCase(claimant, country)) return true;
  }
  return false;
}

void PlaceNameReader::KeepCountry(absl::string_view country, Candidates* candidates) const {
  if (country.empty()) return;
  KeepIf([&](const PlaceCandidate& candidate) { return LiesIn(candidate.region, country); },
         candidates);
}

void PlaceNameReader::KeepHinted(TypeHint hint, Candidates* candidates) const {
  if (hint == TypeHint::kNone) return;
  PreferIf(
      [&](const PlaceCandidate& candidate) {
        const bool city = regions_.region(candidate.region).kind == RegionKind::kCity;
        const bool city_like = city || regions_.IsCityProvince(candidate.region);
        return hint == TypeHint::kCity ? city_like : !city_like;
      },
      candidates);
}

void PlaceNameReader::KeepPrecision(v1::PlacePrecision precision, Candidates* candidates) const {
  const auto prefer = [&](RegionKind kind) {
    PreferIf(
        [&](const PlaceCandidate& candidate) {
          return regions_.region(candidate.region).kind == kind;
        },
        candidates);
  };
  if (IsSettlement(precision)) prefer(RegionKind::kCity);
  if (precision == v1::PLACE_PRECISION_ADMIN2) prefer(RegionKind::kAdmin2);
  if (precision == v1::PLACE_PRECISION_ADMIN1) prefer(RegionKind::kAdmin1);
  if (precision == v1::PLACE_PRECISION_COUNTRY) prefer(RegionKind::kCountry);
}

void PlaceNameReader::KeepNear(GeoPoint point, const DistanceKm& distance_km,
                               Candidates* candidates) const {
  double least = kReachKm;
  std::vector<std::pair<double, PlaceCandidate>> within;
  for (const PlaceCandidate& candidate : *candidates) {
    const double distance = distance_km(candidate.region, point);
    if (distance > kReachKm) continue;
    within.emplace_back(distance, candidate);
    // A region that holds the point says nothing against a city near it.
    if (regions_.region(candidate.region).kind == RegionKind::kCity || distance > 0) {
      least = std::min(least, distance);
    }
  }
  candidates->clear();
  for (const auto& [distance, candidate] : within) {
    if (distance <= least + kNearerKm) candidates->push_back(candidate);
  }
}

// Of a region and what it contains, the region. And where one of a country's regions contains the
// city that shares its name, others that are called after the city without containing it give way:
// Kyiv is the city, not the oblast around it.
void PlaceNameReader::KeepOutermost(Candidates* candidates) const {
  if (candidates->size() < 2) return;
  const Candidates all = *candidates;
  const auto contains = [&](const PlaceCandidate& outer, const PlaceCandidate& inner) {
    return outer.region != inner.region && regions_.Contains(outer.region, inner.region);
  };
  const auto holds_namesake_city = [&](const PlaceCandidate& region) {
    return std::any_of(all.begin(), all.end(), [&](const PlaceCandidate& city) {
      return regions_.region(city.region).kind == RegionKind::kCity && contains(region, city);
    });
  };
  const auto gives_way = [&](const PlaceCandidate& region) {
    if (regions_.region(region.region).kind != RegionKind::kAdmin1) return false;
    if (holds_namesake_city(region)) return false;
    return std::any_of(all.begin(), all.end(), [&](const PlaceCandidate& other) {
      return regions_.IsCityProvince(other.region) && holds_namesake_city(other) &&
             regions_.region(other.region).country == regions_.region(region.region).country;
    });
  };
  KeepIf(
      [&](const PlaceCandidate& candidate) {
        const bool inside = std::any_of(all.begin(), all.end(), [&](const PlaceCandidate& outer) {
          return contains(outer, candidate);
        });
        return !inside && !gives_way(candidate);
      },
      candidates);
}

void PlaceNameReader::KeepProminent(Candidates* candidates) const {
  if (candidates->size() < 2) return;
  const Candidates all = *candidates;
  // A region is as prominent as what it contains.
  const auto prominence = [&](const PlaceCandidate& candidate) {
    double most = 0;
    for (const PlaceCandidate& inner : all) {
      if (regions_.Contains(candidate.region, inner.region)) {
        most = std::max(most, regions_.Prominence(inner.region));
      }
    }
    return most;
  };
  const auto is_country = [&](const PlaceCandidate& candidate) {
    return regions_.region(candidate.region).kind == RegionKind::kCountry;
  };
  double most = 0;
  for (const PlaceCandidate& candidate : all) most = std::max(most, prominence(candidate));
  const auto is_prominent = [&](const PlaceCandidate& candidate) {
    return prominence(candidate) >= most * kProminentPart;
  };
  // Two countries of one name are always both meant.
  const bool of_countries =
      std::any_of(all.begin(), all.end(), [&](const PlaceCandidate& candidate) {
        return is_country(candidate) && is_prominent(candidate);
      });
  KeepIf(
      [&](const PlaceCandidate& candidate) {
        return is_prominent(candidate) || (of_countries && is_country(candidate));
      },
      candidates);
}

void PlaceNameReader::KeepOtherCountries(absl::Span<const RegionIndex> countries,
                                         Candidates* candidates) const {
  if (candidates->size() < 2 || countries.empty()) return;
  PreferIf(
      [&](const PlaceCandidate& candidate) {
        const RegionIndex country = regions_.CountryOf(candidate.region);
        return std::find(countries.begin(), countries.end(), country) != countries.end();
      },
      candidates);
}

Candidates PlaceNameReader::Resolve(absl::string_view name, absl::string_view country,
                                    int limit) const {
  const Asked asked = Ask(name);
  Candidates all;
  for (const Tier tier : kAllTiers) {
    // What merely may be meant is of use only if nothing else fits.
    if (tier >= Tier::kInflected && !all.empty()) break;
    Candidates found = Find(asked, tier);
    KeepCountry(country, &found);
    for (const PlaceCandidate& candidate : found) {
      const bool known = std::any_of(all.begin(), all.end(), [&](const PlaceCandidate& other) {
        return other.region == candidate.region;
      });
      if (!known) all.push_back(candidate);
    }
    if (static_cast<int>(all.size()) >= limit) break;
  }
  std::stable_sort(all.begin(), all.end(), [](const PlaceCandidate& a, const PlaceCandidate& b) {
    return a.score > b.score;
  });
  if (static_cast<int>(all.size()) > limit) all.resize(std::max(limit, 0));
  return all;
}

Candidates PlaceNameReader::ReadForQuery(absl::string_view name, absl::string_view country) const {
  const Asked asked = Ask(name);
  for (const Tier tier : kSureTiers) {
    Candidates found = Find(asked, tier);
    KeepCountry(country, &found);
    if (found.empty()) continue;
    KeepMainNames(PlaceLatinKey(name), &found);
    KeepProminent(&found);
    KeepOutermost(&found);
    return found;
  }
  // One that only sounds or looks alike is for Suggest: a filter must not be about another place.
  return {};
}

PlaceMeanings PlaceNameReader::Meanings(absl::string_view name) const {
  const Asked asked = Ask(name);
  PlaceMeanings meanings;
  meanings.latin = PlaceLatinKey(name);
  for (const Tier tier : kSureTiers) {
    meanings.candidates.push_back(Find(asked, tier));
    if (!meanings.candidates.back().empty()) break;
  }
  return meanings;
}

// Leaves what the context lets it mean.
void PlaceNameReader::Narrow(absl::string_view latin, const PlaceContext& context,
                             const DistanceKm& distance_km, Candidates* candidates) const {
  KeepCountry(context.country, candidates);
  KeepPrecision(context.precision, candidates);
  if (context.point.has_value()) KeepNear(*context.point, distance_km, candidates);
  if (candidates->empty()) return;
  KeepMainNames(latin, candidates);
  KeepProminent(candidates);
  KeepOutermost(candidates);
  KeepOtherCountries(context.other_countries, candidates);
}

PlaceReading PlaceNameReader::ReadForIngest(absl::string_view name, const PlaceMeanings& meanings,
                                            const PlaceContext& context,
                                            const DistanceKm& distance_km) const {
  PlaceReading reading;
  std::optional<Asked> asked;
  for (size_t i = 0; i < std::size(kSureTiers); ++i) {
    Candidates left;
    if (i < meanings.candidates.size()) {
      left = meanings.candidates[i];
    } else {
      // The context rules out all that was surer: seldom, so that it is not kept.
      if (!asked.has_value()) asked = Ask(name);
      left = Find(*asked, kSureTiers[i]);
    }
    if (reading.candidates.empty()) reading.candidates = left;
    Narrow(meanings.latin, context, distance_km, &left);
    if (left.empty()) continue;
    if (left.size() == 1) reading.region = left.front().region;
    reading.candidates = std::move(left);
    return reading;
  }
  return reading;
}

Candidates PlaceNameReader::Suggest(absl::string_view name, int limit) const {
  const Asked asked = Ask(name);
  // A slip of the key is likelier than a place that only sounds so.
  Candidates all = Find(asked, Tier::kBySpelling);
  const Candidates sounding = Find(asked, Tier::kBySound);
  all.insert(all.end(), sounding.begin(), sounding.end());
  Candidates once;
  for (const PlaceCandidate& candidate : all) {
    if (static_cast<int>(once.size()) >= limit) break;
    const bool known = std::any_of(once.begin(), once.end(), [&](const PlaceCandidate& other) {
      return other.region == candidate.region;
    });
    if (!known) once.push_back(candidate);
  }
  return once;
}

}  // namespace sitrep
