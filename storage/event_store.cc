#include "storage/event_store.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "spdlog/spdlog.h"
#include "storage/database.h"
#include "storage/entry_cache.h"
#include "storage/id_table.h"
#include "storage/keys.h"
#include "storage/ledger_directory.h"
#include "storage/parse_entry.h"
#include "storage/schema.h"
#include "storage/store_check.h"

namespace sitrep {
namespace {

// What readers see; replaced as a whole by each append.
struct PublishedState {
  int64_t sequence = 0;
  int64_t event_count = 0;
  int64_t format_version = 0;
  // The ids and actors as of `sequence`.
  DatabaseSnapshot snapshot;
};

absl::StatusOr<int64_t> ReadCount(const Database& database, absl::string_view key,
                                  int64_t if_missing) {
  ASSIGN_OR_RETURN(const std::optional<std::string> value, database.Get(Family::kMeta, key));
  if (!value) return if_missing;
  const std::optional<int64_t> count = ParseCountValue(*value);
  if (!count) return absl::DataLossError(absl::StrCat("meta, key ", key, ": not a number"));
  return *count;
}

// What the caller of Append must keep to.
absl::Status CheckAppend(const std::vector<NewEntry>& entries, int64_t next_sequence) {
  for (const NewEntry& entry : entries) {
    if (entry.posting.address.sequence != next_sequence) {
      return absl::InvalidArgumentError(absl::StrCat("an entry of sequence ",
                                                     entry.posting.address.sequence, " where ",
                                                     next_sequence, " is next"));
    }
    if (entry.bytes == nullptr || entry.bytes->empty()) {
      return absl::InvalidArgumentError(absl::StrCat("entry ", next_sequence, " is empty"));
    }
    if (entry.event_id.empty() == entry.actors.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("entry ", next_sequence, " is neither of an event nor of actors alone"));
    }
    ++next_sequence;
  }
  if (!entries.empty() && !entries.back().ends_call) {
    return absl::InvalidArgumentError("the last entry of an append ends its call");
  }
  return absl::OkStatus();
}

}  // namespace

class EventStore::Impl {
 public:
  static absl::StatusOr<std::unique_ptr<Impl>> Open(const StoreOptions& options);

  const std::string& ledger_id() const { return ledger_id_; }
  std::shared_ptr<const PublishedState> published() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return published_;
  }

  absl::StatusOr<std::optional<storage::IdRecord>> FindId(absl::string_view event_id) const {
    return ids_->Find(event_id, published()->snapshot);
  }
  absl::StatusOr<ActorMap> ReadActors() const { return actors_->ReadAll(published()->snapshot); }
  absl::Status Append(std::vector<NewEntry> entries);
  absl::StatusOr<std::vector<std::shared_ptr<const std::string>>> ReadEntries(
      absl::Span<const int64_t> sequences) const;
  LogReader ReadLog(int64_t after_sequence) const {
    return log_->ReadFrom(after_sequence, published()->sequence);
  }
  IndexCursor Query(IndexQuery query) const {
    query.snapshot = std::min(query.snapshot, published()->sequence);
    return index_->Query(std::move(query));
  }
  absl::StatusOr<std::vector<int64_t>> FindInWindow(const std::vector<AnyTerm>& all_of,
                                                    const SequenceWindow& window) const {
    return index_->FindInWindow(all_of, window);
  }
  absl::Status Count(CountQuery query, const CountSink& sink) const {
    query.query.snapshot = std::min(query.query.snapshot, published()->sequence);
    return index_->Count(query, sink);
  }
  absl::StatusOr<int64_t> CountTerm(const Term& term) const { return index_->CountTerm(term); }
  SubscriptionTable& subscriptions() { return *subscriptions_; }
  IndexStats index_stats() const { return index_->stats(); }
  int64_t disk_bytes() const { return database_->disk_bytes(); }
  absl::Status append_status() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return append_status_;
  }
  absl::Status VerifyIndex() const;

 private:
  explicit Impl(size_t entry_cache_bytes) : cache_(entry_cache_bytes) {}

  absl::Status CheckMark() const;
  absl::Status OpenMeta(const std::string& ledger_id_if_new);
  absl::Status MakeMeta(const std::string& ledger_id);
  absl::Status CheckNewest() const;
  absl::Status DropIndexOfOtherTerms();
  absl::Status Fold();
  absl::Status Write(const std::vector<NewEntry>& entries, int64_t event_count);
  absl::Status WriteAndFold(std::vector<NewEntry> entries);
  void Publish(int64_t sequence, int64_t event_count);

  std::string ledger_id_;
  std::unique_ptr<LedgerDirectory> directory_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<EventLog> log_;
  std::unique_ptr<IdTable> ids_;
  std::unique_ptr<ActorTable> actors_;
  std::unique_ptr<SubscriptionTable> subscriptions_;
  std::unique_ptr<EventIndex> index_;
  mutable EntryCache cache_;
  // Kept for its memory. The appending thread's.
  std::optional<Batch> append_batch_;

  mutable std::mutex mutex_;
  // Why nothing can be appended any more.
  absl::Status append_status_;
  // Declared after the database, which its snapshot must not outlive.
  std::shared_ptr<const PublishedState> published_;
};

