#include "client/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "absl/strings/numbers.h"
#include "client/display_text.h"
#include "client/rpc_status.h"

namespace sitrep {
namespace {

constexpr int kColumnsDefault = 80;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int TerminalColumns(bool is_terminal) {
  int columns = 0;
  if (absl::SimpleAtoi(Environment("COLUMNS"), &columns) && columns > 0) return columns;
  if (!is_terminal) return 0;
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return kColumnsDefault;
}

}  // namespace

Console ProcessConsole() {
  Console console{.out = std::cout, .err = std::cerr};
  console.in_fd = STDIN_FILENO;
  console.out_fd = STDOUT_FILENO;
  console.out_is_terminal = isatty(STDOUT_FILENO) == 1;
  console.err_is_terminal = isatty(STDERR_FILENO) == 1;
  console.columns = TerminalColumns(console.out_is_terminal);
  console.colors =
      console.out_is_terminal && Environment("NO_COLOR").empty() && Environment("TERM") != "dumb";
  return console;
}

void Say(Console& console, absl::string_view message) {
  console.err << "sitrep: " << Printable(message) << std::endl;
}

ExitCode SayError(Console& console, const absl::Status& status) {
  bool first = true;
  for (const std::string& line : ErrorLines(status)) {
    if (first) {
      Say(console, line);
    } else {
      console.err << "  " << Printable(line) << std::endl;
    }
    first = false;
  }
  return status.code() == absl::StatusCode::kUnavailable ||
                 status.code() == absl::StatusCode::kDeadlineExceeded
             ? kExitNoConnection
             : kExitRefused;
}

ExitCode SayUsageError(Console& console, const absl::Status& status) {
  Say(console, status.message());
  return kExitUsage;
}

}  // namespace sitrep
