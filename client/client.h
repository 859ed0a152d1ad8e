// The client of a sitrep server.
//
//   sitrep::Client client("127.0.0.1:7447");
//   sitrep::v1::Event event;
//   event.set_id("example/1");
//   event.mutable_strike()->add_munitions()->set_kind("drone");
//   event.add_places()->set_name("Kharkiv");
//   const auto result = client.SubmitEvent(event);
//   if (!result.ok()) std::cerr << result.status() << "\n";
//   if (result.ok()) std::cout << result->event_id() << "\n";
//   return result.ok() ? 0 : 1;
//
// (example_submit.cc.) Many events go through batching_writer.h, watches through event_watch.h.
#ifndef SITREP_CLIENT_CLIENT_H_
#define SITREP_CLIENT_CLIENT_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sitrep/v1/admin_service.grpc.pb.h"
#include "sitrep/v1/directory_service.grpc.pb.h"
#include "sitrep/v1/event_service.grpc.pb.h"

namespace sitrep {

// One connection, made at the first call. Every call blocks until it is answered, 60 s at most
// unless it says otherwise.
// Errors are those of the contract, with the details of google.rpc.Status as payloads
// (rpc_status.h); UNAVAILABLE and DEADLINE_EXCEEDED if there is no server. Nothing is retried.
// Thread-safe.
class Client {
 public:
  // HOST:PORT.
  explicit Client(const std::string& address);

  // Waits for the connection: UNAVAILABLE as soon as the first try fails, or after `wait`.
  absl::Status Connect(absl::Duration wait);
  // Waits before another try, and goes on connecting meanwhile: gRPC looks after a connection only
  // while something waits on it, else every 5 s.
  void Wait(absl::Duration duration);

  // Stores one event; a refusal is the result's `status` as an error. An event without an id gets
  // one from the server, so that a repeated call stores it again.
  absl::StatusOr<v1::SubmitResult> SubmitEvent(const v1::Event& event);
  // Stores up to 1,000 events, with a result for each, in order.
  absl::StatusOr<v1::SubmitEventsResponse> SubmitEvents(const v1::SubmitEventsRequest& request);
  // The newest revision; NOT_FOUND for an unknown id.
  absl::StatusOr<v1::Event> GetEvent(const std::string& id);
  // One page.
  absl::StatusOr<v1::ListEventsResponse> ListEvents(const v1::ListEventsRequest& request);
  absl::StatusOr<v1::CountEventsResponse> CountEvents(const v1::CountEventsRequest& request);
  absl::StatusOr<v1::ResolvePlacesResponse> ResolvePlaces(const v1::ResolvePlacesRequest& request);
  absl::StatusOr<v1::ResolveActorsResponse> ResolveActors(const v1::ResolveActorsRequest& request);
  // The place of an id; NOT_FOUND for an unknown one.
  absl::StatusOr<v1::Region> GetPlace(const std::string& id);
  // Up to 1,000 actors of the ledger, all or nothing.
  absl::StatusOr<v1::PutActorsResponse> PutActors(const v1::PutActorsRequest& request);
  absl::StatusOr<v1::GetStatusResponse> GetStatus();
  // DEADLINE_EXCEEDED after `wait`: whether it was acknowledged is not known then.
  absl::StatusOr<v1::AcknowledgeWatchResponse> AcknowledgeWatch(
      const v1::AcknowledgeWatchRequest& request, absl::Duration wait);
  absl::StatusOr<v1::ListSubscriptionsResponse> ListSubscriptions();
  absl::StatusOr<v1::DeleteSubscriptionResponse> DeleteSubscription(
      const v1::DeleteSubscriptionRequest& request);

  // For streams. Owned by the client.
  v1::EventService::Stub& events() { return *events_; }
  const std::string& address() const { return address_; }

 private:
  const std::string address_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::EventService::Stub> events_;
  const std::unique_ptr<v1::DirectoryService::Stub> directory_;
  const std::unique_ptr<v1::AdminService::Stub> admin_;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_CLIENT_H_