absl::StatusOr<std::unique_ptr<EventStore::Impl>> EventStore::Impl::Open(
    const StoreOptions& options) {
  std::unique_ptr<Impl> impl(new Impl(options.entry_cache_bytes));
  ASSIGN_OR_RETURN(impl->directory_, LedgerDirectory::Open(options.directory));
  DatabaseOptions database_options;
  database_options.directory = impl->directory_->database_directory();
  database_options.block_cache_bytes = options.block_cache_bytes / 2;
  ASSIGN_OR_RETURN(impl->database_, Database::Open(database_options));
  ASSIGN_OR_RETURN(impl->log_, EventLog::Open(impl->database_.get()));
  impl->append_batch_ = impl->database_->NewBatch();
  impl->ids_ = std::make_unique<IdTable>(impl->database_.get());
  impl->actors_ = std::make_unique<ActorTable>(impl->database_.get());
  impl->subscriptions_ = std::make_unique<SubscriptionTable>(impl->database_.get());
  RETURN_IF_ERROR(impl->CheckMark());
  RETURN_IF_ERROR(impl->OpenMeta(options.ledger_id_if_new));
  RETURN_IF_ERROR(impl->CheckNewest());

  RETURN_IF_ERROR(impl->DropIndexOfOtherTerms());
  IndexOptions index_options;
  index_options.head_entries_max = options.head_entries_max;
  index_options.chunk_cache_bytes = options.block_cache_bytes / 2;
  ASSIGN_OR_RETURN(impl->index_, EventIndex::Open(impl->database_.get(), index_options));
  RETURN_IF_ERROR(impl->Fold());

  ASSIGN_OR_RETURN(const int64_t event_count, ReadCount(*impl->database_, kEventCountKey, 0));
  impl->Publish(impl->log_->sequence_at_open(), event_count);
  return impl;
}

absl::Status EventStore::Impl::CheckMark() const {
  if (log_->sequence_at_open() >= directory_->acknowledged()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("log: it ends at sequence ", log_->sequence_at_open(),
                                          ", but sequence ", directory_->acknowledged(),
                                          " was acknowledged: its newest part is lost or damaged"));
}

absl::Status EventStore::Impl::OpenMeta(const std::string& ledger_id_if_new) {
  ASSIGN_OR_RETURN(const std::optional<std::string> ledger_id,
                   database_->Get(Family::kMeta, kLedgerIdKey));
  if (ledger_id) {
    ledger_id_ = *ledger_id;
    return absl::OkStatus();
  }
  if (log_->sequence_at_open() > 0) {
    return absl::DataLossError(
        absl::StrCat("meta: no ledger id, though the log has ", log_->sequence_at_open()));
  }
  if (ledger_id_if_new.empty()) return absl::InvalidArgumentError("a new ledger needs an id");
  return MakeMeta(ledger_id_if_new);
}

absl::Status EventStore::Impl::MakeMeta(const std::string& ledger_id) {
  Batch batch = database_->NewBatch();
  batch.Put(Family::kMeta, kLedgerIdKey, ledger_id);
  batch.Put(Family::kMeta, kTermsVersionKey, CountValue(kTermsVersion));
  batch.Put(Family::kMeta, kEventCountKey, CountValue(0));
  RETURN_IF_ERROR(database_->WriteSynced(batch));
  ledger_id_ = ledger_id;
  return absl::OkStatus();
}

// Log, ids and actors are written and flushed together, so the newest entry tells of all.
absl::Status EventStore::Impl::CheckNewest() const {
  const int64_t sequence = log_->sequence_at_open();
  if (sequence == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string bytes, log_->Read(sequence));
  ASSIGN_OR_RETURN(const storage::Entry entry, ParseEntry(sequence, bytes));
  if (!entry.actors().empty()) return actors_->CheckNewest(entry.actors());
  ASSIGN_OR_RETURN(const std::optional<storage::IdRecord> record, ids_->Find(entry.event().id()));
  if (!record || record->revisions().rbegin()->sequence() != sequence) {
    return absl::DataLossError(absl::StrCat("ids: '", entry.event().id(),
                                            "' does not know its revision, sequence ", sequence));
  }
  return absl::OkStatus();
}

