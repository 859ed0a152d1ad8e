#include "bench/raw_calls.h"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <utility>

#include "absl/synchronization/notification.h"
#include "bench/call_status.h"
#include "bench/latencies.h"
#include "bench/steady_clock.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "sitrep/v1/event_service.grpc.pb.h"

namespace sitrep {
namespace {

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

// Keeps a number of calls in flight until all are done.
class UnarySender {
 public:
  UnarySender(const std::shared_ptr<grpc::Channel>& channel, std::string method)
      : stub_(channel), method_(std::move(method)) {}

  CallFigures Run(const std::vector<std::string>& requests, int in_flight) {
    const auto began = SteadyClock::now();
    std::unique_lock lock(mutex_);
    for (const std::string& request : requests) {
      changed_.wait(lock, [&] { return in_flight_ < in_flight; });
      ++in_flight_;
      lock.unlock();
      Start(request);
      lock.lock();
    }
    changed_.wait(lock, [&] { return in_flight_ == 0; });
    return {.calls_per_second = requests.size() / SecondsSince(began),
            .p50_us = latencies_.Percentile(0.5),
            .p99_us = latencies_.Percentile(0.99),
            .max_us = latencies_.Percentile(1)};
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
    SteadyClock::time_point began;
  };

  void Start(const std::string& request) {
    auto call = std::make_shared<Call>();
    call->request = BufferOf(request);
    call->began = SteadyClock::now();
    stub_.UnaryCall(&call->context, method_, {}, &call->request, &call->response,
                    [this, call](const grpc::Status& status) {
                      DieUnlessOk(status);
                      const std::lock_guard lock(mutex_);
                      latencies_.Add(MicrosSince(call->began));
                      --in_flight_;
                      changed_.notify_one();
                    });
  }

  grpc::GenericStub stub_;
  const std::string method_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int in_flight_ = 0;
  Latencies latencies_;
};

// Some batches over one stream, whose requests are made before it starts.
class RawStream final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // Every `step`-th batch from `first` on.
  RawStream(const std::shared_ptr<grpc::Channel>& channel, const std::vector<std::string>& batches,
            size_t first, size_t step)
      : stub_(channel) {
    for (size_t i = first; i < batches.size(); i += step) {
      v1::IngestEventsRequest request;
      request.set_batch_id(static_cast<int64_t>(requests_.size()));
      request.mutable_submit()->ParseFromString(batches[i]);
      requests_.push_back(BufferOf(request.SerializeAsString()));
    }
  }

  void Start() {
    stub_.PrepareBidiStreamingCall(&context_, "/sitrep.v1.EventService/IngestEvents", {}, this);
    StartRead(&response_);
    Write();
    StartCall();
  }

  // Waits for the end; the longest pause between two answers, in ms.
  double Wait() {
    done_.WaitForNotification();
    if (answers_ == requests_.size()) return pause_ms_;
    std::fprintf(stderr, "%zu answers to %zu batches\n", answers_, requests_.size());
    std::exit(1);
  }

  void OnWriteDone(bool ok) override {
    if (ok && ++written_ < requests_.size()) Write();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    grpc::Slice slice;
    v1::IngestEventsResponse response;
    DieUnlessOk(response_.DumpToSingleSlice(&slice));
    response.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
    for (const v1::SubmitResult& result : response.results()) {
      if (result.outcome() == v1::OUTCOME_CREATED) continue;
      std::fprintf(stderr, "%s\n", result.ShortDebugString().c_str());
      std::exit(1);
    }
    if (++answers_ > 1) pause_ms_ = std::max(pause_ms_, MicrosSince(answered_) / 1e3);
    answered_ = SteadyClock::now();
    StartRead(&response_);
  }

  void OnDone(const grpc::Status& status) override {
    DieUnlessOk(status);
    done_.Notify();
  }

 private:
  void Write() {
    if (written_ + 1 == requests_.size()) {
      StartWriteLast(&requests_[written_], {});
    } else {
      StartWrite(&requests_[written_]);
    }
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  std::vector<grpc::ByteBuffer> requests_;
  grpc::ByteBuffer response_;
  size_t written_ = 0;
  size_t answers_ = 0;
  // Of the last answer.
  SteadyClock::time_point answered_;
  double pause_ms_ = 0;
  absl::Notification done_;
};

}  // namespace

CallFigures SendUnary(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                      const std::vector<std::string>& requests, int in_flight) {
  return UnarySender(channel, method).Run(requests, in_flight);
}

StreamFigures SendStreams(const std::vector<std::shared_ptr<grpc::Channel>>& channels,
                          const std::vector<std::string>& batches) {
  std::vector<std::unique_ptr<RawStream>> streams;
  for (size_t i = 0; i < channels.size(); ++i) {
    streams.push_back(std::make_unique<RawStream>(channels[i], batches, i, channels.size()));
  }
  const auto began = SteadyClock::now();
  for (const auto& stream : streams) stream->Start();
  StreamFigures figures;
  for (const auto& stream : streams) {
    figures.pause_ms_max = std::max(figures.pause_ms_max, stream->Wait());
  }
  figures.batches_per_second = batches.size() / SecondsSince(began);
  return figures;
}

}  // namespace sitrep
