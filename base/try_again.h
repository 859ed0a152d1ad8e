// The refusal of what there is no room for just now.
#ifndef SITREP_BASE_TRY_AGAIN_H_
#define SITREP_BASE_TRY_AGAIN_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace sitrep {

// RESOURCE_EXHAUSTED that says what is full, with a google.rpc.RetryInfo: trying again makes sense
// after about so long, 0 to 999 ms.
absl::Status TryAgain(absl::string_view what_is_full, int delay_ms);

}  // namespace sitrep

#endif  // SITREP_BASE_TRY_AGAIN_H_
