// A sealed segment: revisions sorted by address, a document's number being its rank.
#ifndef SITREP_STORAGE_SEGMENT_H_
#define SITREP_STORAGE_SEGMENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/chunk_cache.h"
#include "storage/common_term_sets.h"
#include "storage/index_unit.h"
#include "storage/segment.pb.h"
#include "storage/segment_columns.h"
#include "storage/term_dictionary.h"

namespace sitrep {

// Columns and the directory of terms are in memory; pages of terms and lists come through the
// cache. Immutable but for the sequences that supersede its revisions, which one thread sets while
// others read.
class Segment : public IndexUnit {
 public:
  // Reads columns and directory. DATA_LOSS, naming the segment, if they are damaged.
  static absl::StatusOr<std::shared_ptr<const Segment>> Open(const storage::SegmentMeta& meta,
                                                             std::shared_ptr<ChunkCache> cache);

  const storage::SegmentMeta& meta() const { return meta_; }
  const SegmentColumns& columns() const { return columns_; }
  // The document of an address; nullopt if the segment does not have it.
  std::optional<uint32_t> Find(const Address& address) const;

  // Where a term's documents are; an empty list if it has none.
  absl::StatusOr<TermList> LookUp(const Term& term) const;
  // The documents of its common terms, as far as they were asked for.
  CommonTermSets& common_sets() const { return common_sets_; }
  // A run of a list, with the chunk that it points into.
  struct OpenedRun {
    std::shared_ptr<const std::string> chunk;
    PostingRun run;
  };
  absl::StatusOr<OpenedRun> OpenRun(const ChunkPart& part) const;

  // All terms in order, for comparing and merging. The segment outlives it.
  class Terms {
   public:
    explicit Terms(const Segment* segment) : segment_(segment) {}
    // Goes to the next term; false after the last one.
    absl::StatusOr<bool> Next();
    const Term& term() const { return page_->term(); }
    // Its documents, all decoded.
    absl::Status Docs(std::vector<uint32_t>& docs) const;

   private:
    const Segment* segment_;
    size_t next_page_ = 0;
    std::shared_ptr<const std::string> chunk_;
    std::optional<TermPageReader> page_;
  };

  std::optional<Address> FirstPossible(const IndexQuery& query) const override;
  absl::StatusOr<std::unique_ptr<UnitCursor>> Open(const IndexQuery& query,
                                                   CursorCounters* counters) const override;
  absl::Status AddInWindow(const std::vector<AnyTerm>& all_of, const SequenceWindow& window,
                           std::vector<int64_t>& sequences) const override;
  absl::Status Count(const CountQuery& query, const CountSink& sink) const override;
  absl::StatusOr<int64_t> CountTerm(const Term& term) const override;
  absl::Status AddDigests(int64_t first, std::vector<RevisionDigest>& digests) const override;

 private:
  Segment(const storage::SegmentMeta& meta, std::shared_ptr<ChunkCache> cache);

  absl::Status Load();
  // Of a chunk that is there: DATA_LOSS if the part is not.
  absl::StatusOr<absl::string_view> PartOf(const std::string& chunk, const ChunkPart& part) const;
  absl::Status Damaged(absl::string_view what) const;

  const storage::SegmentMeta meta_;
  const std::shared_ptr<ChunkCache> cache_;
  SegmentColumns columns_;
  TermDirectory directory_;
  mutable CommonTermSets common_sets_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_SEGMENT_H_
