#include "bench/server_process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "bench/steady_clock.h"

namespace sitrep {

ServerProcess::ServerProcess(const std::string& binary, const std::string& directory) {
  const auto began = SteadyClock::now();
  int out[2];
  if (pipe(out) != 0) std::abort();
  pid_ = fork();
  if (pid_ == 0) {
    dup2(out[1], STDOUT_FILENO);
    close(out[0]);
    close(out[1]);
    execl(binary.c_str(), binary.c_str(), "--data", directory.c_str(), "--listen", "127.0.0.1:0",
          nullptr);
    _exit(127);
  }
  close(out[1]);
  FILE* lines = fdopen(out[0], "r");
  char line[512];
  if (fgets(line, sizeof(line), lines) == nullptr) {
    std::fprintf(stderr, "%s did not start\n", binary.c_str());
    std::exit(1);
  }
  start_ms_ = SecondsSince(began) * 1e3;
  std::string text(line);
  while (!text.empty() && text.back() <= ' ') text.pop_back();
  address_ = text.substr(text.rfind(' ') + 1);
  fclose(lines);
}

ServerProcess::~ServerProcess() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

int64_t ServerProcess::ResidentKib() const {
  std::ifstream status(absl::StrCat("/proc/", pid_, "/status"));
  std::string line;
  while (std::getline(status, line)) {
    if (absl::StartsWith(line, "VmRSS:")) return std::atoll(line.c_str() + 6);
  }
  return 0;
}

}  // namespace sitrep
