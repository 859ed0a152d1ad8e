#include "storage/segment.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/stable_hash.h"
#include "base/status_macros.h"
#include "storage/segment_count.h"
#include "storage/segment_cursor.h"
#include "storage/segment_positions.h"

namespace sitrep {

Segment::Segment(const storage::SegmentMeta& meta, std::shared_ptr<ChunkCache> cache)
    : meta_(meta), cache_(std::move(cache)), columns_(meta.revision_count()) {}

absl::StatusOr<std::shared_ptr<const Segment>> Segment::Open(const storage::SegmentMeta& meta,
                                                             std::shared_ptr<ChunkCache> cache) {
  std::shared_ptr<Segment> segment(new Segment(meta, std::move(cache)));
  RETURN_IF_ERROR(segment->Load());
  return std::shared_ptr<const Segment>(std::move(segment));
}

absl::Status Segment::Damaged(absl::string_view what) const {
  return absl::DataLossError(absl::StrCat("segment ", meta_.id(), ": ", what));
}

absl::Status Segment::Load() {
  for (uint32_t i = meta_.columns_begin(); i < meta_.chunk_count(); ++i) {
    ASSIGN_OR_RETURN(const std::string chunk, cache_->ReadOnce(meta_.id(), i));
    const absl::Status loaded =
        i < meta_.directory_begin() ? columns_.Append(chunk) : directory_.Append(chunk);
    if (!loaded.ok()) return Damaged(loaded.message());
  }
  const absl::Status finished = columns_.Finish();
  return finished.ok() ? finished : Damaged(finished.message());
}

std::optional<uint32_t> Segment::Find(const Address& address) const {
  if (address.sequence < meta_.min_sequence() || address.sequence > meta_.max_sequence()) {
    return std::nullopt;
  }
  return columns_.Find(address);
}

absl::StatusOr<absl::string_view> Segment::PartOf(const std::string& chunk,
                                                  const ChunkPart& part) const {
  if (part.offset > chunk.size() || part.size > chunk.size() - part.offset) {
    return Damaged("a reference past the end of a chunk");
  }
  return absl::string_view(chunk).substr(part.offset, part.size);
}

absl::StatusOr<TermList> Segment::LookUp(const Term& term) const {
  const std::optional<ChunkPart> part = directory_.PageOf(term);
  if (!part) return TermList();
  ASSIGN_OR_RETURN(const auto chunk, cache_->Read(meta_.id(), part->chunk));
  ASSIGN_OR_RETURN(const absl::string_view bytes, PartOf(*chunk, *part));
  TermPageReader page(bytes);
  while (true) {
    const absl::StatusOr<bool> more = page.Next();
    if (!more.ok()) return Damaged(more.status().message());
    if (!*more || page.term() > term) return TermList();
    if (page.term() == term) return page.list();
  }
}

absl::StatusOr<Segment::OpenedRun> Segment::OpenRun(const ChunkPart& part) const {
  ASSIGN_OR_RETURN(auto chunk, cache_->Read(meta_.id(), part.chunk));
  ASSIGN_OR_RETURN(const absl::string_view bytes, PartOf(*chunk, part));
  absl::StatusOr<PostingRun> run = PostingRun::Parse(bytes);
  if (!run.ok()) return Damaged(run.status().message());
  return OpenedRun{std::move(chunk), *std::move(run)};
}

absl::StatusOr<bool> Segment::Terms::Next() {
  while (true) {
    if (page_) {
      const absl::StatusOr<bool> more = page_->Next();
      if (!more.ok()) return segment_->Damaged(more.status().message());
      if (*more) return true;
      page_.reset();
    }
    if (next_page_ == segment_->directory_.page_count()) return false;
    const ChunkPart& part = segment_->directory_.page(next_page_++);
    ASSIGN_OR_RETURN(chunk_, segment_->cache_->Read(segment_->meta_.id(), part.chunk));
    ASSIGN_OR_RETURN(const absl::string_view bytes, segment_->PartOf(*chunk_, part));
    page_.emplace(bytes);
  }
}

absl::Status Segment::Terms::Docs(std::vector<uint32_t>& docs) const {
  docs.clear();
  const TermList& list = page_->list();
  if (list.doc_count == 1) docs.push_back(list.only_doc);
  for (const RunPart& part : list.runs) {
    ASSIGN_OR_RETURN(OpenedRun opened, segment_->OpenRun(part.part));
    const absl::Status decoded = opened.run.DecodeAll(docs);
    if (!decoded.ok()) return segment_->Damaged(decoded.message());
  }
  const bool sound =
      docs.size() == list.doc_count && docs.back() < segment_->columns_.size() &&
      std::adjacent_find(docs.begin(), docs.end(), std::greater_equal<>()) == docs.end();
  return sound ? absl::OkStatus() : segment_->Damaged("a posting list that does not fit");
}

std::optional<Address> Segment::FirstPossible(const IndexQuery& query) const {
  if (meta_.min_sequence() > query.snapshot) return std::nullopt;
  const SegmentOrder order(columns_.size(), columns_.undated_count(), query.newest_first);
  const uint32_t position = AllowedPositions(columns_, order, query).Seek(0);
  if (position == kNoPosition) return std::nullopt;
  return columns_.address(order.DocAt(position));
}

absl::StatusOr<std::unique_ptr<UnitCursor>> Segment::Open(const IndexQuery& query,
                                                          CursorCounters* counters) const {
  ASSIGN_OR_RETURN(std::unique_ptr<SegmentCursor> cursor,
                   SegmentCursor::Open(this, &query, counters));
  return std::unique_ptr<UnitCursor>(std::move(cursor));
}

absl::Status Segment::AddInWindow(const std::vector<AnyTerm>& all_of, const SequenceWindow& window,
                                  std::vector<int64_t>& sequences) const {
  IndexQuery query;
  query.all_of = all_of;
  CursorCounters counters;
  ASSIGN_OR_RETURN(const std::unique_ptr<SegmentCursor> cursor,
                   SegmentCursor::Open(this, &query, &counters));
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<uint32_t> doc, cursor->NextDoc());
    if (!doc) return absl::OkStatus();
    AddIfInWindow(columns_.address(*doc).sequence, columns_.superseded_by(*doc), window, sequences);
  }
}

