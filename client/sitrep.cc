// The sitrep command line.
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "client/command_line.h"

int main(int argc, char** argv) {
  sitrep::Console console = sitrep::ProcessConsole();
  sitrep::CommandLine line(console, [] { return absl::Now(); });
  const int code = line.Run(std::vector<std::string>(argv + 1, argv + argc));
  console.out.flush();
  return code;
}
