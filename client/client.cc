#include "client/client.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "client/rpc_status.h"
#include "grpcpp/grpcpp.h"

namespace sitrep {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(60);

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(2 * static_cast<int>(limits::kMessageBytesMax));
  // Despite its name, how long one attempt to connect may take; a loaded server needs its time.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);
  // A server that comes back is found within a second.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  // Two clients of one process are two connections.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

// Makes one unary call of a stub.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(Stub& stub,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                           Response*),
                              const Request& request, absl::Duration wait = kCallTimeout) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + wait));
  Response response;
  RETURN_IF_ERROR(FromGrpc((stub.*method)(&context, request, &response)));
  return response;
}

}  // namespace

Client::Client(const std::string& address)
    : address_(address),
      channel_(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), Arguments())),
      events_(v1::EventService::NewStub(channel_)),
      directory_(v1::DirectoryService::NewStub(channel_)),
      admin_(v1::AdminService::NewStub(channel_)) {}

absl::Status Client::Connect(absl::Duration wait) {
  const auto deadline = absl::ToChronoTime(absl::Now() + wait);
  grpc_connectivity_state state = channel_->GetState(/*try_to_connect=*/true);
  while (state != GRPC_CHANNEL_READY) {
    if (state == GRPC_CHANNEL_TRANSIENT_FAILURE || state == GRPC_CHANNEL_SHUTDOWN ||
        !channel_->WaitForStateChange(state, deadline)) {
      return absl::UnavailableError(absl::StrCat("no server answers at ", address_));
    }
    state = channel_->GetState(/*try_to_connect=*/true);
  }
  return absl::OkStatus();
}

void Client::Wait(absl::Duration duration) {
  const auto deadline = absl::ToChronoTime(absl::Now() + duration);
  while (channel_->WaitForStateChange(channel_->GetState(/*try_to_connect=*/true), deadline)) {
  }
}

absl::StatusOr<v1::SubmitResult> Client::SubmitEvent(const v1::Event& event) {
  v1::SubmitEventsRequest request;
  *request.add_events() = event;
  ASSIGN_OR_RETURN(v1::SubmitEventsResponse response, SubmitEvents(request));
  if (response.results_size() != 1) return absl::InternalError("the server sent no result");
  RETURN_IF_ERROR(FromRpc(response.results(0).status()));
  return std::move(*response.mutable_results(0));
}

absl::StatusOr<v1::SubmitEventsResponse> Client::SubmitEvents(
    const v1::SubmitEventsRequest& request) {
  return Call(*events_, &v1::EventService::Stub::SubmitEvents, request);
}

absl::StatusOr<v1::Event> Client::GetEvent(const std::string& id) {
  v1::GetEventRequest request;
  request.set_event_id(id);
  ASSIGN_OR_RETURN(v1::GetEventResponse response,
                   Call(*events_, &v1::EventService::Stub::GetEvent, request));
  return std::move(*response.mutable_event());
}

absl::StatusOr<v1::ListEventsResponse> Client::ListEvents(const v1::ListEventsRequest& request) {
  return Call(*events_, &v1::EventService::Stub::ListEvents, request);
}

absl::StatusOr<v1::CountEventsResponse> Client::CountEvents(const v1::CountEventsRequest& request) {
  return Call(*events_, &v1::EventService::Stub::CountEvents, request);
}

absl::StatusOr<v1::ResolvePlacesResponse> Client::ResolvePlaces(
    const v1::ResolvePlacesRequest& request) {
  return Call(*directory_, &v1::DirectoryService::Stub::ResolvePlaces, request);
}

absl::StatusOr<v1::ResolveActorsResponse> Client::ResolveActors(
    const v1::ResolveActorsRequest& request) {
  return Call(*directory_, &v1::DirectoryService::Stub::ResolveActors, request);
}

absl::StatusOr<v1::Region> Client::GetPlace(const std::string& id) {
  v1::GetPlaceRequest request;
  request.set_id(id);
  ASSIGN_OR_RETURN(v1::GetPlaceResponse response,
                   Call(*directory_, &v1::DirectoryService::Stub::GetPlace, request));
  return std::move(*response.mutable_region());
}

absl::StatusOr<v1::PutActorsResponse> Client::PutActors(const v1::PutActorsRequest& request) {
  return Call(*directory_, &v1::DirectoryService::Stub::PutActors, request);
}

absl::StatusOr<v1::GetStatusResponse> Client::GetStatus() {
  return Call(*admin_, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest());
}

absl::StatusOr<v1::AcknowledgeWatchResponse> Client::AcknowledgeWatch(
    const v1::AcknowledgeWatchRequest& request, absl::Duration wait) {
  return Call(*events_, &v1::EventService::Stub::AcknowledgeWatch, request, wait);
}

absl::StatusOr<v1::ListSubscriptionsResponse> Client::ListSubscriptions() {
  return Call(*events_, &v1::EventService::Stub::ListSubscriptions, v1::ListSubscriptionsRequest());
}

absl::StatusOr<v1::DeleteSubscriptionResponse> Client::DeleteSubscription(
    const v1::DeleteSubscriptionRequest& request) {
  return Call(*events_, &v1::EventService::Stub::DeleteSubscription, request);
}

}  // namespace sitrep
