#include "storage/event_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rocksdb/iterator.h"
#include "storage/database.h"
#include "storage/keys.h"
#include "storage/rocksdb_status.h"

namespace sitrep {
namespace {

// The value that a valid iterator stands on.
absl::StatusOr<LogValue> ParseAt(const rocksdb::Iterator& values) {
  const absl::string_view key(values.key().data(), values.key().size());
  const std::optional<int64_t> first_sequence = ParseLogKey(key);
  if (!first_sequence) {
    return absl::DataLossError(absl::StrCat("log, key ", DescribeKey(key), ": not a log key"));
  }
  return LogValue::Parse(*first_sequence, {values.value().data(), values.value().size()});
}

absl::Status Missing(int64_t sequence) {
  return absl::DataLossError(absl::StrCat("log: sequence ", sequence, " is missing"));
}

}  // namespace

LogReader::LogReader(std::unique_ptr<rocksdb::Iterator> values, int64_t after_sequence,
                     int64_t last_sequence)
    : values_(std::move(values)), next_(after_sequence + 1), last_(last_sequence) {}
LogReader::LogReader(LogReader&&) noexcept = default;
LogReader& LogReader::operator=(LogReader&&) noexcept = default;
LogReader::~LogReader() = default;

absl::StatusOr<std::optional<LogCall>> LogReader::Next() {
  RETURN_IF_ERROR(status_);
  if (next_ > last_) return std::nullopt;
  LogCall call;
  status_ = ReadCall(call);
  RETURN_IF_ERROR(status_);
  return call;
}

absl::Status LogReader::ReadCall(LogCall& call) {
  call.first_sequence = next_;
  while (true) {
    RETURN_IF_ERROR(FindValue());
    ASSIGN_OR_RETURN(const LogEntry entry, value_->Entry(next_));
    call.entries.push_back(std::make_shared<const std::string>(entry.bytes));
    ++next_;
    if (entry.ends_call) return absl::OkStatus();
    if (next_ > last_) {
      return absl::DataLossError(absl::StrCat("log: the call from sequence ", call.first_sequence,
                                              " is cut after ", last_));
    }
  }
}

absl::Status LogReader::FindValue() {
  if (value_ && next_ <= value_->last_sequence()) return absl::OkStatus();
  if (value_) {
    value_.reset();
    values_->Next();
  } else {
    values_->SeekForPrev(LogKey(next_));
  }
  if (!values_->Valid()) {
    RETURN_IF_ERROR(FromRocksdb(values_->status(), "reading the log"));
    return Missing(next_);
  }
  ASSIGN_OR_RETURN(value_, ParseAt(*values_));
  if (next_ < value_->first_sequence() || next_ > value_->last_sequence()) return Missing(next_);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<EventLog>> EventLog::Open(const Database* database) {
  std::unique_ptr<EventLog> log(new EventLog(database));
  RETURN_IF_ERROR(log->FindEnd());
  return log;
}

absl::Status EventLog::FindEnd() {
  const std::unique_ptr<rocksdb::Iterator> values = database_->NewIterator(Family::kLog);
  // What recovery wrote lies at the end, and is no more than the write-ahead log held. Values
  // before that are in files whose checksums and presence RocksDB checks itself.
  const int64_t touched_bytes = database_->recovered_wal_bytes();
  int64_t checked_bytes = 0;
  int64_t next_first = 0;  // 0 before the first value.
  for (values->SeekToLast(); values->Valid() && checked_bytes <= touched_bytes; values->Prev()) {
    ASSIGN_OR_RETURN(const LogValue value, ParseAt(*values));
    if (next_first == 0) {
      sequence_at_open_ = value.last_sequence();
      if (!value.EndsCall(sequence_at_open_)) {
        return absl::DataLossError(
            absl::StrCat("log: its last call is cut after ", sequence_at_open_));
      }
    } else if (value.last_sequence() + 1 != next_first) {
      return Missing(next_first - 1);
    }
    next_first = value.first_sequence();
    checked_bytes += static_cast<int64_t>(values->value().size());
  }
  RETURN_IF_ERROR(FromRocksdb(values->status(), "reading the end of the log"));
  values->SeekToFirst();
  RETURN_IF_ERROR(FromRocksdb(values->status(), "reading the start of the log"));
  if (values->Valid()) {
    ASSIGN_OR_RETURN(const LogValue value, ParseAt(*values));
    if (value.first_sequence() != 1) return Missing(1);
  }
  return absl::OkStatus();
}

void EventLog::Append(int64_t first_sequence, absl::Span<const LogEntry> entries, Batch& batch) {
  size_t begin = 0;
  while (begin < entries.size()) {
    size_t end = begin;
    size_t bytes = 0;
    while (end < entries.size() && end - begin < kLogValueEntriesMax && bytes < kLogValueBytesMax) {
      bytes += entries[end].bytes.size();
      ++end;
    }
    const int64_t first = first_sequence + static_cast<int64_t>(begin);
    batch.Put(Family::kLog, LogKey(first),
              EncodeLogValue(first, entries.subspan(begin, end - begin)));
    begin = end;
  }
}

absl::StatusOr<std::string> EventLog::Read(int64_t sequence) const {
  ASSIGN_OR_RETURN(std::vector<std::string> entries, ReadEach({sequence}));
  return std::move(entries.front());
}

absl::StatusOr<std::vector<std::string>> EventLog::ReadEach(
    absl::Span<const int64_t> sequences) const {
  const std::unique_ptr<rocksdb::Iterator> values = database_->NewIterator(Family::kLog);
  std::vector<std::string> entries;
  entries.reserve(sequences.size());
  std::optional<LogValue> value;
  for (const int64_t sequence : sequences) {
    // Neighbours often share a value.
    if (!value || sequence > value->last_sequence()) {
      value.reset();
      if (sequence > 0) values->SeekForPrev(LogKey(sequence));
      if (!values->Valid()) {
        RETURN_IF_ERROR(FromRocksdb(values->status(), absl::StrCat("reading sequence ", sequence)));
        return absl::NotFoundError(absl::StrCat("no sequence ", sequence));
      }
      ASSIGN_OR_RETURN(value, ParseAt(*values));
    }
    if (sequence > value->last_sequence()) {
      return absl::NotFoundError(absl::StrCat("no sequence ", sequence));
    }
    ASSIGN_OR_RETURN(const LogEntry entry, value->Entry(sequence));
    entries.emplace_back(entry.bytes);
  }
  return entries;
}

LogReader EventLog::ReadFrom(int64_t after_sequence, int64_t last_sequence) const {
  return LogReader(database_->NewIterator(Family::kLog), after_sequence, last_sequence);
}

}  // namespace sitrep
