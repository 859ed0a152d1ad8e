#include "storage/memtable_flusher.h"

#include <utility>

#include "storage/rocksdb_status.h"

namespace sitrep {

MemtableFlusher::MemtableFlusher(rocksdb::DB* db,
                                 std::vector<rocksdb::ColumnFamilyHandle*> families)
    : db_(db), families_(std::move(families)), thread_([this] { Run(); }) {}

MemtableFlusher::~MemtableFlusher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void MemtableFlusher::Wrote(size_t bytes, Writer writer) {
  const size_t most = writer == Writer::kCommit ? kUnflushedBytesMax : kBackgroundMax;
  std::unique_lock lock(mutex_);
  unflushed_bytes_ += bytes;
  if (unflushed_bytes_ < kFlushBytes) return;
  changed_.notify_all();
  changed_.wait(lock, [&] { return unflushed_bytes_ < most || failed_; });
}

absl::Status MemtableFlusher::Flush() {
  const std::lock_guard flushing(flush_mutex_);
  size_t bytes = 0;
  {
    const std::lock_guard lock(mutex_);
    bytes = unflushed_bytes_;
  }
  const absl::Status status =
      FromRocksdb(db_->Flush(rocksdb::FlushOptions(), families_), "flushing");
  const std::lock_guard lock(mutex_);
  if (status.ok()) {
    unflushed_bytes_ -= bytes;
  } else {
    failed_ = true;
  }
  changed_.notify_all();
  return status;
}

void MemtableFlusher::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || failed_ || unflushed_bytes_ >= kFlushBytes; });
    if (stopping_ || failed_) return;
    lock.unlock();
    // RocksDB tells whoever writes next of an error.
    Flush().IgnoreError();
    lock.lock();
  }
}

}  // namespace sitrep
