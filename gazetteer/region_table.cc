#include "gazetteer/region_table.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/hash/hash.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace sitrep {
namespace {

constexpr double kCountryWeight = 10;
constexpr double kCapitalWeight = 4;
constexpr double kSeatWeight = 3;
// Nobody lives in a sea, but whoever says Red Sea means none of the provinces on its coasts.
constexpr double kSeaProminence = 50e6;

GeoPoint ToGeoPoint(UnitPoint point) {
  return {static_cast<double>(point.y) / kUnitsPerDegree,
          static_cast<double>(point.x) / kUnitsPerDegree};
}

}  // namespace

absl::string_view RegionKindName(RegionKind kind) {
  switch (kind) {
    case RegionKind::kGroup:
      return "group";
    case RegionKind::kCountry:
      return "country";
    case RegionKind::kAdmin1:
      return "admin1";
    case RegionKind::kAdmin2:
      return "admin2";
    case RegionKind::kCity:
      return "city";
    case RegionKind::kSea:
      return "sea";
  }
  return "";
}

RegionTable::RegionTable(PlaceData* data)
    : text_(std::move(data->text)), by_id_(0, IdHash{&regions_}, IdEqual{&regions_}) {
  FillRegions(data->regions);
  FillProvinces(data->members);
  FillGroupPopulations(data->members);
  FillAncestors();
}

size_t RegionTable::IdHash::operator()(absl::string_view id) const {
  uint64_t hash = id.size();
  for (const char c : id) hash = hash * 31 + absl::ascii_toupper(static_cast<unsigned char>(c));
  return absl::HashOf(hash);
}

bool RegionTable::IdEqual::operator()(RegionIndex index, absl::string_view id) const {
  return absl::EqualsIgnoreCase(id, (*regions)[index].id);
}

void RegionTable::FillRegions(const Table<PlaceData::Entry>& entries) {
  regions_.reserve(entries.size());
  flags_.reserve(entries.size());
  by_id_.reserve(entries.size());
  first_city_ = first_sea_ = static_cast<RegionIndex>(entries.size());
  for (RegionIndex i = 0; i < entries.size(); ++i) {
    const PlaceData::Entry& entry = entries[i];
    regions_.push_back({.id = entry.id,
                        .name = entry.name,
                        .kind = entry.kind,
                        .parent = entry.parent,
                        .country = entry.country,
                        .claimed_by = entry.claimed_by,
                        .population = entry.population,
                        .point = ToGeoPoint(entry.point)});
    flags_.push_back(entry.flags);
    by_id_.insert(i);
    if (entry.kind == RegionKind::kGroup) groups_.push_back(i);
    if (entry.kind == RegionKind::kCity) first_city_ = std::min(first_city_, i);
    if (entry.kind == RegionKind::kSea) first_sea_ = std::min(first_sea_, i);
  }
}

void RegionTable::FillProvinces(const std::vector<std::pair<RegionIndex, Indexes>>& members) {
  provinces_.resize(first_city_);
  for (RegionIndex i = 0; i < first_city_; ++i) {
    const RegionKind kind = regions_[i].kind;
    if (kind != RegionKind::kAdmin1 && kind != RegionKind::kSea) continue;
    provinces_[i].push_back(i);
    const RegionIndex parent = regions_[i].parent;
    if (parent < first_city_) provinces_[parent].push_back(i);
  }
  for (const auto& [group, parts] : members) {
    if (group >= first_city_) continue;
    Indexes& all = provinces_[group];
    for (RegionIndex part : parts) {
      if (part >= first_city_ || part == group) continue;
      all.insert(all.end(), provinces_[part].begin(), provinces_[part].end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }
}

void RegionTable::FillGroupPopulations(
    const std::vector<std::pair<RegionIndex, Indexes>>& members) {
  for (const auto& [group, parts] : members) {
    uint64_t people = 0;
    for (RegionIndex part : parts) people += regions_[part].population;
    regions_[group].population =
        static_cast<uint32_t>(std::min<uint64_t>(people, std::numeric_limits<uint32_t>::max()));
    if (!parts.empty()) regions_[group].point = regions_[parts.front()].point;
  }
}

RegionTable::Indexes RegionTable::GroupsAround(RegionIndex index) const {
  Indexes around;
  const Indexes& inner = provinces_[index];
  if (inner.empty()) return around;
  for (RegionIndex group : groups_) {
    const Indexes& outer = provinces_[group];
    const bool holds_all = std::all_of(inner.begin(), inner.end(), [&outer](RegionIndex province) {
      return std::binary_search(outer.begin(), outer.end(), province);
    });
    if (group != index && holds_all) around.push_back(group);
  }
  return around;
}

RegionTable::Indexes RegionTable::AncestorsFromParents(RegionIndex index) const {
  Indexes chain;
  for (RegionIndex at = regions_[index].parent; at != kNoRegion; at = regions_[at].parent) {
    chain.push_back(at);
  }
  return chain;
}

// Narrower regions hold fewer provinces; of two that hold the same, a country comes first.
void RegionTable::FillAncestors() {
  std::vector<Indexes> around(first_city_);
  for (RegionIndex i = 0; i < first_city_; ++i) {
    Indexes all = AncestorsFromParents(i);
    const Indexes groups = GroupsAround(i);
    all.insert(all.end(), groups.begin(), groups.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    std::stable_sort(all.begin(), all.end(), [this](RegionIndex a, RegionIndex b) {
      return provinces_[a].size() < provinces_[b].size();
    });
    around[i] = std::move(all);
  }
  for (RegionIndex i = 0; i < regions_.size(); ++i) {
    const RegionIndex parent = regions_[i].parent;
    if (i < first_city_) {
      ancestors_.insert(ancestors_.end(), around[i].begin(), around[i].end());
    } else if (parent < first_city_) {
      ancestors_.push_back(parent);
      ancestors_.insert(ancestors_.end(), around[parent].begin(), around[parent].end());
    }
    ancestor_ends_.push_back(static_cast<uint32_t>(ancestors_.size()));
  }
}

RegionIndex RegionTable::FindById(absl::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? kNoRegion : *found;
}

absl::Span<const RegionIndex> RegionTable::Ancestors(RegionIndex index) const {
  const uint32_t begin = index == 0 ? 0 : ancestor_ends_[index - 1];
  return absl::MakeConstSpan(ancestors_).subspan(begin, ancestor_ends_[index] - begin);
}

bool RegionTable::Contains(RegionIndex outer, RegionIndex inner) const {
  if (outer == inner) return true;
  const absl::Span<const RegionIndex> around = Ancestors(inner);
  return std::find(around.begin(), around.end(), outer) != around.end();
}

RegionIndex RegionTable::CountryOf(RegionIndex index) const {
  for (; index != kNoRegion; index = regions_[index].parent) {
    if (regions_[index].kind == RegionKind::kCountry) return index;
  }
  return kNoRegion;
}

absl::Span<const RegionIndex> RegionTable::Provinces(RegionIndex index) const {
  if (index >= first_city_) return {};
  return provinces_[index];
}

double RegionTable::Prominence(RegionIndex index) const {
  const Region& region = regions_[index];
  const double people = 1.0 + region.population;
  if (region.kind == RegionKind::kCountry || Has(index, PlaceData::kLikeCountry)) {
    return people * kCountryWeight;
  }
  if (region.kind == RegionKind::kSea) return kSeaProminence;
  if (IsCapital(index)) return people * kCapitalWeight;
  if (IsSeat(index)) return people * kSeatWeight;
  return people;
}

}  // namespace sitrep
