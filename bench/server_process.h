// A sitrepd of this build, started for a measurement on a directory of its own.
#ifndef SITREP_BENCH_SERVER_PROCESS_H_
#define SITREP_BENCH_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace sitrep {

class ServerProcess {
 public:
  // Starts the binary on the directory and waits until it serves. Ends the program if it does not.
  ServerProcess(const std::string& binary, const std::string& directory);
  // Kills it without warning, as a crash would.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& address() const { return address_; }
  // From its start until it served.
  double start_ms() const { return start_ms_; }
  // Memory that it has resident, in KiB.
  int64_t ResidentKib() const;

 private:
  pid_t pid_ = 0;
  std::string address_;
  double start_ms_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_SERVER_PROCESS_H_