absl::Status Segment::Count(const CountQuery& query, const CountSink& sink) const {
  return CountSegment(*this, query, sink);
}

absl::StatusOr<int64_t> Segment::CountTerm(const Term& term) const {
  ASSIGN_OR_RETURN(const TermList list, LookUp(term));
  return list.doc_count;
}

absl::Status Segment::AddDigests(int64_t first, std::vector<RevisionDigest>& digests) const {
  const int64_t end = first + static_cast<int64_t>(digests.size());
  if (meta_.max_sequence() < first || meta_.min_sequence() >= end) return absl::OkStatus();
  for (uint32_t doc = 0; doc < columns_.size(); ++doc) {
    const int64_t sequence = columns_.address(doc).sequence;
    if (sequence < first || sequence >= end) continue;
    RevisionDigest& digest = digests[sequence - first];
    digest.address = columns_.address(doc);
    digest.possible_start = columns_.possible_start(doc);
    digest.possible_end = columns_.possible_end(doc);
    digest.traits_hash = HashOf(columns_.traits(doc), columns_.points(doc));
    const int64_t superseded_by = columns_.superseded_by(doc);
    if (superseded_by < end) digest.superseded_by = superseded_by;
  }
  Terms terms(this);
  std::vector<uint32_t> docs;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, terms.Next());
    if (!more) return absl::OkStatus();
    RETURN_IF_ERROR(terms.Docs(docs));
    const uint64_t hash = StableHash(terms.term());
    for (uint32_t doc : docs) {
      const int64_t sequence = columns_.address(doc).sequence;
      if (sequence < first || sequence >= end) continue;
      ++digests[sequence - first].term_count;
      digests[sequence - first].term_hash_sum += hash;
    }
  }
}

}  // namespace sitrep
