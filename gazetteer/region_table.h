// The regions themselves: ids, and who lies in whom.
#ifndef SITREP_GAZETTEER_REGION_TABLE_H_
#define SITREP_GAZETTEER_REGION_TABLE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "gazetteer/place_file.h"
#include "gazetteer/region.h"
#include "gazetteer/table.h"

namespace sitrep {

// Immutable after construction.
class RegionTable {
 public:
  // Takes the strings of the regions out of `data`.
  explicit RegionTable(PlaceData* data);
  RegionTable(const RegionTable&) = delete;
  RegionTable& operator=(const RegionTable&) = delete;

  size_t size() const { return regions_.size(); }
  const Region& region(RegionIndex index) const { return regions_[index]; }
  RegionIndex FindById(absl::string_view id) const;

  absl::Span<const RegionIndex> Ancestors(RegionIndex index) const;
  bool Contains(RegionIndex outer, RegionIndex inner) const;
  RegionIndex CountryOf(RegionIndex index) const;
  absl::Span<const RegionIndex> Provinces(RegionIndex index) const;
  // The first index that is no country, province or group: cities come last.
  RegionIndex first_city() const { return first_city_; }
  // Everything on land that has an outline comes before it.
  RegionIndex first_sea() const { return first_sea_; }

  bool IsCapital(RegionIndex index) const { return Has(index, PlaceData::kCapital); }
  bool IsSeat(RegionIndex index) const { return Has(index, PlaceData::kSeat); }
  bool IsCityProvince(RegionIndex index) const { return Has(index, PlaceData::kCityProvince); }

  // What decides between namesakes: people, weighted by the kind of region.
  double Prominence(RegionIndex index) const;

 private:
  using Indexes = std::vector<RegionIndex>;

  bool Has(RegionIndex index, uint8_t flag) const { return (flags_[index] & flag) != 0; }
  void FillRegions(const Table<PlaceData::Entry>& entries);
  void FillProvinces(const std::vector<std::pair<RegionIndex, Indexes>>& members);
  void FillGroupPopulations(const std::vector<std::pair<RegionIndex, Indexes>>& members);
  void FillAncestors();
  Indexes AncestorsFromParents(RegionIndex index) const;
  // The groups that hold all provinces of a region, without itself.
  Indexes GroupsAround(RegionIndex index) const;

  // Ids whose case does not matter.
  struct IdHash {
    using is_transparent = void;
    const Table<Region>* regions;
    size_t operator()(absl::string_view id) const;
    size_t operator()(RegionIndex index) const { return (*this)((*regions)[index].id); }
  };
  struct IdEqual {
    using is_transparent = void;
    const Table<Region>* regions;
    bool operator()(RegionIndex a, RegionIndex b) const { return a == b; }
    bool operator()(RegionIndex index, absl::string_view id) const;
  };

  const Table<char> text_;  // the strings of the regions
  Table<Region> regions_;
  std::vector<uint8_t> flags_;
  absl::flat_hash_set<RegionIndex, IdHash, IdEqual> by_id_;
  RegionIndex first_city_ = 0;
  RegionIndex first_sea_ = 0;
  Indexes groups_;
  std::vector<Indexes> provinces_;  // of countries, provinces and groups; sorted
  Indexes ancestors_;               // of all regions, one after another
  std::vector<uint32_t> ancestor_ends_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_REGION_TABLE_H_
