// What a page token holds: where the next page goes on, and over which ledger, filter and snapshot.
#ifndef SITREP_SERVER_ENGINE_PAGE_TOKEN_H_
#define SITREP_SERVER_ENGINE_PAGE_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/posting.h"

namespace sitrep {

// Stateless: survives seals, merges and restarts.
struct PageToken {
  // The last result of the page before.
  Address after;
  // The sequence that all pages show.
  int64_t snapshot = 0;
  // The time of the first page, in microseconds, for max_age.
  int64_t now_us = 0;
  // Of the ledger, the filter and the order: a token is good for its own list only.
  uint64_t list_hash = 0;

  // Printable, safe in URLs.
  std::string Encode() const;
  // INVALID_ARGUMENT if it is none of ours or damaged.
  static absl::StatusOr<PageToken> Decode(absl::string_view text);
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_PAGE_TOKEN_H_
