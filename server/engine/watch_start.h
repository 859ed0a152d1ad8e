// Reads what a WatchEvents request asks for.
#ifndef SITREP_SERVER_ENGINE_WATCH_START_H_
#define SITREP_SERVER_ENGINE_WATCH_START_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/engine/subscriptions.h"
#include "server/engine/watch.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// Everything but the filter's names. INVALID_ARGUMENT names every field that breaks a rule;
// OUT_OF_RANGE for a sequence beyond the end and for another ledger, with this ledger's id and
// bounds. A subscription that is new is made.
absl::StatusOr<WatchOptions> ReadWatchRequest(const v1::WatchEventsRequest& request,
                                              const EventStore& store, Subscriptions& subscriptions,
                                              absl::Time now);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_WATCH_START_H_
