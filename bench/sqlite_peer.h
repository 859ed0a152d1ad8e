// SQLite with an R*Tree, in this process.
#ifndef SITREP_BENCH_SQLITE_PEER_H_
#define SITREP_BENCH_SQLITE_PEER_H_

#include <sqlite3.h>

#include <map>
#include <string>

#include "bench/peer.h"

namespace sitrep {

class SqlitePeer : public Peer {
 public:
  // The file is not there yet, or is of such a peer.
  explicit SqlitePeer(const std::string& path);
  ~SqlitePeer() override;

  const char* name() const override { return "SQLite + R*Tree"; }
  bool is_loaded() const override { return is_loaded_; }
  void Add(const v1::Event& event) override;
  void Finish() override;
  BenchAnswer Ask(QueryShape shape, const BenchQuery& query) override;

 private:
  void Run(const char* sql);
  sqlite3_stmt* Prepare(const char* sql);
  void Step(sqlite3_stmt* statement);
  void PrepareQueries();

  const bool is_loaded_;
  sqlite3* db_ = nullptr;
  sqlite3_stmt* add_event_ = nullptr;
  sqlite3_stmt* add_actor_ = nullptr;
  sqlite3_stmt* add_point_ = nullptr;
  std::map<QueryShape, sqlite3_stmt*> queries_;
  // The polygon of the query that runs, for the SQL function `inside`.
  const v1::Ring* ring_ = nullptr;
  int64_t count_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_SQLITE_PEER_H_
