// Ascending lists of document numbers as bytes. Part of the format on disk.
//
// A list is cut into runs of at most kRunDocsMax documents, each of which lies in one chunk; a run
// is cut into blocks of kBlockDocs, which are found by a directory at its beginning and decoded one
// by one. In a block: the difference of each document to the one before, as varints.
#ifndef SITREP_STORAGE_POSTING_LIST_H_
#define SITREP_STORAGE_POSTING_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace sitrep {

inline constexpr size_t kBlockDocs = 128;
inline constexpr size_t kRunDocsMax = 128 * kBlockDocs;
// No document has this number.
inline constexpr uint32_t kNoDoc = UINT32_MAX;

// Appends a run. The documents ascend strictly; 1 to kRunDocsMax of them, none kNoDoc.
void EncodeRun(absl::Span<const uint32_t> docs, std::string& out);

// Reads a run; keeps the block that it decoded last. Not thread-safe.
class PostingRun {
 public:
  // The bytes outlive the run. DATA_LOSS if they are no run.
  static absl::StatusOr<PostingRun> Parse(absl::string_view bytes);

  // The last document of the run that is not after `doc`, the first one that is not before it;
  // kNoDoc if there is none. DATA_LOSS for damaged bytes.
  absl::StatusOr<uint32_t> AtOrBefore(uint32_t doc);
  absl::StatusOr<uint32_t> AtOrAfter(uint32_t doc);

  // All documents, appended. DATA_LOSS for damaged bytes.
  absl::Status DecodeAll(std::vector<uint32_t>& docs);

 private:
  struct Block {
    uint32_t first_doc = 0;
    absl::string_view rest;
  };

  // The last block that begins at or before `doc`; blocks_.size() if there is none.
  size_t BlockOf(uint32_t doc) const;
  bool IsIn(size_t block, uint32_t doc) const {
    return blocks_[block].first_doc <= doc &&
           (block + 1 == blocks_.size() || doc < blocks_[block + 1].first_doc);
  }
  // The number in `decoded_` of its last document that is not after `doc`. The first one is not.
  size_t LastAtOrBefore(uint32_t doc);
  // Makes `decoded_` the documents of a block.
  absl::Status Decode(size_t block);

  std::vector<Block> blocks_;
  size_t decoded_block_ = SIZE_MAX;
  std::vector<uint32_t> decoded_;
  // The last one that was found in `decoded_`: the next is mostly near.
  size_t near_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_POSTING_LIST_H_
