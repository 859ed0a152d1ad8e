// PostgreSQL with PostGIS, over libpq, prepared, binary results.
#ifndef SITREP_BENCH_POSTGRES_PEER_H_
#define SITREP_BENCH_POSTGRES_PEER_H_

#include <libpq-fe.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bench/peer.h"

namespace sitrep {

class PostgresPeer : public Peer {
 public:
  // The connection's parameters, as libpq takes them; the database is empty, or of such a peer.
  explicit PostgresPeer(const std::string& connection);
  ~PostgresPeer() override;

  const char* name() const override { return "PostgreSQL + PostGIS"; }
  bool is_loaded() const override { return is_loaded_; }
  void Add(const v1::Event& event) override;
  void Finish() override;
  BenchAnswer Ask(QueryShape shape, const BenchQuery& query) override;

  // Events a second, into the indexed tables: by one COPY of all, or each by an INSERT of its own.
  double CopyRate(const std::vector<v1::Event>& events);
  double InsertRate(const std::vector<v1::Event>& events, int clients);
  // Tables and indexes.
  int64_t DiskBytes();

 private:
  void Format(const v1::Event& event);
  // Every `step`-th event from `first` on, over a connection of its own.
  void InsertSome(const std::vector<v1::Event>& events, size_t first, size_t step,
                  int64_t first_id);
  PGresult* Check(PGresult* result);
  void Run(const std::string& sql);
  void Copy(const char* table, std::string& rows);
  void CopyAll();
  void PrepareQueries();

  const std::string address_;
  PGconn* const connection_;
  bool is_loaded_ = false;
  std::string events_;
  std::string actors_;
  int64_t count_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_POSTGRES_PEER_H_
