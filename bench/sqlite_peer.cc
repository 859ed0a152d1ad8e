#include "bench/sqlite_peer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "bench/parsed_events.h"

namespace sitrep {
namespace {

constexpr char kInBox[] =
    "FROM rt JOIN ev ON ev.id = rt.id WHERE rt.x1 >= ?1 AND rt.x0 <= ?2 AND rt.y1 >= ?3 "
    "AND rt.y0 <= ?4 AND inside(ev.lon, ev.lat) ";

std::string SqlOf(QueryShape shape) {
  const std::string in_box = kInBox;
  const std::string latest = " ORDER BY ev.t DESC, ev.id DESC LIMIT 100";
  switch (shape) {
    case QueryShape::kPolygon:
      return "SELECT ev.id, ev.payload " + in_box + latest;
    case QueryShape::kPolygonWeek:
      return "SELECT ev.id, ev.payload " + in_box + "AND ev.t >= ?5 AND ev.t < ?6" + latest;
    case QueryShape::kActorWeek:
      return "SELECT ev.id, ev.payload FROM ev_actor a JOIN ev ON ev.id = a.id WHERE a.actor = ?7 "
             "AND a.t >= ?5 AND a.t < ?6 ORDER BY a.t DESC, a.id DESC LIMIT 100";
    case QueryShape::kPolygonActorKind:
      return "SELECT ev.id, ev.payload FROM ev_actor a JOIN ev ON ev.id = a.id WHERE a.actor = ?7 "
             "AND ev.kind = ?8 AND ev.lon BETWEEN ?1 AND ?2 AND ev.lat BETWEEN ?3 AND ?4 "
             "AND inside(ev.lon, ev.lat) ORDER BY a.t DESC, a.id DESC LIMIT 100";
    case QueryShape::kCountPolygon:
      return "SELECT ev.t / 86400, count(*) " + in_box + " GROUP BY 1 ORDER BY 1";
    default:
      return "SELECT t / 86400, count(*) FROM ev WHERE kind = ?8 GROUP BY 1 ORDER BY 1";
  }
}

// By rays in degrees, as planar databases do.
bool RingHolds(const v1::Ring& ring, double x, double y) {
  bool inside = false;
  for (int i = 0, j = ring.points_size() - 1; i < ring.points_size(); j = i++) {
    const v1::LatLng& a = ring.points(i);
    const v1::LatLng& b = ring.points(j);
    if ((a.lat() > y) != (b.lat() > y) &&
        x < (b.lon() - a.lon()) * (y - a.lat()) / (b.lat() - a.lat()) + a.lon()) {
      inside = !inside;
    }
  }
  return inside;
}

void Inside(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* ring = *static_cast<const v1::Ring**>(sqlite3_user_data(context));
  sqlite3_result_int(
      context, RingHolds(*ring, sqlite3_value_double(values[0]), sqlite3_value_double(values[1])));
}

}  // namespace

SqlitePeer::SqlitePeer(const std::string& path) : is_loaded_(std::filesystem::exists(path)) {
  if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) std::exit(1);
  Run("PRAGMA journal_mode=WAL");
  Run("PRAGMA cache_size=-1000000");
  Run("PRAGMA mmap_size=4000000000");
  sqlite3_create_function(db_, "inside", 2, SQLITE_UTF8, &ring_, Inside, nullptr, nullptr);
  if (is_loaded_) {
    PrepareQueries();
    return;
  }
  Run("CREATE TABLE ev (id INTEGER PRIMARY KEY, t INTEGER, kind INTEGER, lon REAL, lat REAL, "
      "payload BLOB)");
  Run("CREATE TABLE ev_actor (actor TEXT, t INTEGER, id INTEGER, PRIMARY KEY (actor, t, id)) "
      "WITHOUT ROWID");
  Run("CREATE VIRTUAL TABLE rt USING rtree(id, x0, x1, y0, y1)");
  add_event_ = Prepare("INSERT INTO ev VALUES (?, ?, ?, ?, ?, ?)");
  add_actor_ = Prepare("INSERT OR IGNORE INTO ev_actor VALUES (?, ?, ?)");
  add_point_ = Prepare("INSERT INTO rt VALUES (?1, ?2, ?2, ?3, ?3)");
  Run("BEGIN");
}

