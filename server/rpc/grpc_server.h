// The gRPC server: the services of sitrep, health and reflection behind one port.
#ifndef SITREP_SERVER_RPC_GRPC_SERVER_H_
#define SITREP_SERVER_RPC_GRPC_SERVER_H_

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "grpcpp/channel.h"
#include "grpcpp/server.h"
#include "server/rpc/admin_rpc.h"
#include "server/rpc/directory_rpc.h"
#include "server/rpc/event_rpc.h"

namespace sitrep {

// Once per process and before the first GrpcServer: reflection and health for all that follow.
void EnableGrpcPlugins();

// What the services call; all of it outlives the server.
struct GrpcBackend {
  Ingestor& ingestor;
  const QueryRunner& queries;
  WatchHub& hub;
  Subscriptions& subscriptions;
  const Directory& directory;
  LocalActors& actors;
  const ServerStatus& status;
};

// Thread-safe after Start.
class GrpcServer {
 public:
  explicit GrpcServer(const GrpcBackend& backend);
  // Shuts down at once.
  ~GrpcServer();

  // Serves on HOST:PORT (port 0 picks one), or in this process only if `address` is empty.
  // UNAVAILABLE if the address can't be had.
  absl::Status Start(const std::string& address);

  // HOST:PORT with the port that is in use; empty without one.
  const std::string& address() const { return address_; }
  // A channel that needs no port.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Takes no more calls and waits for those under way; after `patience` they are cancelled.
  void Shutdown(std::chrono::milliseconds patience);

 private:
  EventRpc events_;
  DirectoryRpc directory_;
  AdminRpc admin_;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_RPC_GRPC_SERVER_H_
