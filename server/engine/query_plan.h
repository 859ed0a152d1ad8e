// A filter made ready to be run, and the ones that were made ready lately.
#ifndef SITREP_SERVER_ENGINE_QUERY_PLAN_H_
#define SITREP_SERVER_ENGINE_QUERY_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/engine/event_filter.h"
#include "server/engine/filter_reader.h"
#include "server/engine/filter_terms.h"
#include "server/engine/index_answer.h"

namespace sitrep {

// Immutable; any number of threads may use one.
struct QueryPlan {
  explicit QueryPlan(FilterReading reading);

  std::vector<v1::NameReading> readings;
  EventFilter filter;
  IndexAnswer answer;
  std::vector<RequiredTerms> required;

  // What the index is asked, at a time (for max_age) and a snapshot.
  IndexQuery Query(int64_t now_us, int64_t snapshot) const;
  // The number of the query's clause for a field of the filter; nothing if there is none.
  std::optional<size_t> ClauseOf(absl::string_view field) const;

 private:
  ColumnTest columns_;
};

// Thread-safe. Keeps the plans that were used last: reading names and covering an area costs more
// than a page of results. What a filter means changes only with the actors: a plan that was made
// before is not found any more, and goes as others do. Names that nothing bears yet are errors, and
// not kept.
class QueryPlans {
 public:
  // Beyond this many, the plan that was not used for longest goes; a filter of more bytes is read
  // each time.
  static constexpr size_t kPlansMax = 256;
  static constexpr size_t kFilterBytesMax = 4 << 10;

  // Must outlive the plans.
  explicit QueryPlans(const FilterReader& filters) : filters_(filters) {}

  // FilterReader::Read's errors.
  absl::StatusOr<std::shared_ptr<const QueryPlan>> Of(const v1::Filter& filter) const;

 private:
  using Kept = std::pair<std::string, std::shared_ptr<const QueryPlan>>;

  std::shared_ptr<const QueryPlan> Find(const std::string& key) const;
  void Keep(const std::string& key, std::shared_ptr<const QueryPlan> plan) const;

  const FilterReader& filters_;
  mutable std::mutex mutex_;
  // The last used first.
  mutable std::list<Kept> kept_;
  mutable absl::flat_hash_map<std::string, std::list<Kept>::iterator> by_key_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_QUERY_PLAN_H_
