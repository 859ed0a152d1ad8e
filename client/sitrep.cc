// The sitrep command line.
#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "client/command_line.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"

namespace {

// A standard stream that is closed would be the next thing that is opened, a connection most
// likely: what was printed would go there.
void KeepStandardStreams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // Writing to the full device fails, as writing to nothing should. The lowest free number is it.
    if (fcntl(fd, F_GETFD) < 0) open(fd == STDIN_FILENO ? "/dev/null" : "/dev/full", O_RDWR);
  }
}

}  // namespace

int main(int argc, char** argv) {
  KeepStandardStreams();
  // Both write to stderr on their own; whatever matters comes back as a status.
  google::protobuf::SetLogHandler(nullptr);
  gpr_set_log_function([](gpr_log_func_args*) {});
  sitrep::Console console = sitrep::ProcessConsole();
  sitrep::CommandLine line(console, [] { return absl::Now(); });
  const int code = line.Run(std::vector<std::string>(argv + 1, argv + argc));
  console.out.flush();
  return code;
}
