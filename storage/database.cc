#include "storage/database.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rocksdb/cache.h"
#include "rocksdb/convenience.h"
#include "rocksdb/db.h"
#include "rocksdb/iterator.h"
#include "rocksdb/snapshot.h"
#include "rocksdb/write_batch.h"
#include "storage/keys.h"
#include "storage/memtable_flusher.h"
#include "storage/rocksdb_options.h"
#include "storage/rocksdb_status.h"

namespace sitrep {
namespace {

rocksdb::Slice ToSlice(absl::string_view bytes) { return {bytes.data(), bytes.size()}; }

std::string Doing(absl::string_view verb, Family family, absl::string_view key) {
  return absl::StrCat(verb, " ", DescribeKey(key), " of ", NameOf(family));
}

int64_t BytesOfFiles(const std::string& directory, absl::string_view extension) {
  int64_t total = 0;
  std::error_code error;
  std::filesystem::directory_iterator file(directory, error);
  for (; !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
    if (!extension.empty() && file->path().extension() != std::string(extension)) continue;
    std::error_code gone;  // Files come and go while they are counted.
    const auto bytes = file->file_size(gone);
    if (!gone) total += static_cast<int64_t>(bytes);
  }
  return total;
}

}  // namespace

absl::string_view NameOf(Family family) {
  switch (family) {
    case Family::kLog:
      return "log";
    case Family::kIds:
      return "ids";
    case Family::kSegments:
      return "segments";
    case Family::kMeta:
      return "meta";
  }
  return "";
}

Batch::Batch(const std::vector<rocksdb::ColumnFamilyHandle*>* families)
    : families_(families), batch_(std::make_unique<rocksdb::WriteBatch>()) {}
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;
Batch::~Batch() = default;

// A WriteBatch fails only past 4 GiB, or for a family it does not know; neither happens here.
void Batch::Put(Family family, absl::string_view key, absl::string_view value) {
  batch_->Put((*families_)[static_cast<int>(family)], ToSlice(key), ToSlice(value))
      .PermitUncheckedError();
}
void Batch::Clear() { batch_->Clear(); }
void Batch::Delete(Family family, absl::string_view key) {
  batch_->Delete((*families_)[static_cast<int>(family)], ToSlice(key)).PermitUncheckedError();
}
void Batch::DeleteRange(Family family, absl::string_view begin, absl::string_view end) {
  batch_->DeleteRange((*families_)[static_cast<int>(family)], ToSlice(begin), ToSlice(end))
      .PermitUncheckedError();
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const DatabaseOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  if (error) {
    return absl::InternalError(absl::StrCat("making ", options.directory, ": ", error.message()));
  }
  std::unique_ptr<Database> database(new Database);
  database->directory_ = options.directory;
  database->recovered_wal_bytes_ = BytesOfFiles(options.directory, ".log");

  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  // RocksDB insists on its default family; it stays empty.
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors = {
      {rocksdb::kDefaultColumnFamilyName, FamilyRocksdbOptions(Family::kMeta, cache)}};
  for (int i = 0; i < kFamilyCount; ++i) {
    const auto family = static_cast<Family>(i);
    descriptors.emplace_back(std::string(NameOf(family)), FamilyRocksdbOptions(family, cache));
  }
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const rocksdb::Status status =
      rocksdb::DB::Open(DatabaseRocksdbOptions(), options.directory, descriptors, &handles, &db);
  if (!status.ok()) return FromRocksdb(status, absl::StrCat("opening ", options.directory));
  database->db_.reset(db);
  database->db_->DestroyColumnFamilyHandle(handles.front());
  database->families_.assign(handles.begin() + 1, handles.end());
  database->flusher_ = std::make_unique<MemtableFlusher>(db, database->families_);
  return database;
}

Database::Database() = default;

Database::~Database() {
  if (db_ == nullptr) return;
  flusher_.reset();
  for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
  // What is acknowledged is on disk; an error here can't take it back.
  db_->Close().PermitUncheckedError();
}

rocksdb::ColumnFamilyHandle* Database::handle(Family family) const {
  return families_[static_cast<int>(family)];
}

DatabaseSnapshot Database::TakeSnapshot() const {
  rocksdb::DB* db = db_.get();
  return DatabaseSnapshot(db->GetSnapshot(), [db](const rocksdb::Snapshot* snapshot) {
    db->ReleaseSnapshot(snapshot);
  });
}

absl::StatusOr<std::optional<std::string>> Database::Get(Family family, absl::string_view key,
                                                         const DatabaseSnapshot& snapshot) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot.get();
  std::string value;
  const rocksdb::Status status = db_->Get(options, handle(family), ToSlice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return FromRocksdb(status, Doing("reading", family, key));
  return value;
}

std::unique_ptr<rocksdb::Iterator> Database::NewIterator(Family family,
                                                         const DatabaseSnapshot& snapshot) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot.get();
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, handle(family)));
}

