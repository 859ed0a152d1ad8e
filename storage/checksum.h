// CRC-32C (Castagnoli), as iSCSI, ext4 and RocksDB use it: finds damaged bytes.
#ifndef SITREP_STORAGE_CHECKSUM_H_
#define SITREP_STORAGE_CHECKSUM_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace sitrep {

uint32_t Crc32c(absl::string_view bytes);

}  // namespace sitrep

#endif  // SITREP_STORAGE_CHECKSUM_H_
