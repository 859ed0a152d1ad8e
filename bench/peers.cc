// sitrep and what a user could pick instead, side by side: `./dev bench peers --help`.
// docs/performance.md says what the figures mean.

#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "bench/latencies.h"
#include "bench/postgres_peer.h"
#include "bench/query_set.h"
#include "bench/query_timing.h"
#include "bench/scratch_directory.h"
#include "bench/sitrep_peer.h"
#include "bench/sqlite_peer.h"
#include "bench/steady_clock.h"
#include "s2/base/commandlineflags.h"
#include "s2/s2debug.h"

namespace sitrep {
namespace {

struct Options {
  std::string server = "bazel-bin/server/sitrepd";
  // Empty: a temporary one.
  std::string directory;
  bool load_only = false;
  std::string postgres;
  int64_t events = 1'000'000;
  // Written to what holds these: in bulk, and one by one.
  int64_t writes = 200'000;
  int64_t calls = 20'000;
  // Of each kind.
  int queries = 400;
  int peer_queries = 100;
};

struct Timing {
  double p50 = 0;
  double p99 = 0;
};

template <typename AskOne>
Timing Time(const std::vector<BenchQuery>& queries, int count, const AskOne& ask) {
  Latencies latencies = TimeQueries(queries, static_cast<size_t>(count), ask);
  return {latencies.Percentile(0.5), latencies.Percentile(0.99)};
}

class Comparison {
 public:
  explicit Comparison(const Options& options)
      : options_(options), queries_(MakeQueries(options.queries)) {}

  // Loads what is not loaded, and measures unless that is all.
  void Take(Peer& peer) {
    if (!peer.is_loaded()) Load(peer);
    if (!options_.load_only) Measure(peer);
  }

  void MeasureEmbedded(EmbeddedSitrep& sitrep) {
    for (const QueryShape shape : kPeerShapes) {
      Remember(shape, "sitrep, in process",
               Time(queries_, options_.queries,
                    [&](const BenchQuery& query) { sitrep.Ask(shape, query); }));
    }
  }

  // After all queries: peers hold more then.
  void MeasureWrites(SitrepPeer& sitrep) {
    sitrep_writes_ = {
        sitrep.DiskBytes(),
        sitrep.StreamRate(NewEvents().NextRequests(options_.writes, kWriteBatch), kWriteBatch),
        sitrep.CallRate(NewEvents(kMore).NextRequests(options_.calls, 1), kInFlight)};
  }
  void MeasureWrites(PostgresPeer& postgres) {
    EventGenerator bulk = NewEvents(), single = NewEvents(kMore);
    std::vector<v1::Event> events(options_.writes), calls(options_.calls);
    for (v1::Event& event : events) event = bulk.Next();
    for (v1::Event& event : calls) event = single.Next();
    const Writes theirs = {postgres.DiskBytes(), postgres.CopyRate(events),
                           postgres.InsertRate(calls, kClients)};
    const double count = options_.events;
    std::printf("\n%-48s %10s %10s %7s\n", "", "sitrep", "PostgreSQL", "ratio");
    PrintWrites("bytes on disk an event", sitrep_writes_.disk_bytes / count,
                theirs.disk_bytes / count);
    PrintWrites("events/s, a stream of 256 a message; COPY", sitrep_writes_.bulk, theirs.bulk);
    PrintWrites("events/s, 64 calls in flight; 16 inserting", sitrep_writes_.single, theirs.single);
  }

  void MeasureByName(Peer& sitrep) {
    const QueryShape shape = QueryShape::kRegionName;
    Remember(shape, sitrep.name(), Time(queries_, options_.queries, [&](const BenchQuery& query) {
               sitrep.Ask(shape, query);
             }));
  }

  void Print() const {
    for (const auto& [shape, systems] : timings_) {
      std::printf("\n%s\n", NameOf(shape));
      const Timing ours = systems.front().timing;
      for (const System& system : systems) {
        std::printf("  %-22s p50 %9.0f us  p99 %9.0f us  %6.2f x, %6.2f x of sitrep through gRPC\n",
                    system.name.c_str(), system.timing.p50, system.timing.p99,
                    system.timing.p50 / ours.p50, system.timing.p99 / ours.p99);
      }
    }
  }

 private:
  struct System {
    std::string name;
    Timing timing;
  };

  struct Writes {
    int64_t disk_bytes = 0;
    // Events a second.
    double bulk = 0;
    double single = 0;
  };
  static constexpr int kWriteBatch = 256;
  static constexpr int kInFlight = 64;
  static constexpr int kClients = 16;
  static constexpr int64_t kMore = 10'000'000;

  // None of them is loaded yet.
  EventGenerator NewEvents(int64_t more = 0) const {
    EventGenerator generator(2, options_.events);
    generator.GoOnAt(options_.events + more);
    return generator;
  }
  static void PrintWrites(const char* what, double ours, double theirs) {
    std::printf("%-48s %10.0f %10.0f %7.2f\n", what, ours, theirs, ours / theirs);
  }

