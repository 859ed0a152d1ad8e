// One WatchEvents stream between the hub and gRPC.
#ifndef SITREP_SERVER_RPC_WATCH_REACTOR_H_
#define SITREP_SERVER_RPC_WATCH_REACTOR_H_

#include <atomic>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "server/engine/watch_hub.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// Owned by gRPC: deletes itself when the stream is done. At most one write is in flight, because
// the hub gives the next message only after Sent.
//
// The hub's threads and OnWriteDone's call Send and Finish; gRPC's threads call the rest.
// WatchHub::Close returns only when no Send is under way, so nothing is written after Finish.
class WatchReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  // Begins the watch, or finishes the stream with the reason why not. The hub outlives the server.
  WatchReactor(WatchHub& hub, const absl::StatusOr<v1::WatchEventsRequest>& request);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  absl::Status Open(const absl::StatusOr<v1::WatchEventsRequest>& request);
  void Send(const WatchMessage& message);
  // Finishes the stream, unless that was done before.
  void FinishOnce(const absl::Status& status);

  WatchHub& hub_;
  std::shared_ptr<Watch> watch_;
  // Belongs to gRPC from Send to OnWriteDone.
  grpc::ByteBuffer message_;
  std::atomic<bool> finished_ = false;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_RPC_WATCH_REACTOR_H_