absl::Status EventStore::Impl::DropIndexOfOtherTerms() {
  ASSIGN_OR_RETURN(const int64_t version, ReadCount(*database_, kTermsVersionKey, 0));
  if (version == kTermsVersion) return absl::OkStatus();
  // The segments become orphans, which the index deletes when it opens.
  Batch batch = database_->NewBatch();
  batch.DeleteRange(Family::kMeta, kIndexPrefix, kIndexPrefixEnd);
  batch.Put(Family::kMeta, kTermsVersionKey, CountValue(kTermsVersion));
  return database_->WriteSynced(batch);
}

absl::Status EventStore::Impl::Fold() {
  const int64_t last = log_->sequence_at_open();
  const int64_t applied = index_->applied_through();
  if (applied > last) {
    return absl::DataLossError(absl::StrCat("log: it ends at sequence ", last,
                                            ", but the index has applied ", applied,
                                            ": its newest part is lost or damaged"));
  }
  LogReader reader = log_->ReadFrom(applied, last);
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<LogCall> call, reader.Next());
    if (!call) return absl::OkStatus();
    for (size_t i = 0; i < call->entries.size(); ++i) {
      const int64_t sequence = call->first_sequence + static_cast<int64_t>(i);
      ASSIGN_OR_RETURN(const storage::Entry entry, ParseEntry(sequence, *call->entries[i]));
      RETURN_IF_ERROR(index_->Apply(PostingOf(entry)));
    }
  }
}

absl::Status EventStore::Impl::Append(std::vector<NewEntry> entries) {
  RETURN_IF_ERROR(append_status());
  RETURN_IF_ERROR(CheckAppend(entries, published()->sequence + 1));
  if (entries.empty()) return absl::OkStatus();
  const absl::Status status = WriteAndFold(std::move(entries));
  if (status.ok()) return status;
  const std::lock_guard<std::mutex> lock(mutex_);
  append_status_ = absl::Status(
      status.code(),
      absl::StrCat("the ledger takes nothing more until it is restarted: ", status.message()));
  spdlog::error("{}", std::string(append_status_.message()));
  return append_status_;
}

absl::Status EventStore::Impl::WriteAndFold(std::vector<NewEntry> entries) {
  const int64_t new_events =
      std::count_if(entries.begin(), entries.end(),
                    [](const NewEntry& entry) { return entry.posting.supersedes.sequence == 0; });
  const int64_t event_count = published()->event_count + new_events;
  const int64_t last = entries.back().posting.address.sequence;
  RETURN_IF_ERROR(Write(entries, event_count));
  RETURN_IF_ERROR(directory_->SetAcknowledged(last));
  for (NewEntry& entry : entries) {
    RETURN_IF_ERROR(index_->Apply(entry.posting));
    cache_.Insert(entry.posting.address.sequence, std::move(entry.bytes));
  }
  Publish(last, event_count);
  return absl::OkStatus();
}

absl::Status EventStore::Impl::Write(const std::vector<NewEntry>& entries, int64_t event_count) {
  std::vector<LogEntry> log_entries;
  log_entries.reserve(entries.size());
  append_batch_->Clear();
  for (const NewEntry& entry : entries) {
    log_entries.push_back({*entry.bytes, entry.ends_call});
    if (entry.actors.empty()) {
      if (!entry.id_record.revisions().empty()) {
        IdTable::Put(entry.event_id, entry.id_record, *append_batch_);
      }
      continue;
    }
    RETURN_IF_ERROR(directory_->RaiseFormat(kFormatVersionOfActors));
    for (const v1::Actor& actor : entry.actors) ActorTable::Put(actor, *append_batch_);
  }
  EventLog::Append(entries.front().posting.address.sequence, log_entries, *append_batch_);
  append_batch_->Put(Family::kMeta, kEventCountKey, CountValue(event_count));
  return database_->WriteSynced(*append_batch_);
}

void EventStore::Impl::Publish(int64_t sequence, int64_t event_count) {
  auto state = std::make_shared<const PublishedState>(PublishedState{
      sequence, event_count, directory_->format_version(), database_->TakeSnapshot()});
  const std::lock_guard<std::mutex> lock(mutex_);
  published_.swap(state);  // The old one goes after the lock does.
}

