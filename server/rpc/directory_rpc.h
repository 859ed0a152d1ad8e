// sitrep.v1.DirectoryService at the edge: check, call, translate.
#ifndef SITREP_SERVER_RPC_DIRECTORY_RPC_H_
#define SITREP_SERVER_RPC_DIRECTORY_RPC_H_

#include "server/engine/directory.h"
#include "server/engine/local_actors.h"
#include "sitrep/v1/directory_service.grpc.pb.h"

namespace sitrep {

// All methods raw; see byte_buffer.h.
using RawDirectoryService = v1::DirectoryService::WithRawCallbackMethod_ResolvePlaces<
    v1::DirectoryService::WithRawCallbackMethod_ResolveActors<
        v1::DirectoryService::WithRawCallbackMethod_GetPlace<
            v1::DirectoryService::WithRawCallbackMethod_PutActors<v1::DirectoryService::Service>>>>;

// Thread-safe, as gRPC wants it.
class DirectoryRpc final : public RawDirectoryService {
 public:
  // Both must outlive the server that the service is registered with.
  DirectoryRpc(const Directory& directory, LocalActors& actors)
      : directory_(directory), actors_(actors) {}

  grpc::ServerUnaryReactor* ResolvePlaces(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ResolveActors(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetPlace(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* PutActors(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override;

 private:
  const Directory& directory_;
  LocalActors& actors_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_RPC_DIRECTORY_RPC_H_
