#include "server/rpc/admin_rpc.h"

#include "server/rpc/unary_call.h"

namespace sitrep {

grpc::ServerUnaryReactor* AdminRpc::GetStatus(grpc::CallbackServerContext* context,
                                              const grpc::ByteBuffer* request,
                                              grpc::ByteBuffer* response) {
  return AnswerCall<v1::GetStatusRequest>(
      *context, *request, *response,
      [this](const v1::GetStatusRequest&) -> absl::StatusOr<v1::GetStatusResponse> {
        return status_.Get();
      });
}

}  // namespace sitrep
