// How RocksDB is set up: durability first, then little memory and two background threads.
#ifndef SITREP_STORAGE_ROCKSDB_OPTIONS_H_
#define SITREP_STORAGE_ROCKSDB_OPTIONS_H_

#include <cstddef>
#include <memory>

#include "rocksdb/cache.h"
#include "rocksdb/options.h"
#include "storage/database.h"

namespace sitrep {

// A commit that makes the write-ahead log larger than this makes RocksDB flush its memtables.
// Bounds what Open replays.
inline constexpr size_t kWalBytesMax = size_t{128} << 20;

rocksdb::DBOptions DatabaseRocksdbOptions();
rocksdb::ColumnFamilyOptions FamilyRocksdbOptions(Family family,
                                                  const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace sitrep

#endif  // SITREP_STORAGE_ROCKSDB_OPTIONS_H_
