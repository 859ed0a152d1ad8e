#include "server/rpc/event_rpc.h"

#include <utility>

#include "server/engine/event_parser.h"
#include "server/rpc/byte_buffer.h"
#include "server/rpc/ingest_reactor.h"
#include "server/rpc/unary_call.h"
#include "server/rpc/watch_reactor.h"

namespace sitrep {
namespace {

// Who calls, as long as callers do not say who they are.
constexpr char kAnonymous[] = "anonymous";

}  // namespace

EventRpc::EventRpc(Ingestor& ingestor, const QueryRunner& queries, WatchHub& hub)
    : ingestor_(ingestor), queries_(queries), hub_(hub) {}

grpc::ServerUnaryReactor* EventRpc::SubmitEvents(grpc::CallbackServerContext* context,
                                                 const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  // The submission's events point into them.
  const ContiguousBytes bytes(*request);
  absl::StatusOr<Submission> submission = ParseSubmission(bytes.view(), kAnonymous);
  if (!submission.ok()) {
    reactor->Finish(ToGrpcStatus(submission.status()));
    return reactor;
  }
  ingestor_.Submit(*std::move(submission),
                   [reactor, response](const absl::StatusOr<v1::SubmitEventsResponse>& answer) {
                     FinishCall(answer, *response, *reactor);
                   });
  return reactor;
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* EventRpc::IngestEvents(
    grpc::CallbackServerContext*) {
  return IngestReactor::Start(ingestor_, ingest_streams_, kAnonymous);
}

grpc::ServerUnaryReactor* EventRpc::GetEvent(grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* request,
                                             grpc::ByteBuffer* response) {
  return AnswerCall<v1::GetEventRequest>(
      *context, *request, *response,
      [this](const v1::GetEventRequest& parsed) { return queries_.Get(parsed); });
}

grpc::ServerUnaryReactor* EventRpc::ListEvents(grpc::CallbackServerContext* context,
                                               const grpc::ByteBuffer* request,
                                               grpc::ByteBuffer* response) {
  return AnswerCall<v1::ListEventsRequest>(
      *context, *request, *response,
      [this](const v1::ListEventsRequest& parsed) { return queries_.List(parsed); });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* EventRpc::WatchEvents(grpc::CallbackServerContext*,
                                                                  const grpc::ByteBuffer* request) {
  return new WatchReactor(hub_,
                          ParseRequest<v1::WatchEventsRequest>(ContiguousBytes(*request).view()));
}

}  // namespace sitrep
