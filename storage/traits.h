// What is asked of a revision exactly besides its terms and times, so that most answers need no
// read of its event.
#ifndef SITREP_STORAGE_TRAITS_H_
#define SITREP_STORAGE_TRAITS_H_

#include <array>
#include <compare>
#include <cstdint>

#include "absl/types/span.h"
#include "storage/entry.pb.h"

namespace sitrep {

// Plain data. Few revisions differ in it, so columns hold its number. Part of the format on disk.
struct Traits {
  // Points of exact places that are kept in a column; further places are `other_places`.
  static constexpr int kPointsMax = 4;

  bool retracted = false;
  bool test = false;
  // Of SpanTimes; `open` if either side is.
  bool lasting = false;
  bool open = false;
  bool unknown_time = false;
  // Some place may certainly lie in an area though no point of this revision tells: it is known by
  // an outline or a disc.
  bool other_places = false;
  // Some place has alternative names.
  bool alternatives = false;
  // Values of the enums of the protocol.
  int32_t kind = 0;
  int32_t status = 0;
  int32_t verification = 0;
  // BoundsOf(record.killed).
  bool has_killed = false;
  int32_t killed_lower = 0;
  int32_t killed_upper = 0;
  // The roles of the points, in the event's order; SITE where none was given.
  uint8_t point_count = 0;
  std::array<uint8_t, kPointsMax> point_roles = {};

  auto operator<=>(const Traits&) const = default;

  template <typename H>
  friend H AbslHashValue(H h, const Traits& t) {
    return H::combine(std::move(h), t.retracted, t.test, t.lasting, t.open, t.unknown_time,
                      t.other_places, t.alternatives, t.kind, t.status, t.verification,
                      t.has_killed, t.killed_lower, t.killed_upper, t.point_count, t.point_roles);
  }
};

// The points, as S2 leaf cells: within 2 cm of where they are. Only the first `point_count` count.
using Points = std::array<uint64_t, Traits::kPointsMax>;

struct TraitsAndPoints {
  Traits traits;
  Points points = {};
};

// Deterministic: depends on the entry alone.
TraitsAndPoints TraitsOf(const storage::Entry& entry);

}  // namespace sitrep

#endif  // SITREP_STORAGE_TRAITS_H_
