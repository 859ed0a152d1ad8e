// Counts the events that a filter matches, by any dimensions.
#ifndef SITREP_SERVER_ENGINE_EVENT_COUNTER_H_
#define SITREP_SERVER_ENGINE_EVENT_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/engine/count_dimension.h"
#include "server/engine/query_plan.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/event_store.h"

namespace sitrep {

// One count. What the index tells is counted from the index, plain events by the number; only what
// it can't tell, or what a dimension needs, is read. Not thread-safe.
class EventCounter {
 public:
  // Rows of one answer: far more than anybody reads, and about as many as fit a message.
  static constexpr size_t kRowsMax = 50'000;

  // INVALID_ARGUMENT for what is wrong with the request, its filter aside.
  static absl::Status Check(const v1::CountEventsRequest& request);

  // The request has been checked; all outlive the counter.
  EventCounter(const EventStore& store, const QueryPlan& plan,
               const v1::CountEventsRequest& request);

  // At a time (for max_age) and a snapshot. RESOURCE_EXHAUSTED for more than kRowsMax rows.
  absl::StatusOr<v1::CountEventsResponse> Run(int64_t now_us, int64_t snapshot);

 private:
  struct Row {
    int64_t events = 0;
    int64_t killed_lower = 0;
    int64_t killed_upper = 0;
    bool killed_unbounded = false;
    bool has_killed = false;
  };
  // One key's number a dimension.
  using RowKey = absl::InlinedVector<uint32_t, 4>;

  CountQuery QueryAt(int64_t now_us, int64_t snapshot) const;
  bool CountsPlain() const;
  absl::Status Visit(const IndexedRevision& revision);
  // Reads what waits, and counts what matches of it.
  absl::Status ReadWaiting();
  void AddPlain(int64_t start, int64_t count);
  absl::Status Add(const CountedEvent& event);
  absl::Status AddToRow(const RowKey& key, const CountedEvent& event);
  v1::CountEventsResponse ToResponse() const;

  const EventStore& store_;
  const QueryPlan& plan_;
  const bool sums_killed_;
  bool needs_entry_ = false;
  int64_t now_us_ = 0;
  std::vector<CountDimension> dimensions_;
  absl::flat_hash_map<RowKey, Row> rows_;
  int64_t total_ = 0;
  // Sequences of revisions that are to be read.
  std::vector<int64_t> waiting_;
  // Of the event at hand, by dimension.
  std::vector<std::vector<uint32_t>> keys_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_EVENT_COUNTER_H_
