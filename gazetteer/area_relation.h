// How a place lies to an area.
#ifndef SITREP_GAZETTEER_AREA_RELATION_H_
#define SITREP_GAZETTEER_AREA_RELATION_H_

namespace sitrep {

enum class AreaRelation {
  kApart,   // no point in common
  kMeets,   // some of it may lie inside
  kInside,  // all of it lies inside
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_AREA_RELATION_H_
