// sitrepd: the server of a ledger.

#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"
#include "s2/base/commandlineflags.h"
#include "s2/s2debug.h"
#include "server/server.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace sitrep {
namespace {

// How long calls may go on after a signal.
constexpr std::chrono::milliseconds kShutdownPatience(5'000);
constexpr int kExitCannotStart = 1;
constexpr int kExitUsage = 2;

struct Options {
  std::string data_directory;
  std::string listen_address = "127.0.0.1:7447";
  std::string metrics_address;
  int64_t cache_mib = 384;
  std::vector<std::string> actor_files;
};

void LogToStderr() {
  auto logger = std::make_shared<spdlog::logger>("sitrepd",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  gpr_set_log_function([](gpr_log_func_args* args) {
    if (args->severity == GPR_LOG_SEVERITY_ERROR) spdlog::warn("grpc: {}", args->message);
  });
  // It writes a line for every string that is not UTF-8; the caller is told.
  google::protobuf::SetLogHandler(nullptr);
}

// Exits by itself after --help, --version and bad usage.
Options ParseOptions(int argc, char** argv) {
  Options options;
  CLI::App app("sitrepd: the server of a sitrep ledger of geopolitical events");
  app.add_option("--data", options.data_directory,
                 "Directory of the ledger; made if it is not there")
      ->required()
      ->type_name("DIR");
  app.add_option("--listen", options.listen_address, "Address to serve on; port 0 picks one")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  app.add_option("--metrics", options.metrics_address,
                 "Address for metrics in the Prometheus format, over HTTP at /metrics; without it "
                 "there are none")
      ->type_name("HOST:PORT");
  app.add_option("--cache-mib", options.cache_mib,
                 "Memory for caches, in MiB: two thirds for what is read from disk, one third for "
                 "events")
      ->capture_default_str()
      ->check(CLI::Range(16, 1'000'000));
  app.add_option("--actors", options.actor_files,
                 "File of actors (data/actors/README.md says how it is written) that the ledger "
                 "shall have besides those that are built in: what is new or different becomes an "
                 "entry of the log; nothing is removed. May be given several times")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.set_version_flag("--version", std::string("sitrepd ") + kSitrepVersion);
  app.footer(
      "Prints one line when it serves; its last word is the address. Logs to stderr.\n"
      "SIGINT and SIGTERM stop it. Exits with 1 if it can't start, with 2 for bad usage.\n\n"
      "Example: sitrepd --data /var/lib/sitrep --listen 127.0.0.1:7447 --actors our-groups.txt");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error) == 0 ? EXIT_SUCCESS : kExitUsage);
  }
  return options;
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

int Main(int argc, char** argv) {
  const Options options = ParseOptions(argc, argv);
  LogToStderr();
  FLAGS_s2debug = false;
  // Debian's Abseil keeps a graph of all locks held, under one global lock; gRPC takes many.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  EnableGrpcPlugins();
  // A limit on the size of files is an error like a full disk, not the end.
  signal(SIGXFSZ, SIG_IGN);
  // Blocked in every thread that follows: they wait for sigwait below.
  const sigset_t stop_signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);

  ServerConfig config;
  config.store.directory = options.data_directory;
  const auto cache_bytes = static_cast<size_t>(options.cache_mib) << 20;
  config.store.entry_cache_bytes = cache_bytes / 3;
  config.store.block_cache_bytes = cache_bytes - config.store.entry_cache_bytes;
  config.listen_address = options.listen_address;
  config.metrics_address = options.metrics_address;
  config.actor_files = options.actor_files;
  config.clock = [] { return absl::Now(); };
  auto server = Server::Start(std::move(config));
  if (!server.ok()) {
    spdlog::error("can't start: {}", std::string(server.status().message()));
    return kExitCannotStart;
  }
  const v1::GetStatusResponse status = (*server)->Status();
  spdlog::info("ledger {} in {}: {} events, sequence {}", status.ledger_id(),
               options.data_directory, status.events(), status.sequence());
  if (!options.metrics_address.empty()) {
    spdlog::info("metrics on http://{}/metrics", (*server)->metrics_address());
  }
  std::printf("sitrepd serves on %s\n", (*server)->address().c_str());
  std::fflush(stdout);

  int signal = 0;
  sigwait(&stop_signals, &signal);
  // The next one ends the process at once.
  pthread_sigmask(SIG_UNBLOCK, &stop_signals, nullptr);
  spdlog::info("stopping");
  (*server)->Shutdown(kShutdownPatience);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace sitrep

int main(int argc, char** argv) { return sitrep::Main(argc, argv); }
