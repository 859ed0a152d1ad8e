#include "bench/raw_calls.h"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

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

// Every `step`-th batch from `first` on, over one stream; the slowest answer in ms.
double SendStream(const std::shared_ptr<grpc::Channel>& channel,
                  const std::vector<std::string>& batches, size_t first, size_t step) {
  grpc::ClientContext context;
  const auto stub = v1::EventService::NewStub(channel);
  const auto stream = stub->IngestEvents(&context);
  std::vector<SteadyClock::time_point> sent(batches.size());
  std::mutex mutex;
  double slowest = 0;
  size_t answers = 0;
  std::thread reader([&] {
    v1::IngestEventsResponse response;
    while (stream->Read(&response)) {
      ++answers;
      if (response.results(0).outcome() != v1::OUTCOME_CREATED) break;
      const std::lock_guard lock(mutex);
      slowest = std::max(slowest, MicrosSince(sent[response.batch_id()]) / 1e3);
    }
  });
  size_t count = 0;
  v1::IngestEventsRequest request;
  for (size_t i = first; i < batches.size(); i += step) {
    request.set_batch_id(static_cast<int64_t>(i));
    request.mutable_submit()->ParseFromString(batches[i]);
    {
      const std::lock_guard lock(mutex);
      sent[i] = SteadyClock::now();
    }
    if (!stream->Write(request)) break;
    ++count;
  }
  stream->WritesDone();
  reader.join();
  DieUnlessOk(stream->Finish());
  if (answers != count) {
    std::fprintf(stderr, "%zu answers to %zu batches\n", answers, count);
    std::exit(1);
  }
  return slowest;
}

}  // namespace

CallFigures SendUnary(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                      const std::vector<std::string>& requests, int in_flight) {
  return UnarySender(channel, method).Run(requests, in_flight);
}

StreamFigures SendStreams(const std::vector<std::shared_ptr<grpc::Channel>>& channels,
                          const std::vector<std::string>& batches) {
  const auto began = SteadyClock::now();
  std::vector<double> slowest(channels.size());
  std::vector<std::thread> streams;
  for (size_t i = 0; i < channels.size(); ++i) {
    streams.emplace_back(
        [&, i] { slowest[i] = SendStream(channels[i], batches, i, channels.size()); });
  }
  for (std::thread& stream : streams) stream.join();
  return {.batches_per_second = batches.size() / SecondsSince(began),
          .answer_ms_max = *std::max_element(slowest.begin(), slowest.end())};
}

}  // namespace sitrep
