// What places a name may mean, and how to narrow that down.
#ifndef SITREP_GAZETTEER_PLACE_CANDIDATES_H_
#define SITREP_GAZETTEER_PLACE_CANDIDATES_H_

#include <algorithm>
#include <vector>

#include "gazetteer/place_gazetteer.h"

namespace sitrep {

using PlaceCandidates = std::vector<PlaceCandidate>;

template <typename Predicate>
void KeepIf(Predicate keep, PlaceCandidates* candidates) {
  candidates->erase(
      std::remove_if(candidates->begin(), candidates->end(),
                     [&keep](const PlaceCandidate& candidate) { return !keep(candidate); }),
      candidates->end());
}

// Like KeepIf, but leaves them alone if none would be kept.
template <typename Predicate>
void PreferIf(Predicate keep, PlaceCandidates* candidates) {
  if (std::any_of(candidates->begin(), candidates->end(), keep)) KeepIf(keep, candidates);
}

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_PLACE_CANDIDATES_H_
