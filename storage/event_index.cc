#include "storage/event_index.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "spdlog/spdlog.h"
#include "storage/chunk_cache.h"
#include "storage/database.h"
#include "storage/head.h"
#include "storage/index_manifest.h"
#include "storage/index_unit.h"
#include "storage/merge.h"
#include "storage/seal.h"
#include "storage/segment.h"

namespace sitrep {

class EventIndex::Impl {
 public:
  Impl(Database* database, const IndexOptions& options)
      : database_(database),
        options_(options),
        cache_(std::make_shared<ChunkCache>(database, options.chunk_cache_bytes)) {}

  ~Impl() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread* thread : {&sealer_, &merger_}) {
      if (thread->joinable()) thread->join();
    }
  }

  absl::Status Open();

  int64_t applied_through() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return manifest_.applied_through();
  }

  absl::Status Apply(const Posting& posting);

  std::shared_ptr<const IndexView> view() const {
    std::lock_guard<std::mutex> lock(view_mutex_);
    return view_;
  }

  absl::Status WaitUntilSealed() const {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return frozen_count() == 0 || !sealing_status_.ok(); });
    return sealing_status_;
  }

  absl::Status WaitUntilMerged() const {
    RETURN_IF_ERROR(WaitUntilSealed());
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return (!merge_ && !NextMerge()) || !merging_status_.ok(); });
    return merging_status_;
  }

  IndexStats stats() const;

 private:
  // A merge under way.
  struct Merge {
    uint64_t segment_id = 0;
    // Neighbours in `segments_`.
    std::vector<std::shared_ptr<const Segment>> sources;
    int64_t superseded_through = 0;
    // Of the sources, by sequences after `superseded_through`.
    std::vector<Supersession> later;

    bool HasSource(uint64_t id) const {
      return std::any_of(sources.begin(), sources.end(),
                         [&](const auto& source) { return source->meta().id() == id; });
    }
  };

  // A segment that was merged into another; its chunks stay until no reader has it.
  struct Retired {
    uint64_t segment_id = 0;
    std::weak_ptr<const Segment> segment;
  };

  uint64_t NewSegmentId() {
    std::lock_guard<std::mutex> lock(mutex_);
    return next_segment_id_++;
  }
  storage::Manifest ManifestNow() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return manifest_;
  }

  absl::Status LoadSupersessions(const Segment& segment);
  absl::Status DeleteOrphans();

  // Under mutex_.
  size_t frozen_count() const { return heads_.size() - 1; }
  size_t half_full() const { return options_.head_entries_max / 2; }
  bool needs_spare_head() const {
    return spare_head_ == nullptr && heads_.back()->size() >= half_full();
  }
  absl::Status Freeze(std::unique_lock<std::mutex>& lock);
  void AddHead(std::shared_ptr<Head> head);
  absl::Status Supersede(const Address& address, int64_t by);
  void Publish();
  std::optional<size_t> NextMerge() const;
  void StartMerge(size_t first);

  // On the sealing thread.
  void SealUntilStopped();
  void MakeSpareHead(std::unique_lock<std::mutex>& lock);
  absl::Status Seal(const Head& head);
  absl::Status FlipToSegment(const storage::Manifest& manifest);
  void TakeOver(const Head& head, const SealedHead& sealed,
                const std::shared_ptr<const Segment>& segment);

  // On the merging thread.
  void MergeUntilStopped();
  absl::Status RunMerge();
  absl::Status FlipToMerged(const MergedSegment& merged, storage::Manifest& manifest);
  void TakeOver(const MergedSegment& merged, const std::shared_ptr<const Segment>& segment,
                const storage::Manifest& manifest);
  Supersession Moved(const Supersession& of_source, const MergedSegment& merged) const;
  absl::Status DeleteRetired();

  Database* const database_;
  const IndexOptions options_;
  const std::shared_ptr<ChunkCache> cache_;

  // Held by whoever changes which units there are or what supersedes what. Readers go by `view_`,
  // so they never wait for it.
  mutable std::mutex mutex_;
  // A head was frozen or sealed, segments were merged, either failed, or the index stops.
  mutable std::condition_variable changed_;
  // Set under mutex_.
  std::atomic<bool> stopping_{false};
  absl::Status sealing_status_;
  absl::Status merging_status_;
  storage::Manifest manifest_;
  std::vector<std::shared_ptr<const Segment>> segments_;
  // The oldest first; the last one takes what is applied, the others are frozen.
  std::vector<std::shared_ptr<Head>> heads_;
  // Made ahead by the sealing thread: its memory takes longer than a commit. Null if it is in use.
  std::shared_ptr<Head> spare_head_;
  // Of sealed revisions, by sequences after the applied-through mark: not on disk yet.
  std::vector<Supersession> unsaved_;
  int64_t next_sequence_ = 1;
  uint64_t next_segment_id_ = 1;
  std::optional<Merge> merge_;

  // Held from making a new manifest until its segments are in `segments_`, so that the two threads
  // take turns. Taken before mutex_.
  std::mutex flip_mutex_;
  // The merging thread's.
  std::vector<Retired> retired_;

  mutable std::mutex view_mutex_;
  std::shared_ptr<const IndexView> view_;

  std::thread sealer_;
  std::thread merger_;
};

