// Reads at one size of ledger: one client and many, with and without ingest beside them:
// `./dev bench queries --help`. docs/performance.md says what the figures mean.

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/event_generator.h"
#include "bench/latencies.h"
#include "bench/query_set.h"
#include "bench/query_timing.h"
#include "bench/raw_calls.h"
#include "bench/scratch_directory.h"
#include "bench/server_process.h"
#include "bench/sitrep_peer.h"
#include "bench/steady_clock.h"

namespace sitrep {
namespace {

constexpr int kBatch = 256;
constexpr QueryShape kLists[] = {QueryShape::kPolygon, QueryShape::kPolygonWeek,
                                 QueryShape::kActorWeek, QueryShape::kPolygonActorKind};
constexpr const char* kListMethod = "/sitrep.v1.EventService/ListEvents";

struct Options {
  std::string server = "bazel-bin/server/sitrepd";
  std::string bare = "bazel-bin/bench/bare_stream_server";
  std::string directory;
  int64_t events = 1'000'000;
  int64_t writes = 200'000;
  int queries = 400;
  int clients = 16;
};

void Load(SitrepPeer& sitrep, int64_t events) {
  EventGenerator generator(1, events);
  const auto began = SteadyClock::now();
  for (int64_t i = 0; i < events; ++i) sitrep.Add(generator.Next());
  sitrep.Finish();
  std::printf("%lld events loaded in %.1f s, in calls of %d, one after the other\n",
              static_cast<long long>(events), SecondsSince(began), kBatch);
}

// One client, one query after the other.
void AskOneByOne(SitrepPeer& sitrep, const std::vector<BenchQuery>& queries) {
  for (const QueryShape shape : kPeerShapes) {
    Latencies latencies = TimeQueries(queries, queries.size(),
                                      [&](const BenchQuery& query) { sitrep.Ask(shape, query); });
    std::printf("%-28s p50 %7.0f us, p99 %7.0f us\n", NameOf(shape), latencies.Percentile(0.5),
                latencies.Percentile(0.99));
    std::fflush(stdout);
  }
}

// What the transport alone takes for an answer of that size, whatever the server does for it.
void AskBareServer(const Options& options) {
  const ServerProcess server(options.bare, options.directory);
  const auto channel = grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials());
  const std::vector<std::string> requests(options.queries);
  SendUnary(channel, kListMethod, requests, 1);
  const CallFigures figures = SendUnary(channel, kListMethod, requests, 1);
  std::printf("%-28s p50 %7.0f us, p99 %7.0f us\n", "bare gRPC, 48 KiB back", figures.p50_us,
              figures.p99_us);
}

// Lists of all four shapes in turn.
std::vector<std::string> MixedLists(const std::vector<BenchQuery>& queries) {
  std::vector<std::string> requests;
  for (size_t i = 0; i < queries.size(); ++i) {
    const QueryShape shape = kLists[i % std::size(kLists)];
    requests.push_back(ToListRequest(shape, queries[i]).SerializeAsString());
  }
  return requests;
}

// Queries a second of so many clients, each with a connection of its own and a query at a time.
double QueryRate(const std::string& address, const std::vector<std::string>& requests,
                 int clients) {
  std::vector<std::thread> threads;
  const auto began = SteadyClock::now();
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      grpc::ChannelArguments arguments;
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      const auto channel =
          grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
      SendUnary(channel, kListMethod, requests, 1);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(requests.size()) * clients / SecondsSince(began);
}

struct Writing {
  double events_per_second = 0;
  double pause_ms = 0;
};

Writing Write(const std::string& address, const std::vector<std::string>& batches) {
  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  const StreamFigures figures = SendStreams({channel}, batches);
  return {figures.batches_per_second * kBatch, figures.pause_ms_max};
}

void AskTogether(const Options& options, const std::string& address,
                 const std::vector<BenchQuery>& queries) {
  const std::vector<std::string> requests = MixedLists(queries);
  QueryRate(address, requests, 1);
  const double alone = QueryRate(address, requests, 1);
  const double together = QueryRate(address, requests, options.clients);
  std::printf("q1 to q4 mixed: 1 client %.0f queries/s, %d clients %.0f queries/s (%.2f times)\n",
              alone, options.clients, together, together / alone);
  std::fflush(stdout);

  EventGenerator generator(2, options.events);
  generator.GoOnAt(options.events);
  const auto batches = generator.NextRequests(options.writes, kBatch);
  const auto more = generator.NextRequests(options.writes, kBatch);
  const Writing undisturbed = Write(address, batches);
  Writing beside;
  std::thread writer([&] { beside = Write(address, more); });
  const double meanwhile = QueryRate(address, requests, options.clients);
  writer.join();
  std::printf(
      "a stream, %d a batch: %.0f events/s, longest pause %.0f ms; beside %d clients "
      "%.0f events/s, longest pause %.0f ms, and they %.0f queries/s\n",
      kBatch, undisturbed.events_per_second, undisturbed.pause_ms, options.clients,
      beside.events_per_second, beside.pause_ms, meanwhile);
}

void Run(const Options& options) {
  const std::string ledger = options.directory + "/ledger";
  {
    SitrepPeer sitrep(options.server, ledger);
    if (!sitrep.is_loaded()) {
      Load(sitrep, options.events);
      // Sealing and merging come to their end.
      std::this_thread::sleep_for(std::chrono::seconds(5));
    }
    std::printf("resident memory %.0f MiB, %.0f bytes on disk an event\n",
                sitrep.server().ResidentKib() / 1024.0,
                static_cast<double>(sitrep.DiskBytes()) / static_cast<double>(options.events));
  }
  SitrepPeer sitrep(options.server, ledger);
  std::printf("starts after kill -9 in %.0f ms\n", sitrep.server().start_ms());
  const std::vector<BenchQuery> queries = MakeQueries(options.queries);
  AskBareServer(options);
  AskOneByOne(sitrep, queries);
  AskTogether(options, sitrep.server().address(), queries);
  std::printf("resident memory %.0f MiB\n", sitrep.server().ResidentKib() / 1024.0);
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Measures reads of a ledger: one client and many, with and without ingest.");
  app.add_option("--server", options.server, "The sitrepd to measure")->capture_default_str();
  app.add_option("--bare", options.bare, "The server to compare with")->capture_default_str();
  app.add_option("--events", options.events, "Events in the ledger")->capture_default_str();
  app.add_option("--queries", options.queries, "Queries of each kind")->capture_default_str();
  app.add_option("--clients", options.clients, "Clients at the same time")->capture_default_str();
  app.add_option("--writes", options.writes, "Events that are written beside the queries")
      ->capture_default_str();
  app.add_option("--keep", options.directory,
                 "Keep what was loaded here; what is here already is not loaded again");
  CLI11_PARSE(app, argc, argv);
  const ScratchDirectory directory(options.directory);
  options.directory = directory.path();
  Run(options);
  return 0;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
