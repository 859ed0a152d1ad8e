#include "server/rpc/directory_rpc.h"

#include <utility>

#include "server/engine/event_parser.h"
#include "server/rpc/byte_buffer.h"
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

grpc::ServerUnaryReactor* DirectoryRpc::GetPlace(grpc::CallbackServerContext* context,
                                                 const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) {
  return AnswerCall<v1::GetPlaceRequest>(
      *context, *request, *response,
      [this](const v1::GetPlaceRequest& parsed) { return directory_.GetPlace(parsed); });
}

grpc::ServerUnaryReactor* DirectoryRpc::PutActors(grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<v1::PutActorsRequest> parsed =
      ParseRequest<v1::PutActorsRequest>(ContiguousBytes(*request).view());
  if (!parsed.ok()) {
    reactor->Finish(ToGrpcStatus(parsed.status()));
    return reactor;
  }
  actors_.Put(*std::move(parsed), kAnonymous,
              [reactor, response](const absl::StatusOr<v1::PutActorsResponse>& answer) {
                FinishCall(answer, *response, *reactor);
              });
  return reactor;
}

}  // namespace sitrep
