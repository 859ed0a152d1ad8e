// A watch that counts and does not parse, so that the measured side is the server.
#ifndef SITREP_BENCH_RAW_WATCH_H_
#define SITREP_BENCH_RAW_WATCH_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "grpcpp/channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/client_callback.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// Lives until the stream has ended. Thread-safe.
class RawWatch final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // `on_message` gets each message; without it nothing is read: the watch is stalled.
  RawWatch(const std::shared_ptr<grpc::Channel>& channel, const v1::WatchEventsRequest& request,
           std::function<void(const grpc::ByteBuffer&)> on_message)
      : stub_(channel), on_message_(std::move(on_message)) {
    const std::string bytes = request.SerializeAsString();
    const grpc::Slice slice(bytes);
    request_ = grpc::ByteBuffer(&slice, 1);
    stub_.PrepareBidiStreamingCall(&context_, "/sitrep.v1.EventService/WatchEvents", {}, this);
    StartWriteLast(&request_, grpc::WriteOptions());
    if (on_message_) StartRead(&message_);
    StartCall();
  }
  ~RawWatch() override {
    context_.TryCancel();
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return done_; });
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    on_message_(message_);
    StartRead(&message_);
  }
  void OnDone(const grpc::Status&) override {
    const std::lock_guard lock(mutex_);
    done_ = true;
    ended_.notify_one();
  }

 private:
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  const std::function<void(const grpc::ByteBuffer&)> on_message_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer message_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_RAW_WATCH_H_
