// Measures the write side beside what the machine allows, in one run; docs/performance.md says what
// the figures mean.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "bench/engine_ingest.h"
#include "bench/event_generator.h"
#include "bench/raw_calls.h"
#include "bench/scratch_directory.h"
#include "bench/write_limits.h"
#include "grpcpp/grpcpp.h"
#include "s2/base/commandlineflags.h"
#include "s2/s2debug.h"
#include "server/server.h"

namespace sitrep {
namespace {

constexpr char kSubmit[] = "/sitrep.v1.EventService/SubmitEvents";

struct Options {
  int64_t events = 200'000;
  int batch = 256;
  int streams = 1;
  int calls = 20'000;
  std::string workload = "all";
};

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  // One connection each.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

std::unique_ptr<Server> StartServer(const std::string& directory) {
  ServerConfig config;
  config.store.directory = directory;
  config.listen_address = "127.0.0.1:0";
  config.clock = [] { return absl::Now(); };
  auto server = Server::Start(std::move(config));
  if (!server.ok()) {
    std::fprintf(stderr, "%s\n", server.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(server);
}

void RunEngine(const Options& options) {
  for (const int callers : {1, 2}) {
    const ScratchDirectory scratch;
    const EngineIngestResult result = RunEngineIngest({.directory = scratch.path() + "/data",
                                                       .events = options.events,
                                                       .batch = options.batch,
                                                       .callers = callers});
    std::printf("engine, %d callers: %.0f events/s, cpu %.1f us an event, slowest batch %.1f ms\n",
                callers, result.events_per_second, result.cpu_us_per_event, result.batch_ms_max);
  }
}

void RunBulk(const Options& options) {
  EventGenerator generator(1);
  const std::vector<std::string> batches = generator.NextRequests(options.events, options.batch);
  double bare = 0;
  {
    const ScratchDirectory scratch;
    bare = RunBareLog(scratch.path() + "/data", batches);
  }
  std::printf("bare log and ids: %.0f events/s\n", bare);
  const ScratchDirectory scratch;
  const std::unique_ptr<Server> server = StartServer(scratch.path() + "/data");
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < options.streams; ++i) channels.push_back(Connect(server->address()));
  const StreamFigures figures = SendStreams(channels, batches);
  const double rate = figures.batches_per_second * options.batch;
  std::printf("IngestEvents, %d streams: %.0f events/s, %.2f of bare; longest pause %.1f ms\n",
              options.streams, rate, rate / bare, figures.pause_ms_max);
}

// Forty years of events, so that none is dated like its neighbours in the feed.
std::vector<v1::Event> FortyYears(int64_t count) {
  constexpr int64_t kEnd = 1'767'225'600;  // 2026-01-01T00:00:00Z
  constexpr int64_t kSeconds = int64_t{40} * 365 * 24 * 3600;
  EventGenerator generator(1);
  std::vector<v1::Event> events(count);
  for (int64_t i = 0; i < count; ++i) {
    events[i] = generator.Next();
    events[i].mutable_occurred()->mutable_start()->set_seconds(
        kEnd - kSeconds + static_cast<int64_t>(static_cast<double>(i) / count * kSeconds));
  }
  return events;
}

// Events a second over a stream.
double StreamRate(const std::vector<v1::Event>& events, int batch, const char* what) {
  std::vector<std::string> batches;
  for (size_t begin = 0; begin + batch <= events.size(); begin += batch) {
    v1::SubmitEventsRequest request;
    for (int i = 0; i < batch; ++i) *request.add_events() = events[begin + i];
    batches.push_back(request.SerializeAsString());
  }
  const ScratchDirectory scratch;
  const std::unique_ptr<Server> server = StartServer(scratch.path() + "/data");
  const StreamFigures figures = SendStreams({Connect(server->address())}, batches);
  const double rate = figures.batches_per_second * batch;
  std::printf("%s: %.0f events/s, longest pause %.1f ms\n", what, rate, figures.pause_ms_max);
  return rate;
}

void RunBackfill(const Options& options) {
  std::vector<v1::Event> events = FortyYears(options.events);
  const double ordered = StreamRate(events, options.batch, "40 years in order of time");
  std::mt19937 random(1);
  std::shuffle(events.begin(), events.end(), random);
  const double shuffled = StreamRate(events, options.batch, "40 years shuffled");
  std::printf("shuffled: %.2f of the rate in order\n", shuffled / ordered);
}

CallFigures Submit(const std::string& address, const std::vector<std::string>& requests,
                   int in_flight) {
  return SendUnary(Connect(address), kSubmit, requests, in_flight);
}

void Print(const char* what, const CallFigures& figures) {
  std::printf("%-36s %8.0f calls/s, p50 %6.0f us, p99 %6.0f us, most %6.0f us\n", what,
              figures.calls_per_second, figures.p50_us, figures.p99_us, figures.max_us);
}

void RunUnary(const Options& options) {
  EventGenerator generator(2);
  const int few = options.calls / 8;
  const std::vector<std::string> warm = generator.NextRequests(few, 1);
  const std::vector<std::string> one = generator.NextRequests(few, 1);
  const std::vector<std::string> many = generator.NextRequests(options.calls, 1);
  const ScratchDirectory bare;
  const ScratchDirectory scratch;
  const EchoServer echo("");
  const EchoServer echo_and_put(bare.path() + "/data");
  const std::unique_ptr<Server> server = StartServer(scratch.path() + "/data");
  for (const std::string& address : {echo.address(), echo_and_put.address(), server->address()}) {
    Submit(address, warm, 8);
  }
  Print("echo, 64 in flight", Submit(echo.address(), many, 64));
  Print("SubmitEvents, 64 in flight", Submit(server->address(), many, 64));
  Print("echo, 1 in flight", Submit(echo.address(), one, 1));
  Print("echo and synced put, 1 in flight", Submit(echo_and_put.address(), one, 1));
  Print("SubmitEvents, 1 in flight", Submit(server->address(), one, 1));
}

int Main(int argc, char** argv) {
  // As sitrepd does; for the bare server, too.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Options options;
  CLI::App app("Measures ingest: without gRPC, over streams, by unary calls, beside their limits.");
  app.add_option("workload", options.workload, "all, engine, bulk, backfill or unary")
      ->check(CLI::IsMember({"all", "engine", "bulk", "backfill", "unary"}));
  app.add_option("--events", options.events, "Events in bulk")->capture_default_str();
  app.add_option("--batch", options.batch, "Events a batch")->capture_default_str();
  app.add_option("--streams", options.streams, "Streams at once")->capture_default_str();
  app.add_option("--calls", options.calls, "Unary calls")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  FLAGS_s2debug = false;
  std::printf("%s, fsync on\n", RocksdbInUse());
  const auto asked = [&](const char* name) {
    return options.workload == "all" || options.workload == name;
  };
  if (asked("engine")) RunEngine(options);
  if (asked("bulk")) RunBulk(options);
  if (asked("backfill")) RunBackfill(options);
  if (asked("unary")) RunUnary(options);
  return 0;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
