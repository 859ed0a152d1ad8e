// Measures this build through real gRPC on this machine: `./dev bench --help`. docs/performance.md
// says what the figures mean.
#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/call_status.h"
#include "bench/event_generator.h"
#include "bench/latencies.h"
#include "bench/scratch_directory.h"
#include "bench/server_process.h"
#include "bench/steady_clock.h"
#include "sitrep/v1/event_service.grpc.pb.h"

namespace sitrep {
namespace {

std::unique_ptr<v1::EventService::Stub> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  // A page may have 3 MiB, a submission 8.
  arguments.SetMaxReceiveMessageSize(16 << 20);
  return v1::EventService::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

void Report(const char* workload, const char* unit, double value, const std::string& note) {
  std::printf("%-34s %12.1f %-10s %s\n", workload, value, unit, note.c_str());
  std::fflush(stdout);
}

// Keeps a number of unary calls in flight until all are done. Each call has one event.
class UnarySubmitter {
 public:
  UnarySubmitter(v1::EventService::Stub& stub, EventGenerator& events)
      : stub_(stub), events_(events) {}

  // Calls a second.
  double Run(int calls, int in_flight, Latencies& latencies) {
    const auto began = SteadyClock::now();
    std::unique_lock lock(mutex_);
    for (int started = 0; started < calls; ++started) {
      changed_.wait(lock, [&] { return in_flight_ < in_flight; });
      ++in_flight_;
      lock.unlock();
      Start(latencies);
      lock.lock();
    }
    changed_.wait(lock, [&] { return in_flight_ == 0; });
    return calls / SecondsSince(began);
  }

 private:
  struct Call {
    grpc::ClientContext context;
    v1::SubmitEventsRequest request;
    v1::SubmitEventsResponse response;
    SteadyClock::time_point began;
  };

  void Start(Latencies& latencies) {
    auto call = std::make_shared<Call>();
    *call->request.add_events() = events_.Next();
    call->began = SteadyClock::now();
    stub_.async()->SubmitEvents(&call->context, &call->request, &call->response,
                                [this, call, &latencies](const grpc::Status& status) {
                                  DieUnlessOk(status);
                                  const std::lock_guard lock(mutex_);
                                  latencies.Add(MicrosSince(call->began));
                                  --in_flight_;
                                  changed_.notify_one();
                                });
  }

  v1::EventService::Stub& stub_;
  EventGenerator& events_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int in_flight_ = 0;
};

void SubmitOneByOne(v1::EventService::Stub& stub, EventGenerator& events, int calls,
                    int in_flight) {
  Latencies latencies;
  const double rate = UnarySubmitter(stub, events).Run(calls, in_flight, latencies);
  char note[160];
  std::snprintf(note, sizeof(note), "%d calls of 1 event, fsync on, p50 %.0f us, p99 %.0f us",
                calls, latencies.Percentile(0.5), latencies.Percentile(0.99));
  char name[64];
  std::snprintf(name, sizeof(name), "unary submit, %d in flight", in_flight);
  Report(name, "calls/s", rate, note);
}

// From one caller, `batch` events a call, one call after the other; made before the clock runs.
void SubmitInBulk(v1::EventService::Stub& stub, EventGenerator& events, int count, int batch) {
  double seconds = 0;
  for (int done = 0; done < count; done += batch) {
    v1::SubmitEventsRequest request;
    for (int i = 0; i < batch; ++i) *request.add_events() = events.Next();
    grpc::ClientContext context;
    v1::SubmitEventsResponse response;
    const auto began = SteadyClock::now();
    DieUnlessOk(stub.SubmitEvents(&context, request, &response));
    seconds += SecondsSince(began);
    if (response.results(0).outcome() != v1::OUTCOME_CREATED) std::exit(1);
  }
  char note[160];
  std::snprintf(note, sizeof(note), "%d events, %d a call, 1 caller, fsync on", count, batch);
  Report("bulk submit", "events/s", count / seconds, note);
}

void Query(v1::EventService::Stub& stub, const char* name, int queries,
           const std::function<void(v1::Filter&)>& fill) {
  Latencies latencies;
  int64_t results = 0;
  for (int pass = 0; pass < 2; ++pass) {
    // The first pass warms the caches.
    latencies = Latencies();
    results = 0;
    for (int i = 0; i < queries; ++i) {
      v1::ListEventsRequest request;
      fill(*request.mutable_filter());
      grpc::ClientContext context;
      v1::ListEventsResponse response;
      const auto began = SteadyClock::now();
      DieUnlessOk(stub.ListEvents(&context, request, &response));
      latencies.Add(MicrosSince(began));
      results += response.results_size();
    }
  }
  char note[160];
  std::snprintf(note, sizeof(note), "%d queries of at most 100, p99 %.0f us, %.1f results each",
                queries, latencies.Percentile(0.99), static_cast<double>(results) / queries);
  Report(name, "us p50", latencies.Percentile(0.5), note);
}

void QueryAll(v1::EventService::Stub& stub, int queries) {
  EventGenerator parameters(7);
  Query(stub, "query: latest", queries, [](v1::Filter&) {});
  Query(stub, "query: region by id", queries,
        [&](v1::Filter& filter) { filter.add_regions(parameters.RegionName()); });
  Query(stub, "query: polygon of 20 vertices", queries,
        [&](v1::Filter& filter) { *filter.mutable_area() = parameters.Polygon(); });
  Query(stub, "query: polygon, actor, kind", queries, [&](v1::Filter& filter) {
    *filter.mutable_area() = parameters.Polygon();
    filter.add_actors("North Korea");
    filter.add_kinds(v1::KIND_STRIKE);
  });
}

int Main(int argc, char** argv) {
  std::string binary = "bazel-bin/server/sitrepd";
  int events = 100'000;
  int queries = 300;
  CLI::App app("Measures sitrepd through gRPC: start-up, submits, queries, memory.");
  app.add_option("--server", binary, "The server to measure")->capture_default_str();
  app.add_option("--events", events, "Events in the ledger that is queried")
      ->capture_default_str()
      ->check(CLI::Range(1'000, 10'000'000));
  app.add_option("--queries", queries, "Queries of each kind")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const ScratchDirectory scratch;
  const std::string& directory = scratch.path();
  EventGenerator generator(1);
  {
    const ServerProcess server(binary, directory + "/ledger");
    Report("start-up, empty ledger", "ms", server.start_ms(), "process start to first line");
    Report("resident memory, idle", "MiB", server.ResidentKib() / 1024.0, "");
    const auto stub = Connect(server.address());
    SubmitOneByOne(*stub, generator, 200, 1);
    SubmitOneByOne(*stub, generator, 3'000, 1);
    SubmitOneByOne(*stub, generator, 20'000, 64);
  }
  std::filesystem::remove_all(directory + "/ledger");
  {
    const ServerProcess server(binary, directory + "/ledger");
    const auto stub = Connect(server.address());
    SubmitInBulk(*stub, generator, events / 1000 * 1000, 1000);
    QueryAll(*stub, queries);
    Report("resident memory, loaded", "MiB", server.ResidentKib() / 1024.0, "");
  }
  {
    const ServerProcess server(binary, directory + "/ledger");
    Report("start-up after kill -9", "ms", server.start_ms(), "with what was submitted in bulk");
  }
  return 0;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
