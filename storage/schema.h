// Versions of what is on disk (docs/disk_format.md).
#ifndef SITREP_STORAGE_SCHEMA_H_
#define SITREP_STORAGE_SCHEMA_H_

#include <cstdint>

namespace sitrep {

// Of everything in a data directory. A server opens its own version only: change it whenever an
// older server would misread what a newer one writes, or the other way round.
inline constexpr int64_t kFormatVersion = 1;

// Of the fold: which terms and columns an entry gives. If the index on disk was made by another
// version, it is dropped and folded anew from the log.
inline constexpr int64_t kTermsVersion = 2;

}  // namespace sitrep

#endif  // SITREP_STORAGE_SCHEMA_H_
