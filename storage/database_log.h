// What RocksDB says when something is wrong, in the process's log. Its own file of such lines is
// not written: Debian's build ends the process when that file can't be, as on a full disk.
#ifndef SITREP_STORAGE_DATABASE_LOG_H_
#define SITREP_STORAGE_DATABASE_LOG_H_

#include <cstdarg>

#include "rocksdb/env.h"

namespace sitrep {

// Thread-safe. Passes on errors alone; a line of more than 1,023 bytes is cut.
class DatabaseLog final : public rocksdb::Logger {
 public:
  DatabaseLog();

  void Logv(const char* format, va_list arguments) override;
  // How the database is set up: nothing is wrong with it.
  void LogHeader(const char*, va_list) override {}
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_DATABASE_LOG_H_
