// What the index should hold of a revision, in a few words, for comparing it with a fresh fold.
#ifndef SITREP_STORAGE_INDEX_DIGEST_H_
#define SITREP_STORAGE_INDEX_DIGEST_H_

#include <cstdint>
#include <string>

#include "storage/posting.h"

namespace sitrep {

// Plain data. Sequence 0: the index has no such revision.
struct RevisionDigest {
  Address address;
  int64_t possible_start = 0;
  int64_t possible_end = 0;
  // Of its traits and points.
  uint64_t traits_hash = 0;
  // The sequence that supersedes it; kTimeMax if none does (as of the digest's snapshot).
  int64_t superseded_by = kTimeMax;
  int64_t term_count = 0;
  // The sum of StableHash over its terms, so that the order of terms does not matter.
  uint64_t term_hash_sum = 0;

  bool operator==(const RevisionDigest&) const = default;
};

uint64_t HashOf(const Traits& traits, const uint64_t* points);

// The digest of a revision that nothing supersedes.
RevisionDigest DigestOf(const Posting& posting);

// For messages: "sequence 7, 12 terms (hash 0f..), ...".
std::string ToString(const RevisionDigest& digest);

}  // namespace sitrep

#endif  // SITREP_STORAGE_INDEX_DIGEST_H_
