#include "gazetteer/place_name_reader.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gazetteer/name_key.h"
#include "gazetteer/place_keys.h"

namespace sitrep {
namespace {

using Candidates = PlaceCandidates;
using Finder = PlaceNameFinder;

// A namesake below this part of the most prominent one is not meant by the bare name.
constexpr double kProminentPart = 0.05;

// A city that is commonly called so gives way to one that has it for its main name, unless it is
// this much more prominent.
constexpr double kMainNamePart = 0.1;

// How far a place may be from the point that an event gives for it.
constexpr double kReachKm = 50;
// Of several within reach, only one that is nearer by this is meant.
constexpr double kNearerKm = 1;

// How many places a name may name, one within the other, behind its own: "Sudzha, Kursk, Russia".
constexpr int kQualifiersMax = 3;

bool IsSettlement(v1::PlacePrecision precision) {
  return precision == v1::PLACE_PRECISION_SETTLEMENT || precision == v1::PLACE_PRECISION_POINT ||
         precision == v1::PLACE_PRECISION_NEAR;
}

// The name's key if it is in Latin letters, as main names are; else nothing: Лиман is Lyman in
// Ukraine as well as Liman in Russia, whatever its letters are transliterated to.
std::string LatinKeyOf(absl::string_view name) {
  std::string key = PlaceLatinKey(name);
  return key == NameKey(name) ? key : "";
}

}  // namespace

// Drops cities that merely are called so in some language, or once were, where another city of
// comparable prominence has it for its main name.
void PlaceNameReader::KeepMainNames(absl::string_view latin, Candidates* candidates) const {
  if (candidates->size() < 2 || latin.empty()) return;
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

std::optional<PlaceNameReader::Qualified> PlaceNameReader::Qualify(absl::string_view name) const {
  size_t comma = absl::string_view::npos;
  size_t rest = 0;
  int commas = 0;
  for (absl::string_view mark : {",", "，", "、", "،"}) {
    for (size_t at = name.find(mark); at != absl::string_view::npos; at = name.find(mark, at + 1)) {
      ++commas;
      if (at >= comma) continue;
      comma = at;
      rest = at + mark.size();
    }
  }
  if (commas == 0 || commas > kQualifiersMax || comma == 0) return std::nullopt;
  Qualified qualified{name.substr(0, comma), ReadForQuery(name.substr(rest), {})};
  if (qualified.within.empty()) return std::nullopt;
  return qualified;
}

Candidates PlaceNameReader::Find(const Finder::Asked& asked, Finder::Tier tier,
                                 const Candidates* within) const {
  Candidates found = finder_.Find(asked, tier);
  if (within == nullptr) return found;
  KeepIf(
      [&](const PlaceCandidate& candidate) {
        return std::any_of(within->begin(), within->end(), [&](const PlaceCandidate& outer) {
          const Region& region = regions_.region(outer.region);
          return candidate.region != outer.region &&
                 (regions_.Contains(outer.region, candidate.region) ||
                  (region.kind == RegionKind::kCountry && LiesIn(candidate.region, region.id)));
        });
      },
      &found);
  return found;
}

Candidates PlaceNameReader::Resolve(absl::string_view name, absl::string_view country,
                                    int limit) const {
  std::optional<Qualified> qualified = Qualify(name);
  if (qualified && !FindSurely(name, nullptr).back().empty()) qualified.reset();
  const Candidates* const within = qualified ? &qualified->within : nullptr;
  const Finder::Asked asked = Finder::Ask(qualified ? qualified->name : name);
  Candidates all;
  for (const Finder::Tier tier : Finder::kAllTiers) {
    // What merely may be meant is of use only if nothing else fits.
    if (tier >= Finder::Tier::kInflected && !all.empty()) break;
    Candidates found = Find(asked, tier, within);
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

std::vector<Candidates> PlaceNameReader::FindSurely(absl::string_view name,
                                                    const Candidates* within) const {
  const Finder::Asked asked = Finder::Ask(name);
  std::vector<Candidates> found;
  for (const Finder::Tier tier : Finder::kSureTiers) {
    found.push_back(Find(asked, tier, within));
    if (!found.back().empty()) break;
  }
  return found;
}

Candidates PlaceNameReader::ReadSurely(absl::string_view name, absl::string_view country,
                                       const Candidates* within) const {
  const Finder::Asked asked = Finder::Ask(name);
  for (const Finder::Tier tier : Finder::kSureTiers) {
    Candidates found = Find(asked, tier, within);
    KeepCountry(country, &found);
    if (found.empty()) continue;
    KeepMainNames(LatinKeyOf(name), &found);
    KeepProminent(&found);
    KeepOutermost(&found);
    return found;
  }
  return {};
}

// One that only sounds or looks alike is for Suggest: a filter must not be about another place.
Candidates PlaceNameReader::ReadForQuery(absl::string_view name, absl::string_view country) const {
  Candidates found = ReadSurely(name, country, nullptr);
  if (!found.empty()) return found;
  const std::optional<Qualified> qualified = Qualify(name);
  return qualified ? ReadSurely(qualified->name, country, &qualified->within) : found;
}

PlaceMeanings PlaceNameReader::Meanings(absl::string_view name) const {
  PlaceMeanings meanings{LatinKeyOf(name), FindSurely(name, nullptr)};
  if (!meanings.candidates.back().empty()) return meanings;
  const std::optional<Qualified> qualified = Qualify(name);
  if (!qualified) return meanings;
  return {LatinKeyOf(qualified->name), FindSurely(qualified->name, &qualified->within)};
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
  std::optional<Finder::Asked> asked;
  for (size_t i = 0; i < std::size(Finder::kSureTiers); ++i) {
    Candidates left;
    if (i < meanings.candidates.size()) {
      left = meanings.candidates[i];
    } else {
      // The context rules out all that was surer: seldom, so that it is not kept.
      if (!asked.has_value()) asked = Finder::Ask(name);
      left = finder_.Find(*asked, Finder::kSureTiers[i]);
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
  const Finder::Asked asked = Finder::Ask(name);
  // A slip of the key is likelier than a place that only sounds so.
  Candidates all = finder_.Find(asked, Finder::Tier::kBySpelling);
  const Candidates sounding = finder_.Find(asked, Finder::Tier::kBySound);
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
