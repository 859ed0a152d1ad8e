#include "bench/query_set.h"

#include <cstdlib>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace sitrep {
namespace {

constexpr int64_t kWeekSeconds = int64_t{7} * 24 * 3600;

bool HasPolygon(QueryShape shape) {
  return shape == QueryShape::kPolygon || shape == QueryShape::kPolygonWeek ||
         shape == QueryShape::kPolygonActorKind || shape == QueryShape::kCountPolygon;
}
bool HasWeek(QueryShape shape) {
  return shape == QueryShape::kPolygonWeek || shape == QueryShape::kActorWeek;
}
bool HasActor(QueryShape shape) {
  return shape == QueryShape::kActorWeek || shape == QueryShape::kPolygonActorKind;
}
bool HasKind(QueryShape shape) {
  return shape == QueryShape::kCountKind || shape == QueryShape::kPolygonActorKind;
}

v1::Filter ToFilter(QueryShape shape, const BenchQuery& query) {
  v1::Filter filter;
  if (HasPolygon(shape)) *filter.mutable_area() = query.polygon;
  if (HasActor(shape)) filter.add_actors(query.actor);
  if (HasKind(shape)) filter.add_kinds(query.kind);
  if (shape == QueryShape::kRegionName) filter.add_regions(query.region_name);
  if (HasWeek(shape)) {
    filter.mutable_occurred()->mutable_start()->set_seconds(query.week_start);
    filter.mutable_occurred()->mutable_end()->set_seconds(query.week_end);
  }
  return filter;
}

}  // namespace

const char* NameOf(QueryShape shape) {
  switch (shape) {
    case QueryShape::kPolygon:
      return "q1 polygon, latest 100";
    case QueryShape::kPolygonWeek:
      return "q2 polygon x 7 days";
    case QueryShape::kActorWeek:
      return "q3 actor x 7 days";
    case QueryShape::kPolygonActorKind:
      return "q4 polygon x actor x kind";
    case QueryShape::kCountPolygon:
      return "q5 count by day in polygon";
    case QueryShape::kCountKind:
      return "q5b count by day of a kind";
    case QueryShape::kRegionName:
      return "q1 by region name";
  }
  return "";
}

bool IsCount(QueryShape shape) {
  return shape == QueryShape::kCountPolygon || shape == QueryShape::kCountKind;
}

std::string BenchQuery::ToWkt() const {
  std::string wkt = "POLYGON((";
  const auto& points = polygon.polygon().rings(0).points();
  for (const v1::LatLng& point : points) {
    absl::StrAppendFormat(&wkt, "%.9f %.9f,", point.lon(), point.lat());
  }
  absl::StrAppendFormat(&wkt, "%.9f %.9f))", points[0].lon(), points[0].lat());
  return wkt;
}

std::vector<BenchQuery> MakeQueries(int count) {
  EventGenerator parameters(7);
  std::vector<BenchQuery> queries(count);
  for (BenchQuery& query : queries) {
    query.polygon = parameters.Polygon();
    query.region_name = parameters.RegionName();
    query.actor = parameters.ActorName();
    query.kind = parameters.SomeKind();
    query.week_start = parameters.SomeTime() - kWeekSeconds;
    query.week_end = query.week_start + kWeekSeconds;
  }
  return queries;
}

v1::ListEventsRequest ToListRequest(QueryShape shape, const BenchQuery& query) {
  v1::ListEventsRequest request;
  *request.mutable_filter() = ToFilter(shape, query);
  return request;
}

v1::CountEventsRequest ToCountRequest(QueryShape shape, const BenchQuery& query) {
  v1::CountEventsRequest request;
  *request.mutable_filter() = ToFilter(shape, query);
  request.add_group(v1::DIMENSION_DAY);
  return request;
}

int64_t BenchAnswer::rows() const {
  int64_t rows = static_cast<int64_t>(ids.size());
  for (const auto& [day, events] : days) rows += events;
  return rows;
}

int64_t OtherRows(const BenchAnswer& a, const BenchAnswer& b) {
  std::map<int64_t, int64_t> more;
  for (const int64_t id : a.ids) ++more[id];
  for (const int64_t id : b.ids) --more[id];
  for (const auto& [day, events] : a.days) more[day] += events;
  for (const auto& [day, events] : b.days) more[day] -= events;
  int64_t rows = 0;
  for (const auto& [row, difference] : more) rows += std::abs(difference);
  return rows;
}

}  // namespace sitrep
