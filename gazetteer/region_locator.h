// Points -> provinces.
#ifndef SITREP_GAZETTEER_REGION_LOCATOR_H_
#define SITREP_GAZETTEER_REGION_LOCATOR_H_

#include <cstdint>
#include <vector>

#include "gazetteer/place_file.h"
#include "gazetteer/region.h"
#include "gazetteer/region_outlines.h"

namespace sitrep {

// A grid over the earth. Each cell knows the edges of outlines that touch it and the regions that
// hold its reference point; a point lies in those regions, except where the way from the reference
// point crosses an outline an odd number of times. Outlines are taken as straight between their
// points on the map of degrees, by the even-odd rule.
//
// Immutable after construction; refers to the outlines, which must outlive it.
class RegionLocator {
 public:
  explicit RegionLocator(const RegionOutlines* outlines);
  RegionLocator(const RegionLocator&) = delete;
  RegionLocator& operator=(const RegionLocator&) = delete;

  // The region that contains the point; the first one if several do; kNoRegion if none does.
  RegionIndex Find(double lat, double lon) const;

  // The region whose outline is nearest to the point, within a distance of at most 100 km.
  RegionIndex FindNearest(double lat, double lon, double distance_km_max) const;

 private:
  struct Edge {
    UnitPoint a;
    UnitPoint b;
    uint32_t arc;
  };
  struct Crossing {
    double x;
    uint32_t arc;
  };

  void CollectEdges();
  void CollectOwners();
  void FillCells();
  void FillReferences();
  void SweepRow(std::vector<Crossing>* crossings);
  template <typename Visit>
  void VisitCells(const Edge& edge, Visit visit) const;

  const RegionOutlines* outlines_;
  std::vector<Edge> edges_;
  // Lists, one after another; the ends of those of arc or cell n are at n.
  std::vector<RegionIndex> owners_;  // the regions that an arc bounds
  std::vector<uint32_t> owner_ends_;
  std::vector<uint32_t> cell_edges_;
  std::vector<uint32_t> cell_edge_ends_;
  std::vector<RegionIndex> references_;  // the regions that hold a cell's reference point
  std::vector<uint32_t> reference_ends_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_REGION_LOCATOR_H_
