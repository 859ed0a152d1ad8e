// Versions of what is on disk (docs/disk_format.md).
#ifndef SITREP_STORAGE_SCHEMA_H_
#define SITREP_STORAGE_SCHEMA_H_

#include <cstdint>

namespace sitrep {

// Of everything in a data directory. A server opens these versions only: add one whenever an older
// server would misread what a newer one writes, or the other way round. A directory begins with the
// first and gets another when it first holds what that is for, so that a server before it still
// opens what it can read.
inline constexpr int64_t kFormatVersionOfEvents = 1;
// The log has entries that change actors.
inline constexpr int64_t kFormatVersionOfActors = 2;

// Of the fold: which terms and columns an entry gives. If the index on disk was made by another
// version, it is dropped and folded anew from the log.
inline constexpr int64_t kTermsVersion = 2;

}  // namespace sitrep

#endif  // SITREP_STORAGE_SCHEMA_H_
