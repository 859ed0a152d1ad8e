#include "bench/watch_streams.h"

#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "bench/call_status.h"
#include "bench/event_generator.h"
#include "bench/latencies.h"
#include "bench/raw_watch.h"
#include "bench/server_process.h"
#include "bench/standing_filter_mix.h"
#include "bench/steady_clock.h"
#include "google/protobuf/io/coded_stream.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "sitrep/v1/event_service.grpc.pb.h"

namespace sitrep {
namespace {

constexpr int kChannels = 4;

// Connections of their own; with a window of so many bytes for each stream if it is given.
std::vector<std::shared_ptr<grpc::Channel>> Channels(const std::string& address,
                                                     int window_bytes = 0) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < kChannels; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(16 << 20);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    if (window_bytes > 0) {
      arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
      arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, window_bytes);
    }
    channels.push_back(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  }
  return channels;
}

void Wait(const std::function<bool()>& done) {
  while (!done()) std::this_thread::sleep_for(std::chrono::microseconds(200));
}

// How many changes a message brings.
int64_t ChangesIn(const grpc::ByteBuffer& message) {
  grpc::ByteBuffer copy = message;
  grpc::ProtoBufferReader reader(&copy);
  google::protobuf::io::CodedInputStream input(&reader);
  constexpr uint32_t kChangesTag = v1::WatchEventsResponse::kChangesFieldNumber << 3 | 2;
  uint32_t size = 0;
  if (input.ReadTag() != kChangesTag || !input.ReadVarint32(&size)) return 0;
  int64_t changes = 0;
  for (; input.ReadTag() != 0; ++changes) {
    if (!input.ReadVarint32(&size) || !input.Skip(static_cast<int>(size))) std::abort();
  }
  return changes;
}

