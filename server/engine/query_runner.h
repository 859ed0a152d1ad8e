// Runs queries: one event by its id, and pages of the events that match a filter.
#ifndef SITREP_SERVER_ENGINE_QUERY_RUNNER_H_
#define SITREP_SERVER_ENGINE_QUERY_RUNNER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "server/engine/filter_reader.h"
#include "server/engine/page_token.h"
#include "server/engine/query_plan.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// Thread-safe. Answers are serialised responses, in which stored events stand as the bytes they
// are.
class QueryRunner {
 public:
  // Both must outlive the runner.
  QueryRunner(const EventStore& store, const FilterReader& filters, Clock clock);

  // A serialised v1::ListEventsResponse. INVALID_ARGUMENT for the filter, the page token or what is
  // not served; NOT_FOUND for names that mean nothing; OUT_OF_RANGE for a sequence that is not
  // there.
  absl::StatusOr<std::string> List(const v1::ListEventsRequest& request) const;

  // List's errors, and RESOURCE_EXHAUSTED for a table of too many rows.
  absl::StatusOr<v1::CountEventsResponse> Count(const v1::CountEventsRequest& request) const;

  // A serialised v1::GetEventResponse. NOT_FOUND for an id that is unknown at that sequence.
  absl::StatusOr<std::string> Get(const v1::GetEventRequest& request) const;

 private:
  // Where a page starts: a new list, or where the token of the request says.
  absl::StatusOr<PageToken> StartOf(const v1::ListEventsRequest& request,
                                    const QueryPlan& plan) const;

  const EventStore& store_;
  const QueryPlans plans_;
  const Clock clock_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_QUERY_RUNNER_H_
