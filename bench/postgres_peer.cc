#include "bench/postgres_peer.h"

#include <endian.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/parsed_events.h"
#include "bench/steady_clock.h"

namespace sitrep {
namespace {

constexpr size_t kCopyBytes = 8 << 20;

const char* SqlOf(QueryShape shape) {
  switch (shape) {
    case QueryShape::kPolygon:
      return "SELECT id, payload FROM ev WHERE ST_Intersects(ST_GeomFromText($1, 4326), geom) "
             "ORDER BY t DESC, id DESC LIMIT 100";
    case QueryShape::kPolygonWeek:
      return "SELECT id, payload FROM ev WHERE ST_Intersects(ST_GeomFromText($1, 4326), geom) "
             "AND t >= $2::int8 AND t < $3::int8 ORDER BY t DESC, id DESC LIMIT 100";
    case QueryShape::kActorWeek:
      return "SELECT e.id, e.payload FROM ev_actor a JOIN ev e ON e.id = a.id WHERE a.actor = $1 "
             "AND a.t >= $2::int8 AND a.t < $3::int8 ORDER BY a.t DESC, a.id DESC LIMIT 100";
    case QueryShape::kPolygonActorKind:
      return "SELECT id, payload FROM ev WHERE ST_Intersects(ST_GeomFromText($1, 4326), geom) "
             "AND kind = $2::int4 AND actors @> ARRAY[$3] ORDER BY t DESC, id DESC LIMIT 100";
    case QueryShape::kCountPolygon:
      return "SELECT t / 86400, count(*) FROM ev WHERE "
             "ST_Intersects(ST_GeomFromText($1, 4326), geom) GROUP BY 1 ORDER BY 1";
    default:
      return "SELECT t / 86400, count(*) FROM ev WHERE kind = $1::int4 GROUP BY 1 ORDER BY 1";
  }
}

std::vector<std::string> ParametersOf(QueryShape shape, const BenchQuery& query) {
  const std::string start = absl::StrCat(query.week_start), end = absl::StrCat(query.week_end);
  const std::string kind = absl::StrCat(static_cast<int>(query.kind));
  switch (shape) {
    case QueryShape::kPolygonWeek:
      return {query.ToWkt(), start, end};
    case QueryShape::kActorWeek:
      return {query.actor, start, end};
    case QueryShape::kPolygonActorKind:
      return {query.ToWkt(), kind, query.actor};
    case QueryShape::kCountKind:
      return {kind};
    default:
      return {query.ToWkt()};
  }
}

std::string StatementName(QueryShape shape) { return absl::StrCat("q", static_cast<int>(shape)); }

int64_t Int64At(const PGresult* result, int row, int column) {
  uint64_t bits = 0;
  std::memcpy(&bits, PQgetvalue(result, row, column), sizeof(bits));
  return static_cast<int64_t>(be64toh(bits));
}

// The same name twice in an event is one actor.
std::vector<std::string> DistinctNames(const v1::Event& event) {
  std::set<std::string> names;
  for (const v1::Participant& participant : event.participants()) names.insert(participant.name());
  return {names.begin(), names.end()};
}

// As PostgreSQL writes arrays of texts.
std::string ToArray(const std::vector<std::string>& names) {
  std::string array = "{";
  for (const std::string& name : names) {
    absl::StrAppend(&array, array.size() == 1 ? "" : ",", "\"", name, "\"");
  }
  return array + "}";
}

}  // namespace

PostgresPeer::PostgresPeer(const std::string& connection)
    : address_(connection), connection_(PQconnectdb(connection.c_str())) {
  if (PQstatus(connection_) != CONNECTION_OK) {
    std::fprintf(stderr, "%s\n", PQerrorMessage(connection_));
    std::exit(1);
  }
  PGresult* const tables =
      Check(PQexec(connection_, "SELECT 1 FROM pg_class WHERE relname = 'ev'"));
  is_loaded_ = PQntuples(tables) > 0;
  PQclear(tables);
  if (is_loaded_) {
    PrepareQueries();
    return;
  }
  Run("CREATE EXTENSION postgis; CREATE EXTENSION btree_gist;"
      "CREATE TABLE ev (id int8, t int8, kind int4, actors text[], geom geometry(Point, 4326), "
      "payload bytea);"
      "ALTER TABLE ev ALTER payload SET STORAGE EXTERNAL;"
      "CREATE TABLE ev_actor (actor text, t int8, id int8);");
}

PostgresPeer::~PostgresPeer() { PQfinish(connection_); }

PGresult* PostgresPeer::Check(PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) {
    std::fprintf(stderr, "PostgreSQL: %s\n", PQresultErrorMessage(result));
    std::exit(1);
  }
  return result;
}

void PostgresPeer::Run(const std::string& sql) { PQclear(Check(PQexec(connection_, sql.c_str()))); }

void PostgresPeer::Copy(const char* table, std::string& rows) {
  Run(absl::StrCat("COPY ", table, " FROM STDIN"));
  PQputCopyData(connection_, rows.data(), static_cast<int>(rows.size()));
  PQputCopyEnd(connection_, nullptr);
  while (PGresult* result = PQgetResult(connection_)) PQclear(Check(result));
  rows.clear();
}

