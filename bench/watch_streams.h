// Watching through gRPC, beside a bare gRPC server that stores nothing.
#ifndef SITREP_BENCH_WATCH_STREAMS_H_
#define SITREP_BENCH_WATCH_STREAMS_H_

#include <string>
#include <utility>

namespace sitrep {

// Each prints its figures. Servers are processes of their own; the watchers are in this one.
class StreamBench {
 public:
  // Directories are made below `directory`.
  StreamBench(std::string server, std::string bare_server, std::string directory)
      : server_(std::move(server)),
        bare_server_(std::move(bare_server)),
        directory_(std::move(directory)) {}

  // One watcher, 1,000 events a second.
  void RunLatency() const;
  // 1 to 1,000 watchers that match everything.
  void RunFanOut() const;
  // 1,000 watchers with a filter each.
  void RunFiltered() const;
  // 1,000 watchers that read nothing, and what that does to others.
  void RunStalled() const;

 private:
  std::string NewLedger() const;

  const std::string server_;
  const std::string bare_server_;
  const std::string directory_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_WATCH_STREAMS_H_
