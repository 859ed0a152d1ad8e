// The door of storage: a durable, ordered log of entries and the index that is folded from it.
//
// One process owns a data directory; a second one is refused at Open. Everything is thread-safe
// except Append, which one thread calls at a time.
//
// An entry is a revision of an event or a change of the ledger's own actors. Both take sequences;
// only events are in the index and counted.
//
// Invariants. An entry is on disk before Append returns. Sequences are consecutive from 1. The
// index equals a fold of the log up to `sequence()`, whenever a reader looks.
#ifndef SITREP_STORAGE_EVENT_STORE_H_
#define SITREP_STORAGE_EVENT_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "sitrep/v1/directory_service.pb.h"
#include "storage/actor_table.h"
#include "storage/event_index.h"
#include "storage/event_log.h"
#include "storage/id_record.pb.h"
#include "storage/index_query.h"
#include "storage/posting.h"
#include "storage/subscription_table.h"

namespace sitrep {

struct StoreOptions {
  // Made if it is not there.
  std::string directory;
  // Revisions that the head holds before it is sealed in the background.
  size_t head_entries_max = 64 << 10;
  // Memory for RocksDB's blocks and for sections of segments.
  size_t block_cache_bytes = size_t{256} << 20;
  // Memory for entries that were read or written lately.
  size_t entry_cache_bytes = size_t{128} << 20;
  // Made anew for a new directory; see ledger_id().
  std::string ledger_id_if_new;
};

// One new entry of a commit: either of an event, or of actors.
struct NewEntry {
  // Serialised storage::Entry.
  std::shared_ptr<const std::string> bytes;
  // Its fold; address.sequence is its sequence.
  Posting posting;
  // The event's id.
  std::string event_id;
  // What is known of it now, in the last entry that an append has of the event; in earlier ones it
  // may be empty.
  storage::IdRecord id_record;
  // Those of the entry, if it changes actors.
  std::vector<v1::Actor> actors;
  // The last entry of its call. The last entry of an Append always is one.
  bool ends_call = false;
};

class EventStore {
 public:
  // DATA_LOSS for a damaged or gapped log, FAILED_PRECONDITION for another format version,
  // UNAVAILABLE if another process has the directory.
  static absl::StatusOr<std::unique_ptr<EventStore>> Open(const StoreOptions& options);
  ~EventStore();

  // A UUID made with the directory; sequences mean nothing without it.
  const std::string& ledger_id() const;
  // The newest sequence that is durable and indexed; 0 if there is none.
  int64_t sequence() const;
  int64_t event_count() const;
  // One of schema.h.
  int64_t format_version() const;

  // What is known of an id; nullopt if nothing. Does not see what an Append under way writes.
  absl::StatusOr<std::optional<storage::IdRecord>> FindId(absl::string_view event_id) const;

  // The ledger's own actors, by id, as of sequence(). DATA_LOSS if they can't be read.
  absl::StatusOr<ActorMap> ReadActors() const;

  // Writes the entries, their id records and their actors as one batch, syncs it, folds it into the
  // index. Sequences must go on from sequence(). On an error nothing of it is visible, and the
  // store refuses further appends: what is on disk is only known after a restart.
  absl::Status Append(std::vector<NewEntry> entries);

  // Serialised storage::Entry. NOT_FOUND for a sequence that is not there.
  absl::StatusOr<std::shared_ptr<const std::string>> ReadEntry(int64_t sequence) const;

  // The same for several, in the order of the sequences given.
  absl::StatusOr<std::vector<std::shared_ptr<const std::string>>> ReadEntries(
      absl::Span<const int64_t> sequences) const;

  // Entries after `after_sequence` up to `sequence()` as of now, in order, in whole calls. The
  // reader must not outlive the store.
  LogReader ReadLog(int64_t after_sequence) const;

  // The revisions that an IndexQuery asks for. The cursor keeps what it needs alive.
  IndexCursor Query(IndexQuery query) const;
  // What a filter's terms leave of a part of the log, by the index: the sequences of the window,
  // ascending, whose revisions, or the ones that they supersede, have a term of each clause; with
  // `current_at` those of revisions that are current then. The window ends at or below sequence().
  absl::StatusOr<std::vector<int64_t>> FindInWindow(const std::vector<AnyTerm>& all_of,
                                                    const SequenceWindow& window) const;
  // Tells the sink of each revision that a CountQuery asks for, once, in any order.
  absl::Status Count(CountQuery query, const CountSink& sink) const;
  // How many revisions have the term, about (superseded ones count).
  absl::StatusOr<int64_t> CountTerm(const Term& term) const;

  // The places of named subscriptions, which live with the ledger and are no part of the log.
  SubscriptionTable& subscriptions();

  IndexStats index_stats() const;
  // Why nothing can be appended any more, if so: what Append answers.
  absl::Status append_status() const;
  int64_t disk_bytes() const;
  // Compares the index with a fresh fold of the log. DATA_LOSS names the first difference.
  absl::Status VerifyIndex() const;

 private:
  class Impl;
  explicit EventStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sitrep

#endif  // SITREP_STORAGE_EVENT_STORE_H_
