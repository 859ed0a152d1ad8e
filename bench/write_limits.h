// What this machine allows the write side: gRPC that does nothing, and RocksDB that only keeps a
// log and ids.
#ifndef SITREP_BENCH_WRITE_LIMITS_H_
#define SITREP_BENCH_WRITE_LIMITS_H_

#include <memory>
#include <string>
#include <vector>

#include "grpcpp/server.h"

namespace rocksdb {
class DB;
}  // namespace rocksdb

namespace sitrep {

// The library that is linked: "Debian's RocksDB, with assertions" or "RocksDB without assertions".
const char* RocksdbInUse();

// A gRPC server on a free port of 127.0.0.1 that answers every SubmitEvents with its request.
class EchoServer {
 public:
  // With a directory, each request is put into a RocksDB there and synced before its answer.
  explicit EchoServer(const std::string& directory_or_none);
  ~EchoServer();

  std::string address() const;

 private:
  class Service;

  std::unique_ptr<rocksdb::DB> database_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

// Events a second into a log and a table of ids, one event a value, each batch synced. `batches`
// are serialised SubmitEventsRequests, taken apart before the clock runs.
double RunBareLog(const std::string& directory, const std::vector<std::string>& batches);

}  // namespace sitrep

#endif  // SITREP_BENCH_WRITE_LIMITS_H_
