// How RocksDB is set up: durability first, then little memory and two background threads.
#ifndef SITREP_STORAGE_ROCKSDB_OPTIONS_H_
#define SITREP_STORAGE_ROCKSDB_OPTIONS_H_

#include <cstddef>
#include <memory>

#include "rocksdb/cache.h"
#include "rocksdb/options.h"
#include "storage/database.h"

namespace sitrep {

// RocksDB flushes a memtable, or all, that grow larger. MemtableFlusher sees to it that none does:
// it lets less be unflushed, the largest batch (limits::kCommitGroupBytesMax) besides.
inline constexpr size_t kMemtableBytesMax = size_t{192} << 20;
inline constexpr size_t kWalBytesMax = size_t{192} << 20;

rocksdb::DBOptions DatabaseRocksdbOptions();
rocksdb::ColumnFamilyOptions FamilyRocksdbOptions(Family family,
                                                  const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace sitrep

#endif  // SITREP_STORAGE_ROCKSDB_OPTIONS_H_