absl::StatusOr<std::vector<std::shared_ptr<const std::string>>> EventStore::Impl::ReadEntries(
    absl::Span<const int64_t> sequences) const {
  const int64_t last = published()->sequence;
  std::vector<std::shared_ptr<const std::string>> entries;
  entries.reserve(sequences.size());
  // Of those that are not cached: sequence, and where it is asked for.
  std::vector<std::pair<int64_t, size_t>> missing;
  for (const int64_t sequence : sequences) {
    if (sequence < 1 || sequence > last) {
      return absl::NotFoundError(absl::StrCat("no sequence ", sequence));
    }
    entries.push_back(cache_.Find(sequence));
    if (entries.back() == nullptr) missing.emplace_back(sequence, entries.size() - 1);
  }
  if (missing.empty()) return entries;
  std::sort(missing.begin(), missing.end());
  std::vector<int64_t> to_read;
  for (const auto& [sequence, at] : missing) to_read.push_back(sequence);
  ASSIGN_OR_RETURN(std::vector<std::string> read, log_->ReadEach(to_read));
  for (size_t i = 0; i < missing.size(); ++i) {
    auto entry = std::make_shared<const std::string>(std::move(read[i]));
    cache_.Insert(missing[i].first, entry);
    entries[missing[i].second] = std::move(entry);
  }
  return entries;
}

absl::Status EventStore::Impl::VerifyIndex() const {
  const std::shared_ptr<const PublishedState> now = published();
  CheckedStore store;
  store.log = log_.get();
  store.ids = ids_.get();
  store.actors = actors_.get();
  store.index = index_.get();
  store.snapshot = now->snapshot;
  store.sequence = now->sequence;
  store.event_count = now->event_count;
  return CheckStore(store);
}

EventStore::EventStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EventStore::~EventStore() = default;

absl::StatusOr<std::unique_ptr<EventStore>> EventStore::Open(const StoreOptions& options) {
  ASSIGN_OR_RETURN(std::unique_ptr<Impl> impl, Impl::Open(options));
  return std::unique_ptr<EventStore>(new EventStore(std::move(impl)));
}

const std::string& EventStore::ledger_id() const { return impl_->ledger_id(); }
int64_t EventStore::sequence() const { return impl_->published()->sequence; }
int64_t EventStore::event_count() const { return impl_->published()->event_count; }
int64_t EventStore::format_version() const { return impl_->published()->format_version; }

absl::StatusOr<std::optional<storage::IdRecord>> EventStore::FindId(
    absl::string_view event_id) const {
  return impl_->FindId(event_id);
}
absl::StatusOr<ActorMap> EventStore::ReadActors() const { return impl_->ReadActors(); }
absl::Status EventStore::Append(std::vector<NewEntry> entries) {
  return impl_->Append(std::move(entries));
}
absl::StatusOr<std::shared_ptr<const std::string>> EventStore::ReadEntry(int64_t sequence) const {
  ASSIGN_OR_RETURN(auto entries, impl_->ReadEntries({sequence}));
  return std::move(entries.front());
}
absl::StatusOr<std::vector<std::shared_ptr<const std::string>>> EventStore::ReadEntries(
    absl::Span<const int64_t> sequences) const {
  return impl_->ReadEntries(sequences);
}
LogReader EventStore::ReadLog(int64_t after_sequence) const {
  return impl_->ReadLog(after_sequence);
}
IndexCursor EventStore::Query(IndexQuery query) const { return impl_->Query(std::move(query)); }

absl::StatusOr<std::vector<int64_t>> EventStore::FindInWindow(const std::vector<AnyTerm>& all_of,
                                                              const SequenceWindow& window) const {
  return impl_->FindInWindow(all_of, window);
}

absl::Status EventStore::Count(CountQuery query, const CountSink& sink) const {
  return impl_->Count(std::move(query), sink);
}
absl::StatusOr<int64_t> EventStore::CountTerm(const Term& term) const {
  return impl_->CountTerm(term);
}
SubscriptionTable& EventStore::subscriptions() { return impl_->subscriptions(); }

IndexStats EventStore::index_stats() const { return impl_->index_stats(); }
absl::Status EventStore::append_status() const { return impl_->append_status(); }
int64_t EventStore::disk_bytes() const { return impl_->disk_bytes(); }
absl::Status EventStore::VerifyIndex() const { return impl_->VerifyIndex(); }

}  // namespace sitrep