absl::Status EventIndex::Impl::Open() {
  if (options_.head_entries_max == 0) {
    return absl::InvalidArgumentError("a head must hold at least one revision");
  }
  ASSIGN_OR_RETURN(manifest_, ReadManifest(*database_));
  RETURN_IF_ERROR(DeleteOrphans());
  for (const storage::SegmentMeta& meta : manifest_.segments()) {
    ASSIGN_OR_RETURN(auto segment, Segment::Open(meta, cache_));
    RETURN_IF_ERROR(LoadSupersessions(*segment));
    segments_.push_back(std::move(segment));
  }
  next_sequence_ = manifest_.applied_through() + 1;
  AddHead(std::make_shared<Head>(options_.head_entries_max));
  sealer_ = std::thread([this] { SealUntilStopped(); });
  merger_ = std::thread([this] { MergeUntilStopped(); });
  return absl::OkStatus();
}

absl::Status EventIndex::Impl::DeleteOrphans() {
  std::vector<uint64_t> named;
  for (const storage::SegmentMeta& meta : manifest_.segments()) named.push_back(meta.id());
  ASSIGN_OR_RETURN(std::vector<uint64_t> stored, database_->ListSegments());
  for (uint64_t id : stored) {
    // Above an orphan's too: its deletion may not be on disk yet.
    next_segment_id_ = std::max(next_segment_id_, id + 1);
    if (std::count(named.begin(), named.end(), id) > 0) continue;
    RETURN_IF_ERROR(database_->DeleteSegment(id));
  }
  return absl::OkStatus();
}

absl::Status EventIndex::Impl::LoadSupersessions(const Segment& segment) {
  ASSIGN_OR_RETURN(const auto stored, ReadSupersessions(*database_, segment.meta().id()));
  for (const Supersession& supersession : stored) {
    if (supersession.doc >= segment.columns().size()) {
      return absl::DataLossError(absl::StrCat("supersessions of segment ", segment.meta().id(),
                                              " name a document that is not there"));
    }
    segment.columns().Supersede(supersession.doc, supersession.by);
  }
  return absl::OkStatus();
}

absl::Status EventIndex::Impl::Apply(const Posting& posting) {
  std::unique_lock<std::mutex> lock(mutex_);
  RETURN_IF_ERROR(sealing_status_);
  const int64_t sequence = posting.address.sequence;
  if (sequence != next_sequence_) {
    return absl::InvalidArgumentError(
        absl::StrCat("sequence ", sequence, " follows ", next_sequence_ - 1));
  }
  if (heads_.back()->full()) RETURN_IF_ERROR(Freeze(lock));
  if (posting.supersedes.sequence != 0 && !posting.supersedes_itself()) {
    RETURN_IF_ERROR(Supersede(posting.supersedes, sequence));
  }
  heads_.back()->Add(posting);
  ++next_sequence_;
  if (heads_.back()->size() == half_full()) changed_.notify_all();
  return absl::OkStatus();
}

absl::Status EventIndex::Impl::Freeze(std::unique_lock<std::mutex>& lock) {
  changed_.wait(lock, [&] { return frozen_count() < kFrozenHeadsMax || !sealing_status_.ok(); });
  RETURN_IF_ERROR(sealing_status_);
  if (spare_head_ == nullptr) spare_head_ = std::make_shared<Head>(options_.head_entries_max);
  AddHead(std::exchange(spare_head_, nullptr));
  changed_.notify_all();
  return absl::OkStatus();
}

void EventIndex::Impl::AddHead(std::shared_ptr<Head> head) {
  head->StartAt(next_sequence_);
  heads_.push_back(std::move(head));
  Publish();
}

