// The terms of a segment and where their lists lie: pages of about a kilobyte, found by their first
// terms. Part of the format on disk.
#ifndef SITREP_STORAGE_TERM_DICTIONARY_H_
#define SITREP_STORAGE_TERM_DICTIONARY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/byte_codec.h"
#include "storage/posting_list.h"
#include "storage/segment_chunk.h"
#include "storage/terms.h"

namespace sitrep {

// A run of a posting list (posting_list.h).
struct RunPart {
  uint32_t first_doc = 0;
  ChunkPart part;
};

// Where a term's documents are. A list of one is no more than that document.
struct TermList {
  uint32_t doc_count = 0;
  // If doc_count is 1.
  uint32_t only_doc = kNoDoc;
  // Otherwise: ascending; all but the last have kRunDocsMax documents.
  std::vector<RunPart> runs;
};

// Makes a page. The terms ascend strictly.
class TermPageWriter {
 public:
  static constexpr size_t kPageBytesTarget = 1 << 10;

  void Add(const Term& term, const TermList& list);
  bool full() const { return bytes_.size() >= kPageBytesTarget; }
  bool empty() const { return bytes_.empty(); }
  const Term& first_term() const { return first_term_; }
  // The page; the writer is empty again.
  std::string Finish();

 private:
  std::string bytes_;
  Term first_term_;
  Term last_term_;
};

// Reads a page from its beginning. The bytes outlive the reader.
class TermPageReader {
 public:
  explicit TermPageReader(absl::string_view page) : rest_(page) {}

  // Goes to the next term; false after the last one. DATA_LOSS for damaged bytes.
  absl::StatusOr<bool> Next();
  const Term& term() const { return term_; }
  const TermList& list() const { return list_; }

 private:
  bool ReadTerm();
  bool ReadList();

  CodecReader rest_;
  bool started_ = false;
  Term term_;
  TermList list_;
};

// The first terms of all pages of a segment, in memory. Immutable once it is read.
class TermDirectory {
 public:
  // Appends an entry to a chunk of the directory.
  static void PutEntry(const Term& first_term, const ChunkPart& page, std::string& chunk);

  // Chunk after chunk as they were written. DATA_LOSS for damaged bytes.
  absl::Status Append(absl::string_view chunk);

  size_t page_count() const { return pages_.size(); }
  const ChunkPart& page(size_t i) const { return pages_[i].part; }
  // The only page on which the term can be.
  std::optional<ChunkPart> PageOf(absl::string_view term) const;

 private:
  struct Page {
    // In `first_terms_`.
    uint64_t term_begin = 0;
    ChunkPart part;
  };
  absl::string_view FirstTerm(size_t i) const;

  std::string first_terms_;
  std::vector<Page> pages_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_TERM_DICTIONARY_H_
