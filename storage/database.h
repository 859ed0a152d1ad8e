// RocksDB as sitrep uses it: one database of four column families. The only way to the disk for the
// log, the ids and the index; no other class names RocksDB's options.
//
// Thread-safe, a Batch excepted.
#ifndef SITREP_STORAGE_DATABASE_H_
#define SITREP_STORAGE_DATABASE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Iterator;
class Snapshot;
class WriteBatch;
}  // namespace rocksdb

namespace sitrep {

class MemtableFlusher;

// Where a key lives. Each is a column family of this name on disk.
enum class Family : int {
  // First sequence -> entries (event_log.h).
  kLog = 0,
  // Event id -> storage::IdRecord (id_table.h).
  kIds = 1,
  // Segment id, chunk number -> bytes of a sealed segment (event_index.h).
  kSegments = 2,
  // The ledger's id and its own actors; the index's manifest, mark and overlays.
  kMeta = 3,
};
inline constexpr int kFamilyCount = 4;
absl::string_view NameOf(Family family);

// Changes that are written as one: after a crash all of them are there, or none.
class Batch {
 public:
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;
  ~Batch();

  // Empties it; its memory stays for what comes.
  void Clear();
  void Put(Family family, absl::string_view key, absl::string_view value);
  void Delete(Family family, absl::string_view key);
  // Keys in [begin, end).
  void DeleteRange(Family family, absl::string_view begin, absl::string_view end);

 private:
  friend class Database;
  explicit Batch(const std::vector<rocksdb::ColumnFamilyHandle*>* families);

  const std::vector<rocksdb::ColumnFamilyHandle*>* families_;
  std::unique_ptr<rocksdb::WriteBatch> batch_;
};

// The database as it was at a moment; keeps that on disk as long as it lives.
using DatabaseSnapshot = std::shared_ptr<const rocksdb::Snapshot>;

struct DatabaseOptions {
  // Made if it is not there, its parents too.
  std::string directory;
  // Bounds RocksDB's cache of blocks, all families together.
  size_t block_cache_bytes = size_t{256} << 20;
};

class Database {
 public:
  // The largest chunk of a segment: larger ones stall commits.
  static constexpr size_t kChunkBytesMax = 256 << 10;

  // UNAVAILABLE if another process has the directory open, DATA_LOSS if what is there is damaged.
  // Finding out whether the log is complete is the log's (EventLog::Open).
  static absl::StatusOr<std::unique_ptr<Database>> Open(const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Must not outlive the database.
  DatabaseSnapshot TakeSnapshot() const;

  // As of the snapshot, or as of now if it is null. Nullopt if there is no such key. DATA_LOSS
  // names the family and the key.
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key,
                                                 const DatabaseSnapshot& snapshot = nullptr) const;

  // In key order, as of the snapshot, or as of now if it is null. Must not outlive either.
  std::unique_ptr<rocksdb::Iterator> NewIterator(Family family,
                                                 const DatabaseSnapshot& snapshot = nullptr) const;

  Batch NewBatch() const;
  // On disk (fsync) when it returns. On an error it is unknown whether the batch is there. Waits if
  // writing is far ahead of flushing, as PutChunk does (MemtableFlusher::kUnflushedBytesMax).
  absl::Status WriteSynced(const Batch& batch);

  // Segments. A segment's chunks are put under an id that nothing refers to yet, then made durable
  // by FlushChunks, then referred to by a batch that flips the manifest. A crash before the flip
  // leaves an orphan, which the index deletes when it opens.

  // Not durable before FlushChunks; bypasses the write-ahead log, so that merges do not double it.
  absl::Status PutChunk(uint64_t segment_id, uint32_t chunk, absl::string_view bytes);
  // All chunks that were put before are on disk when it returns. Takes as long as writing them
  // does; commits go on meanwhile.
  absl::Status FlushChunks();
  // DATA_LOSS if it is not there.
  absl::StatusOr<std::string> ReadChunk(uint64_t segment_id, uint32_t chunk) const;
  // Removes all chunks, if there are any. Nothing may refer to the segment any more: the flip that
  // dropped it is on disk.
  absl::Status DeleteSegment(uint64_t segment_id);
  // The ids that have chunks, ascending. Costs one seek a segment.
  absl::StatusOr<std::vector<uint64_t>> ListSegments() const;

  // Files of the database, write-ahead log included.
  int64_t disk_bytes() const;
  // Size of the write-ahead log that Open found and replayed: what was lost by damage, if anything,
  // lies in the last so many bytes of what was written.
  int64_t recovered_wal_bytes() const { return recovered_wal_bytes_; }

 private:
  Database();

  rocksdb::ColumnFamilyHandle* handle(Family family) const;

  std::string directory_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  std::unique_ptr<MemtableFlusher> flusher_;
  int64_t recovered_wal_bytes_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_DATABASE_H_
