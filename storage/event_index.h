// The index: a fold of the log into a head in memory and sealed segments in RocksDB.
//
// The head takes new revisions. When it is full it is frozen, and a thread of the index seals it:
// it writes a segment in chunks under an id that nothing refers to, then one small synced batch
// makes the segment part of the manifest, moves the applied-through mark and stores the
// supersessions up to it. What is in no segment yet is in the log: after Open the owner applies the
// entries after `applied_through()` again. Another thread merges small segments, so that there are
// few of them; that changes no answer.
//
// A revision is visible at snapshot S if its sequence <= S < the sequence that supersedes it. So
// what comes after S never changes an answer at S.
#ifndef SITREP_STORAGE_EVENT_INDEX_H_
#define SITREP_STORAGE_EVENT_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/index_count.h"
#include "storage/index_cursor.h"
#include "storage/index_digest.h"
#include "storage/index_query.h"
#include "storage/posting.h"

namespace sitrep {

class Database;

struct IndexOptions {
  // Revisions that the head holds before it is frozen; at least 1.
  size_t head_entries_max = 64 << 10;
  // Memory for chunks of segments that were read lately. Columns (41 bytes a revision, and 8 for
  // each point of one that has several) and the first term of each page of terms are kept besides.
  size_t chunk_cache_bytes = size_t{128} << 20;
};

// For status.
struct IndexStats {
  // The last sequence that sealed segments hold.
  int64_t applied_through = 0;
  // Revisions in the head and in frozen heads.
  int64_t head_entries = 0;
  int64_t frozen_heads = 0;
  int64_t segments = 0;
  int64_t segment_entries = 0;
  // Bytes of segments, before RocksDB compresses them.
  int64_t segment_bytes = 0;
  // Why heads are sealed no more, if sealing has failed: then nothing can be applied soon.
  absl::Status sealing_status;
  // Why segments are merged no more, if merging has failed. Answers stay right without it.
  absl::Status merging_status;
};

// Thread-safe, except that one thread at a time calls Apply.
class EventIndex {
 public:
  // Frozen heads that wait for being sealed. At the bound Apply waits, so that memory stays bounded
  // when the disk is slow.
  static constexpr size_t kFrozenHeadsMax = 2;

  // Reads the manifest and the columns of all segments; deletes segments that the manifest does not
  // name. DATA_LOSS for damaged ones. The database outlives the index.
  static absl::StatusOr<std::unique_ptr<EventIndex>> Open(Database* database,
                                                          const IndexOptions& options);
  // Stops sealing; a seal under way is finished first. What is in the heads is dropped: the log has
  // it.
  ~EventIndex();

  // The last sequence that sealed segments hold; 0 if there are none. Does not move before the
  // first Apply.
  int64_t applied_through() const;

  // Folds the next revision in: its sequence is one more than the last one's, or than
  // `applied_through()` at first, and its entry is durable. The posting is visible at once to
  // snapshots that include it. INVALID_ARGUMENT for another sequence; DATA_LOSS if it supersedes
  // what is not there; the error of the sealing thread once sealing has failed, after which nothing
  // can be applied any more.
  absl::Status Apply(const Posting& posting);

  IndexCursor Query(IndexQuery query) const;

  // The sequences of the window, ascending, whose revisions, or the ones that they supersede, have
  // a term of each clause; with `current_at` those of revisions that are current then. No clause:
  // all revisions of events. Everything up to the window's end has been applied.
  absl::StatusOr<std::vector<int64_t>> FindInWindow(const std::vector<AnyTerm>& all_of,
                                                    const SequenceWindow& window) const;
  // Tells the sink of every match, once, in any order.
  absl::Status Count(const CountQuery& query, const CountSink& sink) const;

  // How many postings the term has, superseded revisions included.
  absl::StatusOr<int64_t> CountTerm(const Term& term) const;

  // What the index holds of the revisions `first` to `last` as of `last`; the result has one
  // element for each. For comparing with a fresh fold, whatever the segments are.
  absl::StatusOr<std::vector<RevisionDigest>> Digests(int64_t first, int64_t last) const;

  // Waits until every frozen head is sealed. The error of the sealing thread if sealing has failed.
  absl::Status WaitUntilSealed() const;
  // Waits until, besides, no segments need merging. The error of merging if that has failed.
  absl::Status WaitUntilMerged() const;

  IndexStats stats() const;

 private:
  class Impl;
  explicit EventIndex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_EVENT_INDEX_H_
