#include "storage/rocksdb_options.h"

#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"
#include "storage/database_log.h"

namespace sitrep {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

rocksdb::BlockBasedTableOptions TableOptions(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  // Indexes and filters count against the cache, so that it bounds all of RocksDB's reading memory.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  return table;
}

// Values of many entries, written once in key order, never changed.
void SetUpLog(rocksdb::ColumnFamilyOptions& family, rocksdb::BlockBasedTableOptions& table) {
  family.compression = rocksdb::kZSTD;
  // Text compresses well at level 1 already, and the second core is the readers' too.
  family.compression_opts.level = 1;
  // Keys only grow, so files move down as they are. The leveled style would write each once more
  // when it is the last of its keys, only to forget the sequence numbers.
  family.compaction_style = rocksdb::kCompactionStyleUniversal;
  family.compaction_options_universal.allow_trivial_move = true;
  table.block_size = 16 << 10;
}

// Small values, read by key, and mostly for keys that are not there.
void SetUpIds(rocksdb::ColumnFamilyOptions& family, rocksdb::BlockBasedTableOptions& table) {
  family.memtable_whole_key_filtering = true;
  // 0.8 MiB.
  family.memtable_prefix_bloom_size_ratio = 0.0016;
  family.compression = rocksdb::kLZ4Compression;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  // In parts: whole, the filter of two million ids is larger than what one shard of the cache
  // holds, and would be read anew for every id.
  table.partition_filters = true;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.metadata_block_size = 16 << 10;
  table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
}

// Chunks of up to 256 KiB that are packed already; the index caches what it has read of them.
void SetUpSegments(rocksdb::ColumnFamilyOptions& family) {
  family.compression = rocksdb::kLZ4Compression;
}

}  // namespace

rocksdb::DBOptions DatabaseRocksdbOptions() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  // The default mode drops silently what follows a damaged record. This one only forgives a torn
  // end of a file, and what a torn end may hide is found by EventLog and AcknowledgedMark.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.recycle_log_file_num = 0;
  options.max_total_wal_size = kWalBytesMax;
  // Log and ids reach their files together: a lost write-ahead log loses the same of both.
  options.atomic_flush = true;
  // The write-ahead log has everything that counts; a shutdown need not wait for a flush.
  options.avoid_flush_during_shutdown = true;
  options.max_background_jobs = 2;
  // One thread writes; the locks of concurrent writing would cost it.
  options.allow_concurrent_memtable_write = false;
  options.bytes_per_sync = kMiB;
  // It would reserve as much as a memtable may hold for every write-ahead log; commits are no
  // faster.
  options.allow_fallocate = false;
  options.info_log = std::make_shared<DatabaseLog>();
  // After a failed write the store takes nothing more until a restart.
  options.max_bgerror_resume_count = 0;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

rocksdb::ColumnFamilyOptions FamilyRocksdbOptions(Family family,
                                                  const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  options.level_compaction_dynamic_level_bytes = true;
  options.max_write_buffer_number = 3;
  options.write_buffer_size = kMemtableBytesMax;
  rocksdb::BlockBasedTableOptions table = TableOptions(cache);
  switch (family) {
    case Family::kLog:
      SetUpLog(options, table);
      break;
    case Family::kIds:
      SetUpIds(options, table);
      break;
    case Family::kSegments:
      SetUpSegments(options);
      break;
    case Family::kMeta:
      break;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace sitrep
