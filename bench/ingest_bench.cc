// Measures the write side by itself; docs/performance.md says what the figures mean.
#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "CLI/CLI.hpp"
#include "bench/engine_ingest.h"
#include "s2/base/commandlineflags.h"
#include "s2/s2debug.h"

namespace sitrep {
namespace {

int Main(int argc, char** argv) {
  EngineIngestOptions options;
  CLI::App app("Measures ingest without gRPC.");
  app.add_option("--events", options.events, "Events")->capture_default_str();
  app.add_option("--batch", options.batch, "Events a batch")->capture_default_str();
  app.add_option("--callers", options.callers, "Submitting threads")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  FLAGS_s2debug = false;

  char pattern[] = "/tmp/sitrep-bench-XXXXXX";
  const std::string directory = mkdtemp(pattern);
  options.directory = directory + "/ledger";
  const EngineIngestResult result = RunEngineIngest(options);
  std::printf("engine ingest: %.0f events/s, cpu %.1f us an event, slowest batch %.1f ms\n",
              result.events_per_second, result.cpu_us_per_event, result.batch_ms_max);
  std::filesystem::remove_all(directory);
  return 0;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