Batch Database::NewBatch() const { return Batch(&families_); }

absl::Status Database::WriteSynced(const Batch& batch) {
  rocksdb::WriteOptions options;
  options.sync = true;
  RETURN_IF_ERROR(FromRocksdb(db_->Write(options, batch.batch_.get()), "writing a batch"));
  flusher_->Wrote(batch.batch_->GetDataSize(), MemtableFlusher::Writer::kCommit);
  return absl::OkStatus();
}

absl::Status Database::PutChunk(uint64_t segment_id, uint32_t chunk, absl::string_view bytes) {
  if (bytes.size() > kChunkBytesMax) {
    return absl::InternalError(absl::StrCat("a chunk of ", bytes.size(), " bytes"));
  }
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  const std::string key = ChunkKey(segment_id, chunk);
  RETURN_IF_ERROR(FromRocksdb(db_->Put(options, handle(Family::kSegments), key, ToSlice(bytes)),
                              Doing("writing", Family::kSegments, key)));
  flusher_->Wrote(bytes.size(), MemtableFlusher::Writer::kBackground);
  return absl::OkStatus();
}

absl::Status Database::FlushChunks() { return flusher_->Flush(); }

absl::StatusOr<std::string> Database::ReadChunk(uint64_t segment_id, uint32_t chunk) const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;  // The index caches what it makes of it.
  const std::string key = ChunkKey(segment_id, chunk);
  std::string bytes;
  const rocksdb::Status status = db_->Get(options, handle(Family::kSegments), key, &bytes);
  if (status.IsNotFound()) {
    return absl::DataLossError(Doing("missing: chunk", Family::kSegments, key));
  }
  if (!status.ok()) return FromRocksdb(status, Doing("reading", Family::kSegments, key));
  return bytes;
}

absl::Status Database::DeleteSegment(uint64_t segment_id) {
  const std::string begin = SegmentPrefix(segment_id);
  const std::string end = SegmentPrefix(segment_id + 1);
  rocksdb::WriteOptions options;
  options.disableWAL = true;  // If it is lost, the segment is an orphan.
  RETURN_IF_ERROR(FromRocksdb(db_->DeleteRange(options, handle(Family::kSegments), begin, end),
                              Doing("deleting", Family::kSegments, begin)));
  // Frees whole files at once; the compactions do the rest in time.
  const rocksdb::Slice begin_slice(begin);
  const rocksdb::Slice end_slice(end);
  return FromRocksdb(rocksdb::DeleteFilesInRange(db_.get(), handle(Family::kSegments), &begin_slice,
                                                 &end_slice, /*include_end=*/false),
                     Doing("deleting files", Family::kSegments, begin));
}

absl::StatusOr<std::vector<uint64_t>> Database::ListSegments() const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> iterator(
      db_->NewIterator(options, handle(Family::kSegments)));
  std::vector<uint64_t> segments;
  iterator->SeekToFirst();
  while (iterator->Valid()) {
    const auto address = ParseChunkKey({iterator->key().data(), iterator->key().size()});
    if (!address) {
      return absl::DataLossError(
          absl::StrCat("segments: a key of ", iterator->key().size(), " bytes, not a chunk's"));
    }
    segments.push_back(address->segment_id);
    iterator->Seek(SegmentPrefix(address->segment_id + 1));
  }
  RETURN_IF_ERROR(FromRocksdb(iterator->status(), "listing segments"));
  return segments;
}

int64_t Database::disk_bytes() const { return BytesOfFiles(directory_, ""); }

}  // namespace sitrep
