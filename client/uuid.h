// Ids for events that come without one.
#ifndef SITREP_CLIENT_UUID_H_
#define SITREP_CLIENT_UUID_H_

#include <string>

#include "absl/time/time.h"

namespace sitrep {

// A UUIDv7 (RFC 9562): the milliseconds of `now`, then random bits. Thread-safe.
std::string NewUuid(absl::Time now);

}  // namespace sitrep

#endif  // SITREP_CLIENT_UUID_H_
