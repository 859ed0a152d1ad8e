// The steps that every unary method takes.
#ifndef SITREP_SERVER_RPC_UNARY_CALL_H_
#define SITREP_SERVER_RPC_UNARY_CALL_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "server/engine/event_parser.h"
#include "server/rpc/byte_buffer.h"
#include "server/rpc/grpc_status.h"

namespace sitrep {

// Who calls, as long as callers do not say who they are.
inline constexpr char kAnonymous[] = "anonymous";

inline grpc::ByteBuffer Serialised(std::string bytes) { return ToByteBuffer(std::move(bytes)); }
inline grpc::ByteBuffer Serialised(const google::protobuf::Message& message) {
  return ToByteBuffer(message.SerializeAsString());
}

// Fills the response and finishes the call with an answer, a StatusOr of a message or of its bytes.
template <typename Answer>
void FinishCall(const absl::StatusOr<Answer>& answer, grpc::ByteBuffer& response,
                grpc::ServerUnaryReactor& reactor) {
  if (answer.ok()) response = Serialised(*answer);
  reactor.Finish(ToGrpcStatus(answer.status()));
}

// A method that answers at once: reads the request strictly and hands it to `answer`, which gives a
// StatusOr of the response or of its bytes.
template <typename Request, typename Answer>
grpc::ServerUnaryReactor* AnswerCall(grpc::CallbackServerContext& context,
                                     const grpc::ByteBuffer& request, grpc::ByteBuffer& response,
                                     const Answer& answer) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  const absl::StatusOr<Request> parsed = ParseRequest<Request>(ContiguousBytes(request).view());
  if (parsed.ok()) {
    FinishCall(answer(*parsed), response, *reactor);
  } else {
    reactor->Finish(ToGrpcStatus(parsed.status()));
  }
  return reactor;
}

}  // namespace sitrep

#endif  // SITREP_SERVER_RPC_UNARY_CALL_H_
