// sitrep.v1.AdminService at the edge.
#ifndef SITREP_SERVER_RPC_ADMIN_RPC_H_
#define SITREP_SERVER_RPC_ADMIN_RPC_H_

#include "server/engine/server_status.h"
#include "sitrep/v1/admin_service.grpc.pb.h"

namespace sitrep {

// All methods raw; see byte_buffer.h.
using RawAdminService =
    v1::AdminService::WithRawCallbackMethod_GetStatus<v1::AdminService::Service>;

// Thread-safe, as gRPC wants it.
class AdminRpc final : public RawAdminService {
 public:
  // `status` must outlive the server that the service is registered with.
  explicit AdminRpc(const ServerStatus& status) : status_(status) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override;

 private:
  const ServerStatus& status_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_RPC_ADMIN_RPC_H_
