// From a filter to what the index is asked: the terms that every match must have.
#ifndef SITREP_SERVER_ENGINE_FILTER_TERMS_H_
#define SITREP_SERVER_ENGINE_FILTER_TERMS_H_

#include <optional>
#include <string>
#include <vector>

#include "base/time_span.h"
#include "s2/s2cell_id.h"
#include "server/engine/resolved_filter.h"
#include "storage/index_query.h"

namespace sitrep {

// RequiredTerms::field of the filter's area, and of its kinds.
inline constexpr char kAreaField[] = "area";
inline constexpr char kKindsField[] = "kinds";

// A necessary condition, named for explanations by the filter's field.
struct RequiredTerms {
  std::string field;
  AnyTerm any;
  // Of the area: the cells that hold it.
  std::vector<S2CellId> cells = {};
};

// One for each field that terms can express. Every event that the filter wants (its answer is among
// those asked for) has a term of each; the reverse does not hold, so the exact answer is still to
// be settled on the event.
std::vector<RequiredTerms> RequiredTermsOf(const ResolvedFilter& filter);

// The terms of the filter's area, covered by so many cells at most. Nothing without an area, or if
// it is so large that every place must be looked at.
struct AreaTerms {
  std::vector<S2CellId> cells;
  // As RequiredTerms::any.
  AnyTerm any;
  // Those of which one tells that a place lies in the area, whatever its role in its family.
  AnyTerm settling;
};
std::optional<AreaTerms> AreaTermsOf(const ResolvedFilter& filter, int cells_max);

// The interval in which every wanted event possibly happened.
TimeInterval RequiredInterval(const ResolvedFilter& filter, int64_t now_us);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_FILTER_TERMS_H_
