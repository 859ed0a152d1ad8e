// Decides when what RocksDB holds in memory goes to its files, for all families at once.
#ifndef SITREP_STORAGE_MEMTABLE_FLUSHER_H_
#define SITREP_STORAGE_MEMTABLE_FLUSHER_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "rocksdb/db.h"

namespace sitrep {

// RocksDB 7.8 can't have two atomic flushes for different reasons at a time: its assertion that
// they agree ends the process, and Debian's library has assertions. So RocksDB never decides by
// itself (kMemtableBytesMax and kWalBytesMax in rocksdb_options.h are out of reach); this class
// does, one flush at a time. Thread-safe.
class MemtableFlusher {
 public:
  // So much was written since the last flush began: the next one begins.
  static constexpr size_t kFlushBytes = size_t{24} << 20;
  // Whoever writes segments in the background waits while so much is unflushed, ...
  static constexpr size_t kBackgroundMax = size_t{32} << 20;
  // ... a commit only while this much is: a merge, which writes faster than files are made, must
  // not be what a commit waits for. Bounds memory and what Open replays.
  static constexpr size_t kUnflushedBytesMax = size_t{96} << 20;
  enum class Writer { kBackground, kCommit };

  // Both outlive the flusher. Owns a thread.
  MemtableFlusher(rocksdb::DB* db, std::vector<rocksdb::ColumnFamilyHandle*> families);
  // Waits for a flush under way.
  ~MemtableFlusher();

  // So many bytes were written. Waits, if too many are unflushed for this writer, until a flush has
  // ended.
  void Wrote(size_t bytes, Writer writer);
  // Everything written before is in files when it returns.
  absl::Status Flush();

 private:
  void Run();

  rocksdb::DB* const db_;
  const std::vector<rocksdb::ColumnFamilyHandle*> families_;

  // Held while a flush goes on. Taken before mutex_.
  std::mutex flush_mutex_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_. Since the last flush that went well began.
  size_t unflushed_bytes_ = 0;
  // A flush went wrong: nothing waits any more, RocksDB refuses what is written.
  bool failed_ = false;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_MEMTABLE_FLUSHER_H_
