#include "storage/database_log.h"

#include <cstdio>

#include "spdlog/spdlog.h"

namespace sitrep {

DatabaseLog::DatabaseLog() : Logger(rocksdb::InfoLogLevel::ERROR_LEVEL) {}

void DatabaseLog::Logv(const char* format, va_list arguments) {
  char line[1024];
  std::vsnprintf(line, sizeof(line), format, arguments);
  spdlog::error("RocksDB: {}", static_cast<const char*>(line));
}

}  // namespace sitrep
