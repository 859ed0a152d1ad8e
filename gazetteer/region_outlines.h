// The outlines of the provinces.
#ifndef SITREP_GAZETTEER_REGION_OUTLINES_H_
#define SITREP_GAZETTEER_REGION_OUTLINES_H_

#include <atomic>
#include <memory>
#include <vector>

#include "gazetteer/place_file.h"
#include "gazetteer/region.h"
#include "s2/s2latlng_rect.h"
#include "s2/s2polygon.h"

namespace sitrep {

// Holds the arcs; makes polygons of them when they are asked for. Any number of threads may ask.
class RegionOutlines {
 public:
  // Takes arcs and rings out of `data`.
  explicit RegionOutlines(PlaceData* data);
  ~RegionOutlines();
  RegionOutlines(const RegionOutlines&) = delete;
  RegionOutlines& operator=(const RegionOutlines&) = delete;

  bool HasOutline(RegionIndex index) const {
    return index < rings_.size() && !rings_[index].empty();
  }

  // Null if the region has none. The polygon lives as long as this.
  const S2Polygon* Outline(RegionIndex index) const;

  // A rectangle that holds the outline; empty if there is none.
  const S2LatLngRect& Bound(RegionIndex index) const {
    return index < bounds_.size() ? bounds_[index] : empty_;
  }

  // The outline's distance from a point, by its corners: never less than the true one, and hardly
  // more on the scale of kilometres. Infinite for a region without an outline.
  double DistanceKm(RegionIndex index, GeoPoint from) const;

  // The points of a ring in order, the first one not repeated.
  std::vector<UnitPoint> RingPoints(const ArcRing& ring) const;

  const Arcs& arcs() const { return arcs_; }
  // By region; provinces come before all others that have none.
  const std::vector<std::vector<ArcRing>>& rings() const { return rings_; }

 private:
  std::unique_ptr<const S2Polygon> Build(RegionIndex index) const;
  S2LatLngRect MeasureBound(RegionIndex index) const;

  Arcs arcs_;
  std::vector<std::vector<ArcRing>> rings_;
  std::vector<S2LatLngRect> bounds_;
  S2LatLngRect empty_ = S2LatLngRect::Empty();
  // Each is set once, by whichever thread is first.
  mutable std::vector<std::atomic<const S2Polygon*>> polygons_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_REGION_OUTLINES_H_