// One event a call at a steady pace; how long each takes to be answered, and to reach the watcher
// since it was sent and since its sender knew of its commit.
class PacedRun {
 public:
  // Its events are numbered from `first` on: new to the ledger.
  PacedRun(const std::string& address, const char* name, int first = 0)
      : channels_(Channels(address)), number_(first) {
    RunFor(1'000);
    answered_ = arrived_ = after_answer_ = Latencies();
    RunFor(5'000);
    std::printf("%-28s", name);
    Print("answered", answered_);
    Print(", at the watcher", arrived_);
    Print(", after the answer", after_answer_);
    std::printf(" ms\n");
    std::fflush(stdout);
  }

 private:
  struct Call {
    grpc::ClientContext context;
    v1::SubmitEventsRequest request;
    v1::SubmitEventsResponse response;
    std::string id;
  };
  struct Event {
    SteadyClock::time_point began;
    std::optional<SteadyClock::time_point> answered;
    std::optional<SteadyClock::time_point> arrived;
  };

  static void Print(const char* what, Latencies& latencies) {
    std::printf("%s p50 %.2f p99 %.2f", what, latencies.Percentile(0.5) / 1000,
                latencies.Percentile(0.99) / 1000);
  }

  void RunFor(int events) {
    std::atomic<bool> open = false;
    v1::WatchEventsRequest request;
    const RawWatch watch(channels_[1], request, [&](const grpc::ByteBuffer& message) {
      open = true;
      Arrived(message);
    });
    Wait([&] { return open.load(); });
    const auto stub = v1::EventService::NewStub(channels_[0]);
    const auto began = SteadyClock::now();
    for (int i = 0; i < events; ++i) {
      std::this_thread::sleep_until(began + std::chrono::milliseconds(i));
      auto call = std::make_shared<Call>();
      v1::Event event = generator_.Next();
      event.set_id("paced/" + std::to_string(number_));
      *call->request.add_events() = event;
      call->id = event.id();
      {
        const std::lock_guard lock(mutex_);
        under_way_[call->id].began = SteadyClock::now();
      }
      ++number_;
      stub->async()->SubmitEvents(&call->context, &call->request, &call->response,
                                  [this, call](const grpc::Status&) {
                                    const auto now = SteadyClock::now();
                                    const std::lock_guard lock(mutex_);
                                    under_way_[call->id].answered = now;
                                    EndIfComplete(call->id);
                                  });
    }
    Wait([&] {
      const std::lock_guard lock(mutex_);
      return under_way_.empty();
    });
  }

  // The id stands in the message as it is.
  void Arrived(const grpc::ByteBuffer& message) {
    grpc::Slice slice;
    if (!message.DumpToSingleSlice(&slice).ok()) return;
    const std::string bytes(slice.begin(), slice.end());
    const auto now = SteadyClock::now();
    const std::lock_guard lock(mutex_);
    for (size_t at = 0; (at = bytes.find("paced/", at)) != std::string::npos; ++at) {
      const size_t end = bytes.find_first_not_of("0123456789", at + 6);
      const std::string id = bytes.substr(at, end - at);
      const auto found = under_way_.find(id);
      if (found == under_way_.end()) continue;
      found->second.arrived = now;
      EndIfComplete(id);
    }
  }

  void EndIfComplete(const std::string& id) {
    const Event& event = under_way_.at(id);
    if (!event.answered || !event.arrived) return;
    using Micros = std::chrono::duration<double, std::micro>;
    answered_.Add(Micros(*event.answered - event.began).count());
    arrived_.Add(Micros(*event.arrived - event.began).count());
    after_answer_.Add(Micros(*event.arrived - *event.answered).count());
    under_way_.erase(id);
  }

  const std::vector<std::shared_ptr<grpc::Channel>> channels_;
  EventGenerator generator_{1};
  int number_;
  std::mutex mutex_;
  // Guarded by mutex_.
  std::map<std::string, Event> under_way_;
  Latencies answered_;
  Latencies arrived_;
  Latencies after_answer_;
};

// Submits in calls of 1,000, several under way; events a second.
double SubmitInBulk(const std::string& address, int events, int first) {
  constexpr int kCallers = 2;
  const auto channels = Channels(address);
  EventGenerator generator(1);
  std::vector<v1::SubmitEventsRequest> calls;
  for (int i = 0; i < events; ++i) {
    if (i % 1000 == 0) calls.emplace_back();
    v1::Event event = generator.Next();
    event.set_id("bulk/" + std::to_string(first + i));
    *calls.back().add_events() = std::move(event);
  }
  std::atomic<size_t> next = 0;
  const auto began = SteadyClock::now();
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      const auto stub = v1::EventService::NewStub(channels[i]);
      for (size_t call = next++; call < calls.size(); call = next++) {
        grpc::ClientContext context;
        v1::SubmitEventsResponse response;
        DieUnlessOk(stub->SubmitEvents(&context, calls[call], &response));
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  return events / SecondsSince(began);
}

struct FanOut {
  double bytes_per_second = 0;
  double messages_per_second = 0;
};

// How much of a stream a message is: changes, or bytes of the bare server's.
using Amount = std::function<int64_t(const grpc::ByteBuffer&)>;

int64_t BytesIn(const grpc::ByteBuffer& message) { return static_cast<int64_t>(message.Length()); }

// Opens the watchers, lets `send` cause what they get, and waits until each has all of it.
FanOut MeasureFanOut(const std::string& address, int watchers, int64_t all, const Amount& amount,
                     const v1::WatchEventsRequest& request, const std::function<void()>& send) {
  const auto channels = Channels(address);
  std::atomic<int64_t> messages = 0;
  std::atomic<int64_t> bytes = 0;
  std::atomic<int> full = 0, open = 0;
  std::vector<std::unique_ptr<RawWatch>> watches;
  const auto began = SteadyClock::now();
  for (int i = 0; i < watchers; ++i) {
    auto left = std::make_shared<int64_t>(all);
    auto first = std::make_shared<bool>(true);
    watches.push_back(std::make_unique<RawWatch>(channels[i % kChannels], request,
                                                 [&, left, first](const grpc::ByteBuffer& message) {
                                                   if (std::exchange(*first, false)) ++open;
                                                   ++messages;
                                                   bytes += BytesIn(message);
                                                   if (*left <= 0) return;
                                                   *left -= amount(message);
                                                   if (*left <= 0) ++full;
                                                 }));
  }
  auto from = began;
  if (send) {
    Wait([&] { return open == watchers; });
    from = SteadyClock::now();
    send();
  }
  Wait([&] { return full == watchers; });
  const double seconds = SecondsSince(from);
  return {static_cast<double>(bytes) / seconds, static_cast<double>(messages) / seconds};
}

}  // namespace

std::string StreamBench::NewLedger() const {
  std::string pattern = directory_ + "/ledger-XXXXXX";
  return std::string(mkdtemp(pattern.data())) + "/data";
}

void StreamBench::RunLatency() const {
  for (int round = 0; round < 2; ++round) {
    {
      const ServerProcess server(bare_server_, directory_);
      PacedRun(server.address(), "latency, bare gRPC");
    }
    const ServerProcess server(server_, NewLedger());
    PacedRun(server.address(), "latency, sitrep");
  }
}

void StreamBench::RunFanOut() const {
  for (const int watchers : {1, 10, 100, 1'000}) {
    const int events = std::max(10'000, 100'000 / watchers);
    FanOut bare;
    {
      const ServerProcess server(bare_server_, directory_);
      // As many bytes as the events have, about.
      const int64_t bytes_each = int64_t{events} * 450;
      v1::WatchEventsRequest request;
      request.set_after_sequence(bytes_each / (64 << 10) + 2);
      bare = MeasureFanOut(server.address(), watchers, bytes_each, BytesIn, request, nullptr);
    }
    const ServerProcess server(server_, NewLedger());
    const FanOut live = MeasureFanOut(server.address(), watchers, events, ChangesIn, {},
                                      [&] { SubmitInBulk(server.address(), events, 0); });
    v1::WatchEventsRequest beginning;
    beginning.set_beginning(true);
    const FanOut behind =
        MeasureFanOut(server.address(), watchers, events, ChangesIn, beginning, nullptr);
    std::printf(
        "fan-out to %4d: bare %6.1f MB/s, live while submitting %6.1f MB/s (%3.0f%%), from the "
        "beginning %6.1f MB/s (%3.0f%%)\n",
        watchers, bare.bytes_per_second / 1e6, live.bytes_per_second / 1e6,
        100 * live.bytes_per_second / bare.bytes_per_second, behind.bytes_per_second / 1e6,
        100 * behind.bytes_per_second / bare.bytes_per_second);
    std::fflush(stdout);
  }
}

void StreamBench::RunFiltered() const {
  constexpr int kWatchers = 1'000;
  constexpr int kEvents = 100'000;
  const ServerProcess server(server_, NewLedger());
  // Names in filters must be some that events bear.
  SubmitInBulk(server.address(), kEvents, 0);
  const double without = SubmitInBulk(server.address(), kEvents, kEvents);
  const auto channels = Channels(server.address());
  StandingFilterMix mix(3, kWatchers);
  std::atomic<int> open = 0;
  std::atomic<int64_t> changes = 0;
  std::vector<std::unique_ptr<RawWatch>> watches;
  for (int i = 0; i < kWatchers; ++i) {
    v1::WatchEventsRequest request;
    *request.mutable_filter() = mix.Next();
    auto first = std::make_shared<bool>(true);
    watches.push_back(std::make_unique<RawWatch>(channels[i % kChannels], request,
                                                 [&, first](const grpc::ByteBuffer& message) {
                                                   if (std::exchange(*first, false)) ++open;
                                                   changes += ChangesIn(message);
                                                 }));
  }
  Wait([&] { return open == kWatchers; });
  const auto began = SteadyClock::now();
  const double with = SubmitInBulk(server.address(), kEvents, 2 * kEvents);
  // Marks come every ten seconds only: all has arrived when nothing more does.
  int64_t seen = -1;
  auto last_change = SteadyClock::now();
  while (SecondsSince(last_change) < 0.5) {
    if (std::exchange(seen, changes.load()) != changes) last_change = SteadyClock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const double seconds = std::chrono::duration<double>(last_change - began).count();
  std::printf(
      "%d filtered streams: %.0f events/s submitted, %.0f delivered too, %.0f without (%.0f%%); "
      "%.2f matches an event\n",
      kWatchers, with, kEvents / seconds, without, 100 * with / without,
      static_cast<double>(changes) / kEvents);
}

void StreamBench::RunStalled() const {
  constexpr int kStalled = 1'000;
  constexpr int kEvents = 100'000;
  const ServerProcess server(server_, NewLedger());
  SubmitInBulk(server.address(), kEvents, 0);
  std::printf("without stalled watchers: %.0f events/s submitted, %lld MiB resident\n",
              SubmitInBulk(server.address(), kEvents, kEvents),
              static_cast<long long>(server.ResidentKib() >> 10));
  PacedRun(server.address(), "  one watcher beside");
  // What gRPC holds for a reader that stops does not grow: it would otherwise read on for a while.
  const auto channels = Channels(server.address(), /*window_bytes=*/64 << 10);
  std::vector<std::unique_ptr<RawWatch>> stalled;
  for (int i = 0; i < kStalled; ++i) {
    stalled.push_back(
        std::make_unique<RawWatch>(channels[i % kChannels], v1::WatchEventsRequest(), nullptr));
  }
  std::this_thread::sleep_for(std::chrono::seconds(2));
  const double at_first = SubmitInBulk(server.address(), kEvents, 2 * kEvents);
  const double then = SubmitInBulk(server.address(), kEvents, 3 * kEvents);
  std::printf("with %d stalled watchers: %.0f events/s submitted at first, %.0f then, %lld MiB\n",
              kStalled, at_first, then, static_cast<long long>(server.ResidentKib() >> 10));
  PacedRun(server.address(), "  one watcher beside", kEvents);
}

}  // namespace sitrep
