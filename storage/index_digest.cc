#include "storage/index_digest.h"

#include "absl/strings/str_cat.h"
#include "base/stable_hash.h"

namespace sitrep {

uint64_t HashOf(const Traits& traits, const uint64_t* points) {
  std::string bytes = absl::StrCat(
      traits.retracted, traits.test, traits.lasting, traits.open, traits.unknown_time,
      traits.other_places, traits.alternatives, traits.has_killed, " ", traits.kind, " ",
      traits.status, " ", traits.verification, " ", traits.killed_lower, " ", traits.killed_upper);
  for (int i = 0; i < traits.point_count; ++i) {
    absl::StrAppend(&bytes, " ", static_cast<int>(traits.point_roles[i]), " ", points[i]);
  }
  return StableHash(bytes);
}

RevisionDigest DigestOf(const Posting& posting) {
  RevisionDigest digest;
  digest.address = posting.address;
  digest.possible_start = posting.possible_start;
  digest.possible_end = posting.possible_end;
  digest.traits_hash = HashOf(posting.traits, posting.points.data());
  digest.term_count = static_cast<int64_t>(posting.terms.size());
  for (const Term& term : posting.terms) digest.term_hash_sum += StableHash(term);
  return digest;
}

std::string ToString(const RevisionDigest& digest) {
  return absl::StrCat("sequence ", digest.address.sequence, ", start ", digest.address.sort_start,
                      ", possible from ", digest.possible_start, " to ", digest.possible_end,
                      ", superseded by ", digest.superseded_by, ", ", digest.term_count, " terms (",
                      absl::Hex(digest.term_hash_sum, absl::kZeroPad16), "), traits ",
                      absl::Hex(digest.traits_hash, absl::kZeroPad16));
}

}  // namespace sitrep
