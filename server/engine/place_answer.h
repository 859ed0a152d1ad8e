// The answers of an event's places to the predicates on places.
#ifndef SITREP_SERVER_ENGINE_PLACE_ANSWER_H_
#define SITREP_SERVER_ENGINE_PLACE_ANSWER_H_

#include <vector>

#include "base/time_span.h"
#include "server/engine/resolved_filter.h"
#include "storage/entry.pb.h"

namespace sitrep {

// The best answer over the entry's places that have one of the roles (an unspecified role counts as
// SITE): certain if the place was read as a region of the set or as something inside one; possible
// if a region of the set lies inside what it was read as, if an alternative name fits, or if the
// place is not known.
Answer AnswerToRegions(const RegionSet& regions, const std::vector<v1::PlaceRole>& roles,
                       const storage::Entry& entry);

// The same for an area: exact places by their point or disc, coarser ones by their region's
// outline.
Answer AnswerToArea(const AreaTest& area, const std::vector<v1::PlaceRole>& roles,
                    const storage::Entry& entry);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_PLACE_ANSWER_H_
