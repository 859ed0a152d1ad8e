#include "client/event_watch.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/uuid.h"
#include "client/backoff.h"
#include "client/rpc_status.h"
#include "grpcpp/grpcpp.h"

namespace sitrep {
namespace {

constexpr absl::Duration kTick = absl::Milliseconds(100);
// A server under load may be late with its progress, but not by this much.
constexpr int kIntervalsOfSilenceMax = 3;
constexpr absl::Duration kSilenceMin = absl::Seconds(5);

// The server says so for reasons of its own, not of the request.
bool IsBroken(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kInternal:
      return true;
    default:
      return MayRetry(status);
  }
}

absl::Duration ProgressInterval(const v1::WatchEventsRequest& request) {
  if (!request.has_progress_interval()) {
    return absl::Milliseconds(limits::kProgressIntervalMsDefault);
  }
  return absl::Seconds(request.progress_interval().seconds()) +
         absl::Nanoseconds(request.progress_interval().nanos());
}

}  // namespace

void WatchPosition::MoveTo(int64_t sequence) {
  sequence_ = std::max(sequence_.value_or(0), sequence);
  initial_ = false;
}

void WatchPosition::Advance(const v1::WatchEventsResponse& message) {
  switch (message.message_case()) {
    case v1::WatchEventsResponse::kStarted:
      ledger_id_ = message.started().ledger_id();
      sequence_ = message.started().sequence();
      break;
    case v1::WatchEventsResponse::kChanges:
      if (!message.changes().changes().empty()) {
        MoveTo(message.changes().changes().rbegin()->sequence());
      }
      break;
    case v1::WatchEventsResponse::kProgress:
      MoveTo(message.progress().sequence());
      break;
    case v1::WatchEventsResponse::kCaughtUp:
      MoveTo(message.caught_up().sequence());
      break;
    case v1::WatchEventsResponse::kFellBehind:
      MoveTo(message.fell_behind().sequence());
      break;
    case v1::WatchEventsResponse::kInitial:
    case v1::WatchEventsResponse::MESSAGE_NOT_SET:
      break;
  }
}

void WatchPosition::Apply(v1::WatchEventsRequest& request) const {
  if (!sequence_ || initial_) return;
  request.set_after_sequence(*sequence_);
  request.set_ledger_id(ledger_id_);
}

EventWatch::EventWatch(Client& client, v1::WatchEventsRequest request, Callbacks callbacks)
    : client_(client),
      request_(std::move(request)),
      callbacks_(std::move(callbacks)),
      silence_max_(std::max(kIntervalsOfSilenceMax * ProgressInterval(request_), kSilenceMin)),
      position_(request_.matching_first()) {
  // The server may not have noticed yet that the last stream is gone when the next one begins.
  if (!request_.subscription().empty()) request_.set_reader(NewUuid(absl::Now()));
}

absl::Status EventWatch::Run() {
  Backoff backoff;
  for (;;) {
    absl::Status status = RunStream();
    if (stopped_) return absl::OkStatus();
    if (silent_) status = absl::UnavailableError("the server fell silent");
    if (!ever_heard_ || !IsBroken(status)) return status;
    if (heard_) backoff.Reset();
    // What was asked for once: who has taken the name over since is not to be ended.
    request_.set_take_over(false);
    const absl::Duration wait = backoff.Next(status);
    callbacks_.on_lost(status, wait);
    if (!Wait(wait)) return absl::OkStatus();
  }
}

absl::Status EventWatch::RunStream() {
  position_.Apply(request_);
  heard_ = false;
  silent_ = false;
  last_heard_ = absl::Now();
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto stream = client_.events().PrepareAsyncWatchEvents(&context, request_, &queue);
  stream->StartCall(this);
  bool open = Await(queue, context);
  while (open) {
    v1::WatchEventsResponse message;
    stream->Read(&message, this);
    open = Await(queue, context);
    if (!open || stopped_) break;
    heard_ = ever_heard_ = true;
    last_heard_ = absl::Now();
    position_.Advance(message);
    DropDelivered(message);
    if (!callbacks_.on_message(message) || !KeepOn()) {
      stopped_ = true;
      context.TryCancel();
      break;
    }
    // What the callback took is not the server's silence.
    last_heard_ = absl::Now();
  }
  grpc::Status status;
  stream->Finish(&status, this);
  Await(queue, context);
  return FromGrpc(status);
}

void EventWatch::DropDelivered(v1::WatchEventsResponse& message) {
  if (!message.has_changes() && !message.has_initial()) return;
  // Initial matches come in the order of their sequences, too, and are sent anew if the stream
  // broke amid them.
  auto& changes = *(message.has_changes() ? message.mutable_changes() : message.mutable_initial())
                       ->mutable_changes();
  const auto fresh = std::find_if(changes.begin(), changes.end(), [this](const auto& change) {
    return change.sequence() > delivered_;
  });
  changes.erase(changes.begin(), fresh);
  if (!changes.empty()) delivered_ = changes.rbegin()->sequence();
}

bool EventWatch::Await(grpc::CompletionQueue& queue, grpc::ClientContext& context) {
  for (;;) {
    void* tag;
    bool ok = false;
    const auto deadline = absl::ToChronoTime(absl::Now() + kTick);
    if (queue.AsyncNext(&tag, &ok, deadline) == grpc::CompletionQueue::GOT_EVENT) return ok;
    if (stopped_ || silent_) continue;
    silent_ = absl::Now() - last_heard_ > silence_max_;
    if (silent_ || !KeepOn()) context.TryCancel();
  }
}

bool EventWatch::KeepOn() {
  stopped_ = stopped_ || !callbacks_.keep_on();
  return !stopped_;
}

bool EventWatch::Wait(absl::Duration duration) {
  const absl::Time until = absl::Now() + duration;
  while (KeepOn() && absl::Now() < until) client_.Wait(std::min(kTick, until - absl::Now()));
  return !stopped_;
}

}  // namespace sitrep
