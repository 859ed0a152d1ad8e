// Lines to the standard output, also where nobody reads them for long.
#ifndef SITREP_CLIENT_LINE_WRITER_H_
#define SITREP_CLIENT_LINE_WRITER_H_

#include <atomic>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/console.h"

namespace sitrep {

// Each line is written whole before the next, and is out when Write returns. Not thread-safe.
class LineWriter {
 public:
  // Writes to the console's output; both must outlive the writer. A signal handler may set the
  // flag.
  LineWriter(Console& console, const std::atomic<bool>& interrupted);

  // The text and a line feed. CANCELLED if interrupted before the line began, or if its reader does
  // not take the rest of it within a second then; UNAVAILABLE if the reader is gone; DATA_LOSS if
  // it can't be written, as on a full disk.
  absl::Status Write(absl::string_view text);

  // Whether someone may still read: a pipe without a reader shows it, also while nothing is
  // written.
  bool ReaderIsThere() const;

 private:
  absl::Status WriteToDescriptor(absl::string_view bytes);

  Console& console_;
  const std::atomic<bool>& interrupted_;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_LINE_WRITER_H_
