// sitrep alone, each workload several times, through gRPC and in process: `./dev bench --help`.
// docs/performance.md says what the figures mean.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "bench/event_generator.h"
#include "bench/figures.h"
#include "bench/latencies.h"
#include "bench/query_set.h"
#include "bench/query_timing.h"
#include "bench/raw_calls.h"
#include "bench/scratch_directory.h"
#include "bench/server_process.h"
#include "bench/sitrep_peer.h"
#include "gazetteer/cell_levels.h"
#include "grpcpp/grpcpp.h"
#include "s2/base/commandlineflags.h"
#include "s2/s2debug.h"

namespace sitrep {
namespace {

constexpr int kBatch = 256;
constexpr char kSubmit[] = "/sitrep.v1.EventService/SubmitEvents";
constexpr QueryShape kShapes[] = {QueryShape::kPolygon,    QueryShape::kPolygonWeek,
                                  QueryShape::kActorWeek,  QueryShape::kPolygonActorKind,
                                  QueryShape::kRegionName, QueryShape::kCountPolygon,
                                  QueryShape::kCountKind};

struct Options {
  std::string server = "bazel-bin/server/sitrepd";
  int rounds = 3;
  int64_t events = 200'000;
  int calls = 20'000;
  int queries = 300;
};

// Unary calls of one event each.
void SubmitOneByOne(const Options& options, const std::string& directory, Figures& figures) {
  const ServerProcess server(options.server, directory);
  figures.Add("start-up, new ledger", "ms", server.start_ms());
  const auto channel = grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials());
  EventGenerator generator(2);
  SendUnary(channel, kSubmit, generator.NextRequests(options.calls / 10, 1), 8);
  const CallFigures one =
      SendUnary(channel, kSubmit, generator.NextRequests(options.calls / 10, 1), 1);
  figures.Add("submit, 1 in flight, p50", "us", one.p50_us);
  figures.Add("submit, 1 in flight, p99", "us", one.p99_us);
  const CallFigures many =
      SendUnary(channel, kSubmit, generator.NextRequests(options.calls, 1), 64);
  figures.Add("submit, 64 in flight", "calls/s", many.calls_per_second);
}

void SubmitInBulk(const Options& options, const std::string& address, Figures& figures) {
  EventGenerator generator(1, options.events);
  const auto batches = generator.NextRequests(options.events, kBatch);
  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  const StreamFigures stream = SendStreams({channel}, batches);
  figures.Add("stream", "events/s", stream.batches_per_second * kBatch);
  figures.Add("stream, longest pause", "ms", stream.pause_ms_max);
}

template <typename Sitrep>
void AskAll(Sitrep& sitrep, const std::vector<BenchQuery>& queries, const char* way,
            Figures& figures) {
  for (const QueryShape shape : kShapes) {
    Latencies latencies = TimeQueries(queries, queries.size(),
                                      [&](const BenchQuery& query) { sitrep.Ask(shape, query); });
    const std::string name = absl::StrCat(NameOf(shape), ", ", way);
    figures.Add(absl::StrCat(name, ", p50"), "us", latencies.Percentile(0.5));
    figures.Add(absl::StrCat(name, ", p99"), "us", latencies.Percentile(0.99));
  }
}

void RunRound(const Options& options, Figures& figures) {
  const ScratchDirectory scratch;
  SubmitOneByOne(options, scratch.path() + "/one-by-one", figures);
  const std::string ledger = scratch.path() + "/ledger";
  const std::vector<BenchQuery> queries = MakeQueries(options.queries);
  {
    SitrepPeer sitrep(options.server, ledger);
    SubmitInBulk(options, sitrep.server().address(), figures);
    AskAll(sitrep, queries, "gRPC", figures);
    figures.Add("resident memory", "MiB",
                static_cast<double>(sitrep.server().ResidentKib()) / 1024);
    figures.Add("on disk an event", "bytes",
                static_cast<double>(sitrep.DiskBytes()) / static_cast<double>(options.events));
  }
  figures.Add("start-up after kill -9", "ms", ServerProcess(options.server, ledger).start_ms());
  EmbeddedSitrep embedded(ledger);
  AskAll(embedded, queries, "in process", figures);
}

int Main(int argc, char** argv) {
  FLAGS_s2debug = false;
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Options options;
  CLI::App app("Measures sitrep alone: start-up, submissions, queries, memory.");
  app.add_option("--server", options.server, "The server to measure")->capture_default_str();
  app.add_option("--rounds", options.rounds, "How often everything is measured")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  app.add_option("--events", options.events, "Events of the stream, and in the ledger asked")
      ->capture_default_str()
      ->check(CLI::Range(1'000, 10'000'000));
  app.add_option("--calls", options.calls, "Unary calls")
      ->capture_default_str()
      ->check(CLI::Range(100, 1'000'000));
  app.add_option("--queries", options.queries, "Queries of each shape")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  std::printf(
      "%d rounds, each on new ledgers; a batch of the stream has %d events, a unary call one; "
      "every answer synced; all indexes live (cells of %d levels, regions, actors, kinds, "
      "sources, ids, time and the rest of docs/disk_format.md)\n",
      options.rounds, kBatch, static_cast<int>(kCellLevels.size()));
  std::fflush(stdout);
  Figures figures;
  for (int round = 0; round < options.rounds; ++round) RunRound(options, figures);
  std::printf("%-46s %-10s %10s  [least .. greatest]\n%s", "", "", "median",
              figures.ToText().c_str());
  return 0;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
