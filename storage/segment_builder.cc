#include "storage/segment_builder.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "storage/posting_list.h"

namespace sitrep {

SegmentBuilder::SegmentBuilder(Database* database, uint64_t id) : database_(database) {
  meta_.set_id(id);
}

absl::Status SegmentBuilder::WriteNew(std::string bytes) {
  OpenedChunk chunk{next_chunk_++, std::move(bytes)};
  return Write(chunk);
}

absl::Status SegmentBuilder::Write(OpenedChunk& chunk) {
  SealChunk(chunk.bytes);
  meta_.set_byte_count(meta_.byte_count() + static_cast<int64_t>(chunk.bytes.size()));
  RETURN_IF_ERROR(database_->PutChunk(meta_.id(), chunk.number, chunk.bytes));
  chunk.bytes.clear();
  return absl::OkStatus();
}

absl::StatusOr<ChunkPart> SegmentBuilder::Append(const std::string& part, OpenedChunk& chunk) {
  if (chunk.bytes.empty()) chunk.number = next_chunk_++;
  const ChunkPart where{chunk.number, static_cast<uint32_t>(chunk.bytes.size()),
                        static_cast<uint32_t>(part.size())};
  chunk.bytes += part;
  if (chunk.bytes.size() >= kChunkBytesTarget) RETURN_IF_ERROR(Write(chunk));
  return where;
}

absl::Status SegmentBuilder::AddTerm(const Term& term, absl::Span<const uint32_t> docs) {
  TermList list;
  list.doc_count = static_cast<uint32_t>(docs.size());
  if (docs.size() == 1) {
    list.only_doc = docs.front();
  } else {
    std::string run;
    for (size_t begin = 0; begin < docs.size(); begin += kRunDocsMax) {
      run.clear();
      EncodeRun(docs.subspan(begin, kRunDocsMax), run);
      ASSIGN_OR_RETURN(const ChunkPart part, Append(run, lists_));
      list.runs.push_back({docs[begin], part});
    }
  }
  page_.Add(term, list);
  return page_.full() ? FinishPage() : absl::OkStatus();
}

absl::Status SegmentBuilder::FinishPage() {
  const Term first_term = page_.first_term();
  ASSIGN_OR_RETURN(const ChunkPart part, Append(page_.Finish(), pages_));
  if (directory_.empty() || directory_.back().size() >= kChunkBytesTarget) {
    directory_.emplace_back();
  }
  TermDirectory::PutEntry(first_term, part, directory_.back());
  return absl::OkStatus();
}

void SegmentBuilder::AddRow(const ColumnRow& row) {
  const int64_t sequence = row.address.sequence;
  const bool first = meta_.revision_count() == 0;
  meta_.set_min_sequence(first ? sequence : std::min(meta_.min_sequence(), sequence));
  meta_.set_max_sequence(first ? sequence : std::max(meta_.max_sequence(), sequence));
  meta_.set_revision_count(meta_.revision_count() + 1);
  columns_.Add(row);
}

absl::StatusOr<storage::SegmentMeta> SegmentBuilder::Finish() {
  if (!page_.empty()) RETURN_IF_ERROR(FinishPage());
  for (OpenedChunk* chunk : {&lists_, &pages_}) {
    if (!chunk->bytes.empty()) RETURN_IF_ERROR(Write(*chunk));
  }
  meta_.set_columns_begin(next_chunk_);
  for (std::string& chunk : columns_.Finish()) RETURN_IF_ERROR(WriteNew(std::move(chunk)));
  meta_.set_directory_begin(next_chunk_);
  for (std::string& chunk : directory_) RETURN_IF_ERROR(WriteNew(std::move(chunk)));
  meta_.set_chunk_count(next_chunk_);
  RETURN_IF_ERROR(database_->FlushChunks());
  return meta_;
}

}  // namespace sitrep
