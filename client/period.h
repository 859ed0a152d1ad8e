// Stretches of time as people write them on a command line.
#ifndef SITREP_CLIENT_PERIOD_H_
#define SITREP_CLIENT_PERIOD_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "sitrep/v1/event.pb.h"

namespace sitrep {

// Half-open, and how exactly it was given. An instant has no length.
struct Period {
  absl::Time start;
  absl::Time end;
  v1::TimePrecision precision;
};

// A day "2025-07-12", a month "2025-07", a year "2025", an instant "2025-07-12T14:00Z", which
// stands in `zone` if it names no offset, or a time before `now`: "90s", "30m", "12h", "7d", "2w".
// INVALID_ARGUMENT for anything else.
absl::StatusOr<Period> ParsePeriod(absl::string_view text, absl::TimeZone zone, absl::Time now);

// "A" or "A..B": from the start of A to the end of B, as exact as the coarser of the two.
// INVALID_ARGUMENT also if it ends before it starts.
absl::StatusOr<Period> ParseSpan(absl::string_view text, absl::TimeZone zone, absl::Time now);

// "90s", "30m", "12h", "7d", "2w"; above 0.
absl::StatusOr<absl::Duration> ParseAge(absl::string_view text);

// An IANA zone, UTC if empty. INVALID_ARGUMENT if there is none of that name.
absl::StatusOr<absl::TimeZone> ParseZone(absl::string_view name);

}  // namespace sitrep

#endif  // SITREP_CLIENT_PERIOD_H_
