// Towns that lie in another province than the outlines say.
#ifndef SITREP_GAZETTEER_ASTRAY_TOWNS_H_
#define SITREP_GAZETTEER_ASTRAY_TOWNS_H_

#include <vector>

#include "gazetteer/place_file.h"
#include "gazetteer/region.h"

namespace sitrep {

// Outlines are coarse, and some are older than the borders of today (Moscow, St Petersburg, Kyiv).
// A town whose province is known speaks for the points within its own extent.
//
// Immutable after construction.
class AstrayTowns {
 public:
  explicit AstrayTowns(const Table<PlaceData::Entry>& regions);

  // The province of the nearest such town whose extent holds the point; kNoRegion if there is none.
  RegionIndex ProvinceAt(GeoPoint point) const;

 private:
  struct Town {
    GeoPoint point;
    double reach_km;
    RegionIndex province;
  };

  std::vector<Town> towns_;  // from south to north
  double reach_km_max_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_ASTRAY_TOWNS_H_
