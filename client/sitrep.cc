// The sitrep command line.
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "client/command_line.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"

int main(int argc, char** argv) {
  // Both write to stderr on their own; whatever matters comes back as a status.
  google::protobuf::SetLogHandler(nullptr);
  gpr_set_log_function([](gpr_log_func_args*) {});
  sitrep::Console console = sitrep::ProcessConsole();
  sitrep::CommandLine line(console, [] { return absl::Now(); });
  const int code = line.Run(std::vector<std::string>(argv + 1, argv + argc));
  console.out.flush();
  return code;
}
