#include "client/line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace sitrep {
namespace {

constexpr size_t kReadBytes = 256 << 10;

}  // namespace

LineReader::LineReader(int fd, size_t line_bytes_max) : fd_(fd), line_bytes_max_(line_bytes_max) {}

LineReader::Outcome LineReader::Next(absl::Duration wait, std::string& line) {
  for (;;) {
    Outcome outcome;
    if (TakeLine(line, outcome)) return outcome;
    if (at_end_) {
      return line_.empty() && !too_long_ ? Outcome::kEnd : EndLine(line);
    }
    outcome = Fill(wait);
    if (outcome != Outcome::kLine) return outcome;
  }
}

bool LineReader::TakeLine(std::string& line, Outcome& outcome) {
  const size_t end = buffer_.find('\n', position_);
  const size_t until = end == std::string::npos ? buffer_.size() : end;
  if (line_.size() + (until - position_) > line_bytes_max_) {
    too_long_ = true;
    line_.clear();
    line_.shrink_to_fit();
  }
  if (!too_long_) line_.append(buffer_, position_, until - position_);
  position_ = until;
  if (end == std::string::npos) return false;
  ++position_;
  outcome = EndLine(line);
  return true;
}

LineReader::Outcome LineReader::EndLine(std::string& line) {
  ++line_number_;
  line = std::exchange(line_, std::string());
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return std::exchange(too_long_, false) ? Outcome::kTooLong : Outcome::kLine;
}

LineReader::Outcome LineReader::Fill(absl::Duration wait) {
  pollfd input = {.fd = fd_, .events = POLLIN, .revents = 0};
  const int ready = poll(&input, 1, static_cast<int>(absl::ToInt64Milliseconds(wait)));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return Outcome::kIdle;
  if (ready < 0) return Outcome::kError;
  buffer_.resize(kReadBytes);
  position_ = 0;
  ssize_t bytes;
  do {
    bytes = read(fd_, buffer_.data(), buffer_.size());
  } while (bytes < 0 && errno == EINTR);
  buffer_.resize(bytes > 0 ? static_cast<size_t>(bytes) : 0);
  if (bytes < 0) return Outcome::kError;
  bytes_read_ += bytes;
  at_end_ = bytes == 0;
  return Outcome::kLine;
}

}  // namespace sitrep
