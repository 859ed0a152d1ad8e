#include "server/rpc/watch_reactor.h"

#include <utility>

#include "base/status_macros.h"
#include "server/rpc/byte_buffer.h"
#include "server/rpc/grpc_status.h"

namespace sitrep {

WatchReactor::WatchReactor(WatchHub& hub, const absl::StatusOr<v1::WatchEventsRequest>& request)
    : hub_(hub) {
  const absl::Status opened = Open(request);
  if (!opened.ok()) FinishOnce(opened);
}

absl::Status WatchReactor::Open(const absl::StatusOr<v1::WatchEventsRequest>& request) {
  RETURN_IF_ERROR(request.status());
  // gRPC calls OnWriteDone and OnCancel only once it has this reactor, and so has watch_.
  ASSIGN_OR_RETURN(
      watch_,
      hub_.Open(*request, {.send = [this](const WatchMessage& message) { Send(message); },
                           .finish = [this](const absl::Status& status) { FinishOnce(status); }}));
  return absl::OkStatus();
}

void WatchReactor::Send(const WatchMessage& message) {
  message_ = ToByteBuffer(message.pieces);
  StartWrite(&message_);
}

void WatchReactor::OnWriteDone(bool ok) {
  // Null if it began to send and could not be opened after all.
  if (ok && watch_ != nullptr) {
    hub_.Sent(watch_);
  } else {
    OnCancel();
  }
}

void WatchReactor::OnCancel() {
  if (watch_ != nullptr) hub_.Close(watch_);
  FinishOnce(absl::CancelledError("the watch was cancelled"));
}

void WatchReactor::OnDone() {
  if (watch_ != nullptr) hub_.Close(watch_);
  delete this;
}

void WatchReactor::FinishOnce(const absl::Status& status) {
  if (!finished_.exchange(true)) Finish(ToGrpcStatus(status));
}

}  // namespace sitrep
