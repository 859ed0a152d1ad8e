// Ingest without gRPC: what the engine and storage cost by themselves.
#ifndef SITREP_BENCH_ENGINE_INGEST_H_
#define SITREP_BENCH_ENGINE_INGEST_H_

#include <cstdint>
#include <string>

namespace sitrep {

struct EngineIngestOptions {
  // Made for the run; what is in it is kept.
  std::string directory;
  int64_t events = 200'000;
  // Events a batch.
  int batch = 256;
  // Threads that read, check and submit batches, each waiting for its last one.
  int callers = 2;
};

struct EngineIngestResult {
  double events_per_second = 0;
  // Of the process while it ingested.
  double cpu_us_per_event = 0;
  // The slowest batch, from its submission until it was durable.
  double batch_ms_max = 0;
};

// Submits generated events, serialised before the clock runs. Ends the program if one is refused.
EngineIngestResult RunEngineIngest(const EngineIngestOptions& options);

}  // namespace sitrep

#endif  // SITREP_BENCH_ENGINE_INGEST_H_
