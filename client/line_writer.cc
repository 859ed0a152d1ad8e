#include "client/line_writer.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace sitrep {
namespace {

constexpr int kTickMs = 100;
// A pipe that can be written to takes so much without blocking.
constexpr size_t kPipeBytes = 4096;
// For the rest of a line that is under way when it is interrupted.
constexpr absl::Duration kRestWait = absl::Seconds(1);

}  // namespace

LineWriter::LineWriter(Console& console, const std::atomic<bool>& interrupted)
    : console_(console), interrupted_(interrupted) {}

absl::Status LineWriter::Write(absl::string_view text) {
  if (interrupted_) return absl::CancelledError("interrupted");
  if (console_.out_fd >= 0) return WriteToDescriptor(absl::StrCat(text, "\n"));
  console_.out << text << std::endl;
  return console_.out.good() ? absl::OkStatus() : absl::DataLossError("can't write");
}

absl::Status LineWriter::WriteToDescriptor(absl::string_view bytes) {
  const size_t line_bytes = bytes.size();
  absl::Time until = absl::InfiniteFuture();
  while (!bytes.empty()) {
    if (interrupted_) until = std::min(until, absl::Now() + kRestWait);
    if (interrupted_ && (bytes.size() == line_bytes || absl::Now() >= until)) {
      return absl::CancelledError("interrupted");
    }
    pollfd out = {.fd = console_.out_fd, .events = POLLOUT, .revents = 0};
    if (poll(&out, 1, kTickMs) <= 0) continue;
    const ssize_t written =
        write(console_.out_fd, bytes.data(), std::min(bytes.size(), kPipeBytes));
    if (written > 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (written < 0 && errno != EINTR && errno != EAGAIN) {
      return errno == EPIPE ? absl::UnavailableError("the reader is gone")
                            : absl::DataLossError(absl::StrCat(
                                  "can't write to the standard output: ", strerror(errno)));
    }
  }
  return absl::OkStatus();
}

bool LineWriter::ReaderIsThere() const {
  if (console_.out_fd < 0) return true;
  pollfd out = {.fd = console_.out_fd, .events = 0, .revents = 0};
  return poll(&out, 1, 0) <= 0 || (out.revents & (POLLERR | POLLHUP | POLLNVAL)) == 0;
}

}  // namespace sitrep
