#include "server/rpc/event_rpc.h"

#include <utility>

#include "base/status_macros.h"
#include "server/engine/event_parser.h"
#include "server/rpc/byte_buffer.h"
#include "server/rpc/unary_call.h"
#include "server/rpc/watch_reactor.h"

namespace sitrep {
namespace {

// Who calls, as long as callers do not say who they are.
constexpr char kAnonymous[] = "anonymous";

SubmittedEvent ReadEvent(absl::string_view bytes) {
  v1::Event event;
  absl::Status status = ParseEvent(bytes, event);
  return SubmittedEvent(std::move(event), std::move(status));
}

absl::StatusOr<Submission> ReadSubmission(const grpc::ByteBuffer& request) {
  const ContiguousBytes bytes(request);
  ASSIGN_OR_RETURN(SubmitEnvelope envelope, ParseSubmitRequest(bytes.view()));
  Submission submission;
  submission.events.reserve(envelope.events.size());
  for (const absl::string_view event : envelope.events) {
    submission.events.push_back(ReadEvent(event));
  }
  const auto& revisions = envelope.rest.expected_revisions();
  submission.expected_revisions.insert(revisions.begin(), revisions.end());
  submission.on_conflict = envelope.rest.on_conflict();
  submission.validate_only = envelope.rest.validate_only();
  submission.change_reason = envelope.rest.change_reason();
  submission.reason = std::move(*envelope.rest.mutable_reason());
  submission.principal = kAnonymous;
  return submission;
}

}  // namespace

EventRpc::EventRpc(Ingestor& ingestor, const QueryRunner& queries, WatchHub& hub,
                   Subscriptions& subscriptions)
    : ingestor_(ingestor), queries_(queries), hub_(hub), subscriptions_(subscriptions) {}

grpc::ServerUnaryReactor* EventRpc::SubmitEvents(grpc::CallbackServerContext* context,
                                                 const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<Submission> submission = ReadSubmission(*request);
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
