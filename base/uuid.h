// Ids that nobody else makes.
#ifndef SITREP_BASE_UUID_H_
#define SITREP_BASE_UUID_H_

#include <string>

#include "absl/time/time.h"

namespace sitrep {

// A UUIDv7 (RFC 9562): the milliseconds of `now`, then random bits. Thread-safe.
std::string NewUuid(absl::Time now);

}  // namespace sitrep

#endif  // SITREP_BASE_UUID_H_