absl::Status EventIndex::Impl::Supersede(const Address& address, int64_t by) {
  const auto already = [&](int64_t superseded_by) {
    return absl::DataLossError(absl::StrCat("sequence ", by, " supersedes ", address.sequence,
                                            ", which ", superseded_by, " superseded already"));
  };
  for (auto head = heads_.rbegin(); head != heads_.rend(); ++head) {
    Head::Row* const row = (*head)->Find(address);
    if (row == nullptr) continue;
    const int64_t before = row->superseded_by.load(std::memory_order_relaxed);
    if (before != kNotSuperseded) return already(before);
    row->superseded_by.store(by, std::memory_order_release);
    return absl::OkStatus();
  }
  for (auto segment = segments_.rbegin(); segment != segments_.rend(); ++segment) {
    const std::optional<uint32_t> doc = (*segment)->Find(address);
    if (!doc) continue;
    const int64_t before = (*segment)->columns().superseded_by(*doc);
    if (before != kNotSuperseded) return already(before);
    (*segment)->columns().Supersede(*doc, by);
    unsaved_.push_back({(*segment)->meta().id(), *doc, by});
    if (merge_ && merge_->HasSource(unsaved_.back().segment_id)) {
      merge_->later.push_back(unsaved_.back());
    }
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat("sequence ", by, " supersedes ", address.sequence,
                                          ", which the index does not have"));
}

void EventIndex::Impl::Publish() {
  auto view = std::make_shared<IndexView>();
  view->units.assign(segments_.begin(), segments_.end());
  view->units.insert(view->units.end(), heads_.begin(), heads_.end());
  std::lock_guard<std::mutex> lock(view_mutex_);
  view_ = std::move(view);
}

void EventIndex::Impl::SealUntilStopped() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock,
                  [&] { return stopping_.load() || frozen_count() > 0 || needs_spare_head(); });
    if (stopping_.load()) return;
    if (needs_spare_head()) {
      MakeSpareHead(lock);
      continue;
    }
    std::shared_ptr<Head> head = heads_.front();
    lock.unlock();
    const absl::Status sealed = Seal(*head);
    // Unless a reader still has it this takes a while: not under the lock.
    head.reset();
    lock.lock();
    if (!sealed.ok()) {
      sealing_status_ = sealed;
      spdlog::error("heads of the index are sealed no more: {}", std::string(sealed.message()));
    }
    changed_.notify_all();
    if (!sealed.ok()) return;
  }
}

void EventIndex::Impl::MakeSpareHead(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  auto head = std::make_shared<Head>(options_.head_entries_max);
  lock.lock();
  spare_head_ = std::move(head);
}

absl::Status EventIndex::Impl::Seal(const Head& head) {
  ASSIGN_OR_RETURN(const SealedHead sealed, SealHead(head, NewSegmentId(), database_));
  ASSIGN_OR_RETURN(const auto segment, Segment::Open(sealed.meta, cache_));
  std::lock_guard<std::mutex> flip_lock(flip_mutex_);
  storage::Manifest manifest = ManifestNow();
  manifest.set_applied_through(head.first_sequence() + static_cast<int64_t>(head.size()) - 1);
  *manifest.add_segments() = sealed.meta;
  RETURN_IF_ERROR(FlipToSegment(manifest));
  TakeOver(head, sealed, segment);
  return absl::OkStatus();
}

// Supersessions by revisions up to the mark have all been noted: they were applied before the head
// was frozen. Later ones come back from the log.
absl::Status EventIndex::Impl::FlipToSegment(const storage::Manifest& manifest) {
  const auto settled = [&](const Supersession& supersession) {
    return supersession.by <= manifest.applied_through();
  };
  Batch batch = database_->NewBatch();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    std::vector<Supersession> to_save;
    std::copy_if(unsaved_.begin(), unsaved_.end(), std::back_inserter(to_save), settled);
    PutSupersessions(to_save, manifest.applied_through(), batch);
  }
  PutManifest(manifest, batch);
  RETURN_IF_ERROR(database_->WriteSynced(batch));
  std::lock_guard<std::mutex> lock(mutex_);
  manifest_ = manifest;
  unsaved_.erase(std::remove_if(unsaved_.begin(), unsaved_.end(), settled), unsaved_.end());
  return absl::OkStatus();
}

