// The queries that sitrep and its peers are compared by, the same for the same seed.
#ifndef SITREP_BENCH_QUERY_SET_H_
#define SITREP_BENCH_QUERY_SET_H_

#include <cstdint>
#include <string>
#include <vector>

#include "bench/event_generator.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// q1 to q5b of docs/performance.md, and q1 by a region's name.
enum class QueryShape {
  kPolygon,
  kPolygonWeek,
  kActorWeek,
  kPolygonActorKind,
  kCountPolygon,
  kCountKind,
  kRegionName
};
inline constexpr QueryShape kPeerShapes[] = {
    QueryShape::kPolygon,          QueryShape::kPolygonWeek,  QueryShape::kActorWeek,
    QueryShape::kPolygonActorKind, QueryShape::kCountPolygon, QueryShape::kCountKind};

// "q1 polygon", ...
const char* NameOf(QueryShape shape);
bool IsCount(QueryShape shape);

// Of which each shape uses some.
struct BenchQuery {
  v1::Area polygon;
  std::string region_name;
  std::string actor;
  v1::Kind kind = v1::KIND_UNSPECIFIED;
  // Seven days, in seconds.
  int64_t week_start = 0;
  int64_t week_end = 0;

  // "POLYGON((lon lat, ...))", closed.
  std::string ToWkt() const;
};

std::vector<BenchQuery> MakeQueries(int count);

v1::ListEventsRequest ToListRequest(QueryShape shape, const BenchQuery& query);
v1::CountEventsRequest ToCountRequest(QueryShape shape, const BenchQuery& query);

// What a system answered: ids in order, or the count of each day.
struct BenchAnswer {
  std::vector<int64_t> ids;
  // Days since 1970 and their events, ascending.
  std::vector<std::pair<int64_t, int64_t>> days;

  // Rows: ids, or all that was counted.
  int64_t rows() const;
};

// Rows that only one of two answers has.
int64_t OtherRows(const BenchAnswer& a, const BenchAnswer& b);

}  // namespace sitrep

#endif  // SITREP_BENCH_QUERY_SET_H_
