#include "server/rpc/directory_rpc.h"

#include "server/rpc/unary_call.h"

namespace sitrep {

grpc::ServerUnaryReactor* DirectoryRpc::ResolvePlaces(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request,
                                                      grpc::ByteBuffer* response) {
  return AnswerCall<v1::ResolvePlacesRequest>(
      *context, *request, *response,
      [this](const v1::ResolvePlacesRequest& parsed) { return directory_.ResolvePlaces(parsed); });
}

grpc::ServerUnaryReactor* DirectoryRpc::ResolveActors(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request,
                                                      grpc::ByteBuffer* response) {
  return AnswerCall<v1::ResolveActorsRequest>(
      *context, *request, *response,
      [this](const v1::ResolveActorsRequest& parsed) { return directory_.ResolveActors(parsed); });
}

}  // namespace sitrep
