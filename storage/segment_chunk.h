// Chunks of a segment: bytes with a checksum, stored and read as one.
#ifndef SITREP_STORAGE_SEGMENT_CHUNK_H_
#define SITREP_STORAGE_SEGMENT_CHUNK_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace sitrep {

// Where something lies in a segment: never across chunks.
struct ChunkPart {
  uint32_t chunk = 0;
  uint32_t offset = 0;
  uint32_t size = 0;
};

// A chunk is closed once it has this many bytes. What is appended last may make it longer: a run of
// a list (82 KiB at most) or a term (64 KiB at most), so that Database::kChunkBytesMax is kept.
inline constexpr size_t kChunkBytesTarget = 64 << 10;
// A StableHash.
inline constexpr size_t kChecksumBytes = 8;

// Appends the checksum of the bytes.
void SealChunk(std::string& bytes);
// Checks the checksum and takes it off. DATA_LOSS if it does not fit the bytes.
absl::Status OpenChunk(std::string& bytes);

}  // namespace sitrep

#endif  // SITREP_STORAGE_SEGMENT_CHUNK_H_
