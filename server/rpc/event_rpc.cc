#include "server/rpc/event_rpc.h"

#include <utility>

#include "base/status_macros.h"
#include "server/engine/event_parser.h"
#include "server/rpc/byte_buffer.h"
#include "server/rpc/ingest_reactor.h"
#include "server/rpc/unary_call.h"
#include "server/rpc/watch_reactor.h"

namespace sitrep {

EventRpc::EventRpc(Ingestor& ingestor, const QueryRunner& queries, WatchHub& hub,
                   Subscriptions& subscriptions)
    : ingestor_(ingestor), queries_(queries), hub_(hub), subscriptions_(subscriptions) {}

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

grpc::ServerUnaryReactor* EventRpc::CountEvents(grpc::CallbackServerContext* context,
                                                const grpc::ByteBuffer* request,
                                                grpc::ByteBuffer* response) {
  return AnswerCall<v1::CountEventsRequest>(
      *context, *request, *response,
      [this](const v1::CountEventsRequest& parsed) { return queries_.Count(parsed); });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* EventRpc::WatchEvents(grpc::CallbackServerContext*,
                                                                  const grpc::ByteBuffer* request) {
  return new WatchReactor(hub_,
                          ParseRequest<v1::WatchEventsRequest>(ContiguousBytes(*request).view()));
}

grpc::ServerUnaryReactor* EventRpc::AcknowledgeWatch(grpc::CallbackServerContext* context,
                                                     const grpc::ByteBuffer* request,
                                                     grpc::ByteBuffer* response) {
  return AnswerCall<v1::AcknowledgeWatchRequest>(
      *context, *request, *response,
      [this](const v1::AcknowledgeWatchRequest& parsed)
          -> absl::StatusOr<v1::AcknowledgeWatchResponse> {
        v1::AcknowledgeWatchResponse answer;
        ASSIGN_OR_RETURN(*answer.mutable_subscription(),
                         subscriptions_.Acknowledge(parsed.subscription(), parsed.sequence()));
        return answer;
      });
}

grpc::ServerUnaryReactor* EventRpc::ListSubscriptions(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request,
                                                      grpc::ByteBuffer* response) {
  return AnswerCall<v1::ListSubscriptionsRequest>(
      *context, *request, *response,
      [this](const v1::ListSubscriptionsRequest&) -> absl::StatusOr<v1::ListSubscriptionsResponse> {
        v1::ListSubscriptionsResponse answer;
        for (v1::Subscription& one : hub_.ListSubscriptions()) {
          *answer.add_subscriptions() = std::move(one);
        }
        return answer;
      });
}

grpc::ServerUnaryReactor* EventRpc::DeleteSubscription(grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer* request,
                                                       grpc::ByteBuffer* response) {
  return AnswerCall<v1::DeleteSubscriptionRequest>(
      *context, *request, *response,
      [this](const v1::DeleteSubscriptionRequest& parsed)
          -> absl::StatusOr<v1::DeleteSubscriptionResponse> {
        RETURN_IF_ERROR(hub_.DeleteSubscription(parsed.subscription()));
        return v1::DeleteSubscriptionResponse();
      });
}

}  // namespace sitrep
