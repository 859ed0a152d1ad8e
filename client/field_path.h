// Changes one field of an event by its path: `casualties[0].killed.best=5`.
#ifndef SITREP_CLIENT_FIELD_PATH_H_
#define SITREP_CLIENT_FIELD_PATH_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "sitrep/v1/event.pb.h"

namespace sitrep {

// `assignment` is PATH=VALUE. The path has either spelling of field names, and an index for an
// element of a list; the index behind the last one adds an element. The value is plain text for
// text, times and enums, else JSON (`5`, `true`, `["a","b"]`, `{"best":5}`); an empty one clears
// the field or removes the element. INVALID_ARGUMENT names the path; the event is then half
// changed.
absl::Status AssignField(absl::string_view assignment, v1::Event& event);

}  // namespace sitrep

#endif  // SITREP_CLIENT_FIELD_PATH_H_
