// Lines of a file or a pipe, one at a time, without ever holding a very long one.
#ifndef SITREP_CLIENT_LINE_READER_H_
#define SITREP_CLIENT_LINE_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace sitrep {

// Not thread-safe.
class LineReader {
 public:
  enum class Outcome {
    // A line, without its end.
    kLine,
    // A line of more than `line_bytes_max` bytes; it was skipped.
    kTooLong,
    // Nothing came for a while; call again.
    kIdle,
    kEnd,
    // Reading failed; errno says why.
    kError,
  };

  // Does not own `fd`, which must be open for reading.
  LineReader(int fd, size_t line_bytes_max);

  // The next line; waits at most `wait` for more input. The last line need not end in a line feed.
  Outcome Next(absl::Duration wait, std::string& line);

  // The number of the line that was returned last, from 1.
  int64_t line_number() const { return line_number_; }
  int64_t bytes_read() const { return bytes_read_; }

 private:
  // Takes a whole line out of the buffer, if there is one.
  bool TakeLine(std::string& line, Outcome& outcome);
  // Ends a line whose bytes were collected in `line_`.
  Outcome EndLine(std::string& line);
  Outcome Fill(absl::Duration wait);

  const int fd_;
  const size_t line_bytes_max_;
  std::string buffer_;
  size_t position_ = 0;
  // The line so far; of a line that is too long, nothing more.
  std::string line_;
  bool too_long_ = false;
  bool at_end_ = false;
  int64_t line_number_ = 0;
  int64_t bytes_read_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_LINE_READER_H_