// The segment takes the head's place, with what superseded the head's revisions meanwhile.
void EventIndex::Impl::TakeOver(const Head& head, const SealedHead& sealed,
                                const std::shared_ptr<const Segment>& segment) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (uint32_t doc = 0; doc < sealed.head_docs.size(); ++doc) {
    const int64_t by =
        head.row(sealed.head_docs[doc]).superseded_by.load(std::memory_order_relaxed);
    if (by == kNotSuperseded || by <= manifest_.applied_through()) continue;
    segment->columns().Supersede(doc, by);
    unsaved_.push_back({sealed.meta.id(), doc, by});
  }
  heads_.erase(heads_.begin());
  segments_.push_back(segment);
  Publish();
}

std::optional<size_t> EventIndex::Impl::NextMerge() const {
  std::vector<int64_t> counts;
  for (const auto& segment : segments_) counts.push_back(segment->meta().revision_count());
  return ChooseMerge(counts, options_.head_entries_max);
}

void EventIndex::Impl::StartMerge(size_t first) {
  merge_.emplace();
  merge_->segment_id = next_segment_id_++;
  merge_->sources.assign(segments_.begin() + static_cast<ptrdiff_t>(first),
                         segments_.begin() + static_cast<ptrdiff_t>(first + kMergeFanIn));
  merge_->superseded_through = manifest_.applied_through();
  std::copy_if(unsaved_.begin(), unsaved_.end(), std::back_inserter(merge_->later),
               [&](const Supersession& s) { return merge_->HasSource(s.segment_id); });
}

void EventIndex::Impl::MergeUntilStopped() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_.load() || NextMerge(); });
    if (stopping_.load()) return;
    StartMerge(*NextMerge());
    lock.unlock();
    absl::Status merged = RunMerge();
    if (merged.ok()) merged = DeleteRetired();
    lock.lock();
    merge_.reset();
    if (!merged.ok() && !stopping_.load()) {
      merging_status_ = merged;
      spdlog::error("segments are merged no more: {}", std::string(merged.message()));
    }
    changed_.notify_all();
    if (!merged.ok()) return;
  }
}

absl::Status EventIndex::Impl::RunMerge() {
  // Let go of after all locks.
  const std::vector<std::shared_ptr<const Segment>> sources = merge_->sources;
  ASSIGN_OR_RETURN(
      const MergedSegment merged,
      MergeSegments(sources, merge_->superseded_through, merge_->segment_id, database_, stopping_));
  ASSIGN_OR_RETURN(const auto segment, Segment::Open(merged.meta, cache_));
  std::lock_guard<std::mutex> flip_lock(flip_mutex_);
  storage::Manifest manifest;
  RETURN_IF_ERROR(FlipToMerged(merged, manifest));
  TakeOver(merged, segment, manifest);
  return absl::OkStatus();
}

// Supersessions of the sources that were saved since the merge began are saved again, for the
// merged segment.
absl::Status EventIndex::Impl::FlipToMerged(const MergedSegment& merged,
                                            storage::Manifest& manifest) {
  Batch batch = database_->NewBatch();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    manifest.set_applied_through(manifest_.applied_through());
    for (const storage::SegmentMeta& meta : manifest_.segments()) {
      if (meta.id() == merge_->sources.front()->meta().id()) *manifest.add_segments() = merged.meta;
      if (!merge_->HasSource(meta.id())) *manifest.add_segments() = meta;
    }
    std::vector<Supersession> to_save;
    for (const Supersession& later : merge_->later) {
      if (later.by <= manifest_.applied_through()) to_save.push_back(Moved(later, merged));
    }
    PutSupersessions(to_save, manifest.applied_through(), batch);
  }
  for (const auto& source : merge_->sources) DeleteSupersessions(source->meta().id(), batch);
  PutManifest(manifest, batch);
  return database_->WriteSynced(batch);
}

Supersession EventIndex::Impl::Moved(const Supersession& of_source,
                                     const MergedSegment& merged) const {
  size_t i = 0;
  while (merge_->sources[i]->meta().id() != of_source.segment_id) ++i;
  return {merged.meta.id(), merged.docs[i][of_source.doc], of_source.by};
}