SqlitePeer::~SqlitePeer() {
  for (sqlite3_stmt* statement : {add_event_, add_actor_, add_point_}) sqlite3_finalize(statement);
  for (const auto& [shape, statement] : queries_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

void SqlitePeer::Run(const char* sql) {
  char* error = nullptr;
  if (sqlite3_exec(db_, sql, nullptr, nullptr, &error) == SQLITE_OK) return;
  std::fprintf(stderr, "SQLite: %s\n", error);
  std::exit(1);
}

sqlite3_stmt* SqlitePeer::Prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) != SQLITE_OK) {
    std::fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(db_));
    std::exit(1);
  }
  return statement;
}

void SqlitePeer::Step(sqlite3_stmt* statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) {
    std::fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(db_));
    std::exit(1);
  }
  sqlite3_reset(statement);
}

void SqlitePeer::Add(const v1::Event& event) {
  const int64_t id = count_++;
  const int64_t t = event.occurred().start().seconds();
  const v1::LatLng& point = event.places(0).point();
  const std::string payload = event.SerializeAsString();
  sqlite3_bind_int64(add_event_, 1, id);
  sqlite3_bind_int64(add_event_, 2, t);
  sqlite3_bind_int(add_event_, 3, EventGenerator::KindOf(event));
  sqlite3_bind_double(add_event_, 4, point.lon());
  sqlite3_bind_double(add_event_, 5, point.lat());
  sqlite3_bind_blob(add_event_, 6, payload.data(), static_cast<int>(payload.size()), nullptr);
  Step(add_event_);
  for (const v1::Participant& participant : event.participants()) {
    sqlite3_bind_text(add_actor_, 1, participant.name().c_str(), -1, nullptr);
    sqlite3_bind_int64(add_actor_, 2, t);
    sqlite3_bind_int64(add_actor_, 3, id);
    Step(add_actor_);
  }
  sqlite3_bind_int64(add_point_, 1, id);
  sqlite3_bind_double(add_point_, 2, point.lon());
  sqlite3_bind_double(add_point_, 3, point.lat());
  Step(add_point_);
}

void SqlitePeer::Finish() {
  Run("COMMIT");
  Run("CREATE INDEX ev_t ON ev (t)");
  Run("CREATE INDEX ev_kind ON ev (kind, t)");
  Run("ANALYZE");
  PrepareQueries();
}

void SqlitePeer::PrepareQueries() {
  for (const QueryShape shape : kPeerShapes) queries_[shape] = Prepare(SqlOf(shape).c_str());
}

BenchAnswer SqlitePeer::Ask(QueryShape shape, const BenchQuery& query) {
  sqlite3_stmt* const statement = queries_.at(shape);
  ring_ = &query.polygon.polygon().rings(0);
  const auto by_lon = [](const auto& a, const auto& b) { return a.lon() < b.lon(); };
  const auto by_lat = [](const auto& a, const auto& b) { return a.lat() < b.lat(); };
  const auto lon = std::minmax_element(ring_->points().begin(), ring_->points().end(), by_lon);
  const auto lat = std::minmax_element(ring_->points().begin(), ring_->points().end(), by_lat);
  sqlite3_bind_double(statement, 1, lon.first->lon());
  sqlite3_bind_double(statement, 2, lon.second->lon());
  sqlite3_bind_double(statement, 3, lat.first->lat());
  sqlite3_bind_double(statement, 4, lat.second->lat());
  sqlite3_bind_int64(statement, 5, query.week_start);
  sqlite3_bind_int64(statement, 6, query.week_end);
  sqlite3_bind_text(statement, 7, query.actor.c_str(), -1, nullptr);
  sqlite3_bind_int(statement, 8, query.kind);
  BenchAnswer answer;
  ParsedEvents events;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    if (IsCount(shape)) {
      answer.days.emplace_back(sqlite3_column_int64(statement, 0),
                               sqlite3_column_int64(statement, 1));
    } else {
      answer.ids.push_back(sqlite3_column_int64(statement, 0));
      const void* const payload = sqlite3_column_blob(statement, 1);
      events.Add(payload, sqlite3_column_bytes(statement, 1));
    }
  }
  sqlite3_reset(statement);
  return answer;
}

}  // namespace sitrep
