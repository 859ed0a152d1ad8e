// An event from what is said on a command line.
#ifndef SITREP_CLIENT_EVENT_DRAFT_H_
#define SITREP_CLIENT_EVENT_DRAFT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sitrep/v1/event.pb.h"

namespace sitrep {

// The words of the flags of `sitrep add`; empty where a flag is not given.
struct EventDraft {
  std::string kind, id, when, zone, country, point, precision, killed, wounded, status,
      verification, said_by, publisher, url, summary, language;
  std::vector<std::string> in, by, on, with, tags;
  bool lasting = false;
  bool test = false;
};

// The event. Roles and the status follow from the kind and the time where they are not said: a
// statement is made by a SPEAKER, arms come from a SUPPLIER, violence has a VICTIM, a strike a
// TARGET; what begins after `now` is PLANNED, all else OCCURRED. INVALID_ARGUMENT names the flag.
absl::StatusOr<v1::Event> EventOf(const EventDraft& draft, absl::Time now);

// "2", ">=2", "<=5", "2-5", "~4" (about: a best figure in the words of the source).
absl::StatusOr<v1::Estimate> ParseEstimate(absl::string_view text);

}  // namespace sitrep

#endif  // SITREP_CLIENT_EVENT_DRAFT_H_
