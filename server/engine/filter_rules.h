// What a filter must be to be asked, as a pure function; its names and its area are read later.
#ifndef SITREP_SERVER_ENGINE_FILTER_RULES_H_
#define SITREP_SERVER_ENGINE_FILTER_RULES_H_

#include "absl/strings/string_view.h"
#include "base/field_errors.h"
#include "sitrep/v1/filter.pb.h"

namespace sitrep {

// Adds an error for every field that breaks a rule, but for the geometry of `area`, which
// Area::Compile checks. `path` is where the filter stands ("filter").
void CheckFilter(const v1::Filter& filter, absl::string_view path, FieldErrors& errors);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_FILTER_RULES_H_
