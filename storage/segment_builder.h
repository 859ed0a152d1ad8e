// Writes a segment to the database, chunk by chunk.
#ifndef SITREP_STORAGE_SEGMENT_BUILDER_H_
#define SITREP_STORAGE_SEGMENT_BUILDER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/database.h"
#include "storage/segment.pb.h"
#include "storage/segment_chunk.h"
#include "storage/segment_columns.h"
#include "storage/term_dictionary.h"

namespace sitrep {

// Terms and rows may come in any interleaving. Memory: one chunk of each sort, the columns and the
// first terms of pages. Errors are the database's; after one the segment is given up.
class SegmentBuilder {
 public:
  // The id is new; the database outlives the builder.
  SegmentBuilder(Database* database, uint64_t id);

  // Terms ascend strictly; documents too, at least one.
  absl::Status AddTerm(const Term& term, absl::Span<const uint32_t> docs);
  // Rows ascend by address; the first one is document 0.
  void AddRow(const ColumnRow& row);

  // Writes what is left and waits until all of it is on disk. Nothing refers to the segment yet.
  absl::StatusOr<storage::SegmentMeta> Finish();

 private:
  // A chunk that grows until it is written under the number that it has from the start, so that
  // others can refer to it.
  struct OpenedChunk {
    uint32_t number = 0;
    std::string bytes;
  };

  absl::StatusOr<ChunkPart> Append(const std::string& part, OpenedChunk& chunk);
  absl::Status Write(OpenedChunk& chunk);
  absl::Status WriteNew(std::string bytes);
  absl::Status FinishPage();

  Database* const database_;
  storage::SegmentMeta meta_;
  uint32_t next_chunk_ = 0;
  OpenedChunk lists_;
  OpenedChunk pages_;
  TermPageWriter page_;
  ColumnWriter columns_;
  std::vector<std::string> directory_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_SEGMENT_BUILDER_H_
