// What an Estimate means: its bounds, and the dead of an event over all its casualties.
#ifndef SITREP_BASE_ESTIMATE_H_
#define SITREP_BASE_ESTIMATE_H_

#include <cstdint>
#include <limits>
#include <optional>

#include "sitrep/v1/event.pb.h"

namespace sitrep {

// Stands for "no upper bound".
inline constexpr int32_t kNoUpperBound = std::numeric_limits<int32_t>::max();

struct EstimateBounds {
  int32_t lower = 0;
  int32_t upper = kNoUpperBound;
};

// `low`, else `best`, else 0; and `high`, else `best` if only `best` is given, else none.
EstimateBounds BoundsOf(const v1::Estimate& estimate);

// The dead over all casualties: the same side said by different sources is one range (the hull),
// what one source says of a side adds up, and so do sides. Sums stop at the largest int32. None if
// no casualties have `killed`. The result has numbers only.
std::optional<v1::Estimate> KilledOf(const v1::Event& event);

}  // namespace sitrep

#endif  // SITREP_BASE_ESTIMATE_H_
