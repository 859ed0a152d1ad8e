// What gRPC alone can do: a server without a ledger, for comparing. A stream asked for with
// `after_sequence` gets so many prepared messages as fast as it takes them; any other gets a
// message for each submission, which is stored nowhere and answered as sitrep would; a list
// is always the same 48 KiB.
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "CLI/CLI.hpp"
#include "grpcpp/grpcpp.h"
#include "sitrep/v1/event_service.grpc.pb.h"

namespace sitrep {
namespace {

constexpr size_t kPreparedBytes = 64 << 10;

// About what a list of 100 events has.
constexpr size_t kListBytes = 48 << 10;

using RawService = v1::EventService::WithRawCallbackMethod_SubmitEvents<
    v1::EventService::WithRawCallbackMethod_ListEvents<
        v1::EventService::WithRawCallbackMethod_WatchEvents<v1::EventService::Service>>>;

grpc::Slice Prepared() { return grpc::Slice(std::string(kPreparedBytes, 'x')); }

class BareServer;

class BareStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  BareStream(BareServer& server, int64_t prepared) : server_(server), prepared_(prepared) {}

  void Begin();
  void Push(const grpc::Slice& message) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(message);
    Pump();
  }
  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok) {
      FinishOnce();
    } else if (--prepared_ > 0) {
      Write(slice_);
    } else {
      Pump();
    }
  }
  void OnCancel() override {
    const std::lock_guard lock(mutex_);
    FinishOnce();
  }
  void OnDone() override;

 private:
  void Pump() {
    if (writing_ || finished_ || waiting_.empty()) return;
    const grpc::Slice message = waiting_.front();
    waiting_.pop_front();
    Write(message);
  }
  void Write(const grpc::Slice& message) {
    writing_ = true;
    buffer_ = grpc::ByteBuffer(&message, 1);
    StartWrite(&buffer_);
  }
  void FinishOnce() {
    if (finished_) return;
    finished_ = true;
    Finish(grpc::Status::CANCELLED);
  }

  BareServer& server_;
  std::mutex mutex_;
  int64_t prepared_;
  grpc::Slice slice_;
  std::deque<grpc::Slice> waiting_;
  grpc::ByteBuffer buffer_;
  bool writing_ = false;
  bool finished_ = false;
};

class BareServer final : public RawService {
 public:
  grpc::ServerUnaryReactor* SubmitEvents(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override {
    grpc::Slice bytes;
    if (!request->DumpToSingleSlice(&bytes).ok()) std::abort();
    {
      const std::lock_guard lock(mutex_);
      for (BareStream* stream : streams_) stream->Push(bytes);
    }
    *response = grpc::ByteBuffer(&answer_, 1);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer*,
                                       grpc::ByteBuffer* response) override {
    *response = grpc::ByteBuffer(&list_, 1);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchEvents(
      grpc::CallbackServerContext*, const grpc::ByteBuffer* request) override {
    grpc::Slice bytes;
    v1::WatchEventsRequest parsed;
    if (!request->DumpToSingleSlice(&bytes).ok() ||
        !parsed.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()))) {
      std::abort();
    }
    auto* stream = new BareStream(*this, parsed.after_sequence());
    {
      const std::lock_guard lock(mutex_);
      streams_.insert(stream);
    }
    stream->Begin();
    return stream;
  }

  void Forget(BareStream* stream) {
    const std::lock_guard lock(mutex_);
    streams_.erase(stream);
  }

 private:
  static grpc::Slice Answer() {
    v1::SubmitEventsResponse response;
    v1::SubmitResult& result = *response.add_results();
    result.set_outcome(v1::OUTCOME_CREATED);
    result.set_event_id("paced/1000");
    result.set_revision(1);
    result.set_sequence(1'000);
    return grpc::Slice(response.SerializeAsString());
  }

  const grpc::Slice answer_ = Answer();
  const grpc::Slice list_ = grpc::Slice(std::string(kListBytes, 'x'));
  std::mutex mutex_;
  std::set<BareStream*> streams_;
};

void BareStream::Begin() {
  const std::lock_guard lock(mutex_);
  slice_ = Prepared();
  // One small message tells that the stream is there.
  Write(prepared_ > 0 ? slice_ : grpc::Slice("hello"));
}

void BareStream::OnDone() {
  server_.Forget(this);
  delete this;
}

int Main(int argc, char** argv) {
  std::string ignored, address;
  CLI::App app("A gRPC server without a ledger.");
  app.add_option("--data", ignored, "As sitrepd has it; not used");
  app.add_option("--listen", address, "HOST:PORT")->required();
  CLI11_PARSE(app, argc, argv);
  BareServer service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::printf("serving on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