// The merged segment takes its sources' place.
void EventIndex::Impl::TakeOver(const MergedSegment& merged,
                                const std::shared_ptr<const Segment>& segment,
                                const storage::Manifest& manifest) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (const Supersession& later : merge_->later) {
    segment->columns().Supersede(Moved(later, merged).doc, later.by);
  }
  for (Supersession& unsaved : unsaved_) {
    if (merge_->HasSource(unsaved.segment_id)) unsaved = Moved(unsaved, merged);
  }
  const auto first = std::find(segments_.begin(), segments_.end(), merge_->sources.front());
  *first = segment;
  segments_.erase(first + 1, first + static_cast<ptrdiff_t>(merge_->sources.size()));
  for (const auto& source : merge_->sources) retired_.push_back({source->meta().id(), source});
  merge_->sources.clear();
  manifest_ = manifest;
  Publish();
}

// What readers still have is left for the next merge, or for the next start.
absl::Status EventIndex::Impl::DeleteRetired() {
  std::vector<Retired> kept;
  for (Retired& retired : retired_) {
    if (!retired.segment.expired()) {
      kept.push_back(std::move(retired));
      continue;
    }
    RETURN_IF_ERROR(database_->DeleteSegment(retired.segment_id));
  }
  retired_ = std::move(kept);
  return absl::OkStatus();
}

IndexStats EventIndex::Impl::stats() const {
  std::lock_guard<std::mutex> lock(mutex_);
  IndexStats stats;
  stats.applied_through = manifest_.applied_through();
  stats.sealing_status = sealing_status_;
  stats.merging_status = merging_status_;
  for (const auto& head : heads_) stats.head_entries += static_cast<int64_t>(head->size());
  stats.frozen_heads = static_cast<int64_t>(frozen_count());
  stats.segments = static_cast<int64_t>(segments_.size());
  for (const auto& segment : segments_) {
    stats.segment_entries += segment->meta().revision_count();
    stats.segment_bytes += segment->meta().byte_count();
  }
  return stats;
}

EventIndex::EventIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EventIndex::~EventIndex() = default;

absl::StatusOr<std::unique_ptr<EventIndex>> EventIndex::Open(Database* database,
                                                             const IndexOptions& options) {
  auto impl = std::make_unique<Impl>(database, options);
  RETURN_IF_ERROR(impl->Open());
  return std::unique_ptr<EventIndex>(new EventIndex(std::move(impl)));
}

int64_t EventIndex::applied_through() const { return impl_->applied_through(); }

absl::Status EventIndex::Apply(const Posting& posting) { return impl_->Apply(posting); }

IndexCursor EventIndex::Query(IndexQuery query) const {
  return IndexCursor(impl_->view(), std::move(query));
}

absl::StatusOr<std::vector<int64_t>> EventIndex::FindInWindow(const std::vector<AnyTerm>& all_of,
                                                              const SequenceWindow& window) const {
  std::vector<int64_t> sequences;
  const bool none =
      std::any_of(all_of.begin(), all_of.end(), [](const AnyTerm& any) { return any.empty(); });
  if (none) return sequences;
  const std::shared_ptr<const IndexView> view = impl_->view();
  for (const auto& unit : view->units) {
    RETURN_IF_ERROR(unit->AddInWindow(all_of, window, sequences));
  }
  std::sort(sequences.begin(), sequences.end());
  sequences.erase(std::unique(sequences.begin(), sequences.end()), sequences.end());
  return sequences;
}

absl::Status EventIndex::Count(const CountQuery& query, const CountSink& sink) const {
  const std::shared_ptr<const IndexView> view = impl_->view();
  for (const auto& unit : view->units) RETURN_IF_ERROR(unit->Count(query, sink));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> EventIndex::CountTerm(const Term& term) const {
  int64_t count = 0;
  // Named, since the units must live through the loop.
  const std::shared_ptr<const IndexView> view = impl_->view();
  for (const auto& unit : view->units) {
    ASSIGN_OR_RETURN(const int64_t in_unit, unit->CountTerm(term));
    count += in_unit;
  }
  return count;
}

absl::StatusOr<std::vector<RevisionDigest>> EventIndex::Digests(int64_t first, int64_t last) const {
  std::vector<RevisionDigest> digests(last - first + 1);
  const std::shared_ptr<const IndexView> view = impl_->view();
  for (const auto& unit : view->units) RETURN_IF_ERROR(unit->AddDigests(first, digests));
  return digests;
}

absl::Status EventIndex::WaitUntilSealed() const { return impl_->WaitUntilSealed(); }

absl::Status EventIndex::WaitUntilMerged() const { return impl_->WaitUntilMerged(); }

IndexStats EventIndex::stats() const { return impl_->stats(); }

}  // namespace sitrep
