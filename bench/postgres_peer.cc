#include "bench/postgres_peer.h"

#include <endian.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

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

}  // namespace

PostgresPeer::PostgresPeer(const std::string& connection)
    : connection_(PQconnectdb(connection.c_str())) {
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

void PostgresPeer::Add(const v1::Event& event) {
  const int64_t id = count_++;
  const int64_t t = event.occurred().start().seconds();
  std::string names;
  for (const v1::Participant& participant : event.participants()) {
    absl::StrAppend(&names, names.empty() ? "" : ",", "\"", participant.name(), "\"");
    absl::StrAppend(&actors_, participant.name(), "\t", t, "\t", id, "\n");
  }
  const v1::LatLng& point = event.places(0).point();
  absl::StrAppendFormat(&events_, "%d\t%d\t%d\t{%s}\tSRID=4326;POINT(%.9f %.9f)\t\\\\x%s\n", id, t,
                        static_cast<int>(EventGenerator::KindOf(event)), names, point.lon(),
                        point.lat(), absl::BytesToHexString(event.SerializeAsString()));
  if (events_.size() > kCopyBytes) CopyAll();
}

void PostgresPeer::Finish() {
  CopyAll();
  // The same name twice in an event is one actor.
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
  for (int row = 0; row < PQntuples(result); ++row) {
    if (IsCount(shape)) {
      answer.days.emplace_back(Int64At(result, row, 0), Int64At(result, row, 1));
    } else {
      answer.ids.push_back(Int64At(result, row, 0));
    }
  }
  PQclear(result);
  return answer;
}

}  // namespace sitrep