void PostgresPeer::CopyAll() {
  Copy("ev", events_);
  Copy("ev_actor", actors_);
}

void PostgresPeer::Format(const v1::Event& event) {
  const int64_t id = count_++;
  const int64_t t = event.occurred().start().seconds();
  const std::vector<std::string> names = DistinctNames(event);
  for (const std::string& name : names) absl::StrAppend(&actors_, name, "\t", t, "\t", id, "\n");
  const v1::LatLng& point = event.places(0).point();
  absl::StrAppendFormat(&events_, "%d\t%d\t%d\t%s\tSRID=4326;POINT(%.9f %.9f)\t\\\\x%s\n", id, t,
                        static_cast<int>(EventGenerator::KindOf(event)), ToArray(names),
                        point.lon(), point.lat(),
                        absl::BytesToHexString(event.SerializeAsString()));
}

void PostgresPeer::Add(const v1::Event& event) {
  Format(event);
  if (events_.size() > kCopyBytes) CopyAll();
}

double PostgresPeer::CopyRate(const std::vector<v1::Event>& events) {
  for (const v1::Event& event : events) Format(event);
  const auto began = SteadyClock::now();
  CopyAll();
  return events.size() / SecondsSince(began);
}

// One row, and one of each actor, in one statement, which is a transaction.
void PostgresPeer::InsertSome(const std::vector<v1::Event>& events, size_t first, size_t step,
                              int64_t first_id) {
  PGconn* const connection = PQconnectdb(address_.c_str());
  PQclear(
      Check(PQprepare(connection, "insert",
                      "WITH e AS (INSERT INTO ev VALUES ($1::int8, $2::int8, $3::int4, $4::text[], "
                      "ST_GeomFromEWKT($5), decode($6, 'hex'))) "
                      "INSERT INTO ev_actor SELECT unnest($4::text[]), $2::int8, $1::int8",
                      0, nullptr)));
  for (size_t i = first; i < events.size(); i += step) {
    const v1::Event& event = events[i];
    const v1::LatLng& point = event.places(0).point();
    const std::string values[] = {
        absl::StrCat(first_id + static_cast<int64_t>(i)),
        absl::StrCat(event.occurred().start().seconds()),
        absl::StrCat(static_cast<int>(EventGenerator::KindOf(event))),
        ToArray(DistinctNames(event)),
        absl::StrFormat("SRID=4326;POINT(%.9f %.9f)", point.lon(), point.lat()),
        absl::BytesToHexString(event.SerializeAsString())};
    const char* pointers[std::size(values)];
    for (size_t k = 0; k < std::size(values); ++k) pointers[k] = values[k].c_str();
    PQclear(Check(
        PQexecPrepared(connection, "insert", std::size(values), pointers, nullptr, nullptr, 1)));
  }
  PQfinish(connection);
}

double PostgresPeer::InsertRate(const std::vector<v1::Event>& events, int clients) {
  const int64_t first_id = count_;
  count_ += static_cast<int64_t>(events.size());
  const auto began = SteadyClock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&, i] { InsertSome(events, i, clients, first_id); });
  }
  for (std::thread& thread : threads) thread.join();
  return events.size() / SecondsSince(began);
}

int64_t PostgresPeer::DiskBytes() {
  PGresult* const result = Check(PQexecParams(
      connection_, "SELECT pg_total_relation_size('ev') + pg_total_relation_size('ev_actor')", 0,
      nullptr, nullptr, nullptr, nullptr, 1));
  const int64_t bytes = Int64At(result, 0, 0);
  PQclear(result);
  return bytes;
}

void PostgresPeer::Finish() {
  CopyAll();
  Run("ALTER TABLE ev ADD PRIMARY KEY (id)");
  Run("CREATE INDEX ON ev_actor (actor, t, id)");
  Run("CREATE INDEX ON ev (t)");
  Run("CREATE INDEX ON ev (kind, t)");
  Run("CREATE INDEX ON ev USING gist (geom)");
  Run("CREATE INDEX ON ev USING gist (geom, t)");
  Run("CREATE INDEX ON ev USING gist (geom, kind, t)");
  Run("VACUUM ANALYZE");
  PrepareQueries();
}

void PostgresPeer::PrepareQueries() {
  for (const QueryShape shape : kPeerShapes) {
    PQclear(Check(PQprepare(connection_, StatementName(shape).c_str(), SqlOf(shape), 0, nullptr)));
  }
}

BenchAnswer PostgresPeer::Ask(QueryShape shape, const BenchQuery& query) {
  const std::vector<std::string> parameters = ParametersOf(shape, query);
  std::vector<const char*> values;
  for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
  PGresult* const result =
      Check(PQexecPrepared(connection_, StatementName(shape).c_str(),
                           static_cast<int>(values.size()), values.data(), nullptr, nullptr, 1));
  BenchAnswer answer;
  ParsedEvents events;
  for (int row = 0; row < PQntuples(result); ++row) {
    if (IsCount(shape)) {
      answer.days.emplace_back(Int64At(result, row, 0), Int64At(result, row, 1));
    } else {
      answer.ids.push_back(Int64At(result, row, 0));
      events.Add(PQgetvalue(result, row, 1), PQgetlength(result, row, 1));
    }
  }
  PQclear(result);
  return answer;
}

}  // namespace sitrep
