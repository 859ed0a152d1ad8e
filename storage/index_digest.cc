#include "storage/index_digest.h"

#include "absl/strings/str_cat.h"

namespace sitrep {

// FNV-1a, then mixed (the finaliser of MurmurHash3), since sums need all bits to be good.
uint64_t TermHash(absl::string_view term) {
  uint64_t hash = 0xcbf29ce484222325;
  for (char c : term) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
  return hash ^ (hash >> 33);
}

RevisionDigest DigestOf(const Posting& posting) {
  RevisionDigest digest;
  digest.address = posting.address;
  digest.possible_start = posting.possible_start;
  digest.possible_end = posting.possible_end;
  digest.term_count = static_cast<int64_t>(posting.terms.size());
  for (const Term& term : posting.terms) digest.term_hash_sum += TermHash(term);
  return digest;
}

std::string ToString(const RevisionDigest& digest) {
  return absl::StrCat("sequence ", digest.address.sequence, ", start ", digest.address.sort_start,
                      ", possible from ", digest.possible_start, " to ", digest.possible_end,
                      ", superseded by ", digest.superseded_by, ", ", digest.term_count, " terms (",
                      absl::Hex(digest.term_hash_sum, absl::kZeroPad16), ")");
}

}  // namespace sitrep