  void Load(Peer& peer) const {
    EventGenerator generator(1, options_.events);
    const auto began = SteadyClock::now();
    for (int64_t i = 0; i < options_.events; ++i) peer.Add(generator.Next());
    peer.Finish();
    std::printf("%-22s loaded in %.1f s, generating included\n", peer.name(), SecondsSince(began));
    std::fflush(stdout);
  }

  void Remember(QueryShape shape, const std::string& name, const Timing& timing) {
    std::printf("%-22s %-28s p50 %9.0f us, p99 %9.0f us\n", name.c_str(), NameOf(shape), timing.p50,
                timing.p99);
    std::fflush(stdout);
    timings_[shape].push_back({name, timing});
  }

  // sitrep comes first: it is asked all queries, so that none is among the plans that it keeps.
  void Measure(Peer& peer) {
    const int count = first_answers_.count(kPeerShapes[std::size(kPeerShapes) - 1]) == 0
                          ? options_.queries
                          : std::min(options_.peer_queries, options_.queries);
    for (const QueryShape shape : kPeerShapes) {
      Remember(shape, peer.name(),
               Time(queries_, count, [&](const BenchQuery& query) { peer.Ask(shape, query); }));
      std::vector<BenchAnswer> answers;
      for (int i = 0; i < count; ++i) answers.push_back(peer.Ask(shape, queries_[i]));
      Compare(peer.name(), shape, std::move(answers));
    }
  }

  // Planar edges and geodesic ones differ by metres on a polygon of this size: a few rows may.
  void Compare(const char* name, QueryShape shape, std::vector<BenchAnswer> answers) {
    int64_t rows = 0;
    for (const BenchAnswer& answer : answers) rows += answer.rows();
    const auto [first, added] = first_answers_.try_emplace(shape, answers);
    int64_t other_rows = 0;
    for (size_t i = 0; i < answers.size(); ++i) {
      other_rows += OtherRows(answers[i], first->second[i]);
    }
    std::printf("%-22s %-28s %9lld rows, %lld of them not as sitrep has them\n", name,
                NameOf(shape), static_cast<long long>(rows), static_cast<long long>(other_rows));
    std::fflush(stdout);
  }

  const Options& options_;
  const std::vector<BenchQuery> queries_;
  Writes sitrep_writes_;
  std::map<QueryShape, std::vector<System>> timings_;
  std::map<QueryShape, std::vector<BenchAnswer>> first_answers_;
};

void Run(const Options& options) {
  Comparison comparison(options);
  const std::string ledger = options.directory + "/ledger";
  {
    SitrepPeer sitrep(options.server, ledger);
    comparison.Take(sitrep);
    if (!options.load_only) comparison.MeasureByName(sitrep);
    std::printf("sitrep resident memory %.0f MiB\n", sitrep.server().ResidentKib() / 1024.0);
    // Sealing and merging end before the server does.
    std::this_thread::sleep_for(std::chrono::seconds(options.load_only ? 10 : 0));
  }
  if (!options.load_only) {
    EmbeddedSitrep embedded(ledger);
    comparison.MeasureEmbedded(embedded);
  }
  if (!options.postgres.empty()) {
    {
      SitrepPeer sitrep(options.server, ledger);
      std::printf("sitrep starts after kill -9 in %.0f ms\n", sitrep.server().start_ms());
      comparison.MeasureWrites(sitrep);
    }
    PostgresPeer postgres(options.postgres);
    comparison.Take(postgres);
    comparison.MeasureWrites(postgres);
  }
  SqlitePeer sqlite(options.directory + "/peer.sqlite");
  comparison.Take(sqlite);
  comparison.Print();
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Loads the same events into sitrep, PostgreSQL with PostGIS and SQLite, asks all the "
      "same queries, compares rows and times.");
  app.add_option("--server", options.server, "The sitrepd to measure")->capture_default_str();
  app.add_option("--postgres", options.postgres,
                 "How to connect to an empty PostgreSQL database; without it, it is left out");
  app.add_option("--events", options.events, "Events")->capture_default_str();
  app.add_option("--queries", options.queries, "Queries of each kind")->capture_default_str();
  app.add_option("--peer-queries", options.peer_queries, "Of them, those that the peers are asked")
      ->capture_default_str();
  app.add_option("--keep", options.directory,
                 "Keep what was loaded here; what is here already is not loaded again");
  app.add_flag("--load-only", options.load_only, "Measure nothing");
  CLI11_PARSE(app, argc, argv);
  FLAGS_s2debug = false;
  const ScratchDirectory directory(options.directory);
  options.directory = directory.path();
  Run(options);
  return 0;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
