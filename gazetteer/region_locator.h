// Points -> provinces.
#ifndef SITREP_GAZETTEER_REGION_LOCATOR_H_
#define SITREP_GAZETTEER_REGION_LOCATOR_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "gazetteer/place_file.h"
#include "gazetteer/region.h"
#include "gazetteer/region_outlines.h"
#include "gazetteer/table.h"

namespace sitrep {

// A grid over the earth. Each cell knows the edges of outlines that touch it and the regions that
// hold its reference point; a point lies in those regions, except where the way from the reference
// point crosses an outline an odd number of times. Outlines are taken as straight between their
// points on the map of degrees, by the even-odd rule.
//
// Immutable after construction; refers to the outlines, which must outlive it.
class RegionLocator {
 public:
  // Regions from `land_end` on are seas.
  RegionLocator(const RegionOutlines* outlines, RegionIndex land_end);
  RegionLocator(const RegionLocator&) = delete;
  RegionLocator& operator=(const RegionLocator&) = delete;

  // The region that contains the point; the first one if several do; kNoRegion if none does.
  RegionIndex Find(double lat, double lon) const;

  // The region on land whose outline is nearest to the point, within at most 100 km.
  RegionIndex FindNearest(double lat, double lon, double distance_km_max) const;

 private:
  // An edge is the number of its first point among those of all arcs; the second one follows.
  using EdgeNumber = uint32_t;

  struct Crossing {
    double x;
    EdgeNumber edge;
  };

  // Many short lists, one after another.
  struct Lists {
    Table<uint32_t> items;
    Table<uint32_t> ends;

    absl::Span<const uint32_t> operator[](size_t number) const {
      const uint32_t begin = number == 0 ? 0 : ends[number - 1];
      return absl::MakeConstSpan(items).subspan(begin, ends[number] - begin);
    }
    void EndList() { ends.push_back(static_cast<uint32_t>(items.size())); }
  };

  UnitPoint Begin(EdgeNumber edge) const { return outlines_->arcs().points[edge]; }
  UnitPoint End(EdgeNumber edge) const { return outlines_->arcs().points[edge + 1]; }
  // The regions that the edge bounds.
  absl::Span<const RegionIndex> Owners(EdgeNumber edge) const;
  template <typename Visit>
  void VisitEdges(const Visit& visit) const;
  void CollectOwners();
  void FillCells();
  void FillReferences();
  void SweepRow(std::vector<Crossing>* crossings);

  const RegionOutlines* outlines_;
  const RegionIndex land_end_;
  Lists owners_;      // by arc: the regions that it bounds
  Lists cell_edges_;  // by cell: the edges that touch it
  Lists references_;  // by cell: the regions that hold its reference point
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_REGION_LOCATOR_H_
