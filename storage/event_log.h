// The log: entries under consecutive sequences from 1, in calls. The truth; all else is derived.
#ifndef SITREP_STORAGE_EVENT_LOG_H_
#define SITREP_STORAGE_EVENT_LOG_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/log_value.h"

namespace rocksdb {
class Iterator;
}  // namespace rocksdb

namespace sitrep {

class Batch;
class Database;

// Entries that one call appended.
struct LogCall {
  int64_t first_sequence = 0;
  // Serialised storage::Entry, at least one, under consecutive sequences.
  std::vector<std::shared_ptr<const std::string>> entries;

  int64_t last_sequence() const {
    return first_sequence + static_cast<int64_t>(entries.size()) - 1;
  }
};

// Reads calls in order. Not thread-safe. Must not outlive the log. While it lives it keeps what it
// reads from on disk, so it is dropped and made again rather than kept while waiting.
class LogReader {
 public:
  LogReader(LogReader&&) noexcept;
  LogReader& operator=(LogReader&&) noexcept;
  ~LogReader();

  // The next call; nullopt at the end, which is where the log ended when the reader was made. If
  // the reader was to start within a call, the first one is the rest of that call. DATA_LOSS for
  // damage and gaps; then every further call fails alike.
  absl::StatusOr<std::optional<LogCall>> Next();

 private:
  friend class EventLog;
  LogReader(std::unique_ptr<rocksdb::Iterator> values, int64_t after_sequence,
            int64_t last_sequence);

  absl::Status ReadCall(LogCall& call);
  // Makes `value_` the one that holds `next_`.
  absl::Status FindValue();

  std::unique_ptr<rocksdb::Iterator> values_;
  // A view of what `values_` stands on; nullopt before the first call.
  std::optional<LogValue> value_;
  int64_t next_;
  int64_t last_;
  absl::Status status_;
};

// Thread-safe; one thread at a time appends.
class EventLog {
 public:
  // Finds the end of the log, and checks that it starts at 1 and that no sequence is missing in the
  // part that recovery has touched; DATA_LOSS if one is. The database outlives the log.
  static absl::StatusOr<std::unique_ptr<EventLog>> Open(const Database* database);

  // The last sequence that Open found; 0 for an empty log.
  int64_t sequence_at_open() const { return sequence_at_open_; }

  // Adds entries to a batch that the caller writes. The last one ends its call; none is empty.
  static void Append(int64_t first_sequence, absl::Span<const LogEntry> entries, Batch& batch);

  // NOT_FOUND for a sequence that is not there, DATA_LOSS for a damaged one.
  absl::StatusOr<std::string> Read(int64_t sequence) const;

  // Several at once, in ascending order, which costs less; one result for each.
  absl::StatusOr<std::vector<std::string>> ReadEach(absl::Span<const int64_t> sequences) const;

  // Calls from `after_sequence` + 1 up to `last_sequence`, which ends a call.
  LogReader ReadFrom(int64_t after_sequence, int64_t last_sequence) const;

 private:
  explicit EventLog(const Database* database) : database_(database) {}

  absl::Status FindEnd();

  const Database* database_;
  int64_t sequence_at_open_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_EVENT_LOG_H_
