// Measures watching: `./dev bench watch`. docs/performance.md says what the figures mean.
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "bench/scratch_directory.h"
#include "bench/watch_filters.h"
#include "bench/watch_resume.h"
#include "bench/watch_streams.h"
#include "s2/base/commandlineflags.h"
#include "s2/s2debug.h"

namespace sitrep {
namespace {

struct Flags {
  std::string binary = "bazel-bin/server/sitrepd";
  std::string bare = "bazel-bin/bench/bare_stream_server";
  std::string workload = "all";
  std::string ledger;
  int events = 100'000;
  int filters_max = 100'000;
  int resume_events = 1'000'000;
};

void RunFilters(const Flags& flags, const std::string& directory) {
  double without = 0;
  for (const int filters : {0, 1'000, 10'000, 100'000}) {
    if (filters > flags.filters_max) break;
    const StandingFiltersResult result =
        MeasureStandingFilters(directory + "/filters", filters, flags.events);
    if (filters == 0) without = result.matched_per_second;
    std::printf(
        "standing filters %7d: %8.0f events/s ingested, %8.0f matched too (%3.0f%%), "
        "%.2f matches an event, %.0f us to open one\n",
        filters, result.ingested_per_second, result.matched_per_second,
        100 * result.matched_per_second / without, result.matches_per_event, result.open_us);
    std::fflush(stdout);
  }
}

void RunResume(const Flags& flags, const std::string& directory) {
  const ResumeResult result = MeasureResume(
      flags.ledger.empty() ? directory + "/resume" : flags.ledger, flags.resume_events);
  std::printf(
      "resume %d sequences behind: %.0f sequences/s by the index, %.0f by the log, %d changes\n",
      flags.resume_events, result.by_index_per_second, result.by_log_per_second, result.changes);
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app("Measures watching: standing filters, resuming, streams beside bare gRPC.");
  app.add_option("workload", flags.workload, "One of them, or all")
      ->capture_default_str()
      ->check(
          CLI::IsMember({"all", "filters", "resume", "latency", "fan-out", "filtered", "stalled"}));
  app.add_option("--server", flags.binary, "The server to measure")->capture_default_str();
  app.add_option("--events", flags.events, "Events while filters stand")->capture_default_str();
  app.add_option("--filters", flags.filters_max, "Up to so many filters")->capture_default_str();
  app.add_option("--resume-events", flags.resume_events, "Size of the ledger that is resumed")
      ->capture_default_str();
  app.add_option("--ledger", flags.ledger, "Where that is kept; default: made anew");
  app.add_option("--bare", flags.bare, "The server to compare with")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  FLAGS_s2debug = false;

  const ScratchDirectory scratch;
  const std::string& directory = scratch.path();
  const StreamBench streams(flags.binary, flags.bare, directory);
  const auto wants = [&](const char* name) {
    return flags.workload == "all" || flags.workload == name;
  };
  if (wants("filters")) RunFilters(flags, directory);
  if (wants("resume")) RunResume(flags, directory);
  if (wants("latency")) streams.RunLatency();
  if (wants("fan-out")) streams.RunFanOut();
  if (wants("filtered")) streams.RunFiltered();
  if (wants("stalled")) streams.RunStalled();
  return 0;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
