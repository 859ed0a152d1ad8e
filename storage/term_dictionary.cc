#include "storage/term_dictionary.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"

namespace sitrep {
namespace {

absl::Status DamagedTerms() { return absl::DataLossError("damaged terms"); }

size_t SharedPrefix(absl::string_view a, absl::string_view b) {
  const size_t most = std::min(a.size(), b.size());
  return std::mismatch(a.begin(), a.begin() + static_cast<ptrdiff_t>(most), b.begin()).first -
         a.begin();
}

size_t RunsOf(uint32_t doc_count) { return (doc_count + kRunDocsMax - 1) / kRunDocsMax; }

void PutPart(const ChunkPart& part, std::string& out) {
  PutVarint(part.chunk, out);
  PutVarint(part.offset, out);
  PutVarint(part.size, out);
}

bool ReadPart(CodecReader& reader, ChunkPart& part) {
  return reader.ReadVarint32(part.chunk) && reader.ReadVarint32(part.offset) &&
         reader.ReadVarint32(part.size);
}

}  // namespace

void TermPageWriter::Add(const Term& term, const TermList& list) {
  if (bytes_.empty()) {
    first_term_ = term;
    last_term_.clear();
  }
  const size_t shared = SharedPrefix(last_term_, term);
  PutVarint(shared, bytes_);
  PutVarint(term.size() - shared, bytes_);
  bytes_.append(term, shared);
  PutVarint(list.doc_count, bytes_);
  if (list.doc_count == 1) PutVarint(list.only_doc, bytes_);
  for (const RunPart& run : list.runs) {
    PutVarint(run.first_doc, bytes_);
    PutPart(run.part, bytes_);
  }
  last_term_ = term;
}

std::string TermPageWriter::Finish() { return std::exchange(bytes_, {}); }

bool TermPageReader::ReadTerm() {
  uint32_t shared = 0;
  uint32_t size = 0;
  absl::string_view suffix;
  if (!rest_.ReadVarint32(shared) || !rest_.ReadVarint32(size) || shared > term_.size() ||
      !rest_.ReadBytes(size, suffix)) {
    return false;
  }
  // Terms ascend: either the term before is a prefix, or the suffix begins with a higher byte.
  const bool ascends = !started_ || absl::string_view(term_).substr(shared) < suffix;
  started_ = true;
  term_.resize(shared);
  term_.append(suffix.data(), suffix.size());
  return ascends;
}

bool TermPageReader::ReadList() {
  list_.only_doc = kNoDoc;
  list_.runs.clear();
  if (!rest_.ReadVarint32(list_.doc_count) || list_.doc_count == 0) return false;
  if (list_.doc_count == 1) return rest_.ReadVarint32(list_.only_doc) && list_.only_doc != kNoDoc;
  const size_t runs = RunsOf(list_.doc_count);
  for (size_t i = 0; i < runs; ++i) {
    RunPart run;
    if (!rest_.ReadVarint32(run.first_doc) || !ReadPart(rest_, run.part)) return false;
    if (!list_.runs.empty() && run.first_doc <= list_.runs.back().first_doc) return false;
    list_.runs.push_back(run);
  }
  return true;
}

absl::StatusOr<bool> TermPageReader::Next() {
  if (rest_.at_end()) return false;
  if (!ReadTerm() || !ReadList()) return DamagedTerms();
  return true;
}

void TermDirectory::PutEntry(const Term& first_term, const ChunkPart& page, std::string& chunk) {
  PutVarint(first_term.size(), chunk);
  chunk += first_term;
  PutPart(page, chunk);
}

absl::Status TermDirectory::Append(absl::string_view chunk) {
  CodecReader reader(chunk);
  while (!reader.at_end()) {
    uint32_t size = 0;
    absl::string_view term;
    Page page;
    if (!reader.ReadVarint32(size) || !reader.ReadBytes(size, term) ||
        !ReadPart(reader, page.part)) {
      return DamagedTerms();
    }
    if (!pages_.empty() && term <= FirstTerm(pages_.size() - 1)) return DamagedTerms();
    page.term_begin = first_terms_.size();
    first_terms_.append(term.data(), term.size());
    pages_.push_back(page);
  }
  return absl::OkStatus();
}

absl::string_view TermDirectory::FirstTerm(size_t i) const {
  const uint64_t begin = pages_[i].term_begin;
  const uint64_t end = i + 1 < pages_.size() ? pages_[i + 1].term_begin : first_terms_.size();
  return absl::string_view(first_terms_).substr(begin, end - begin);
}

std::optional<ChunkPart> TermDirectory::PageOf(absl::string_view term) const {
  size_t low = 0;
  size_t high = pages_.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (FirstTerm(middle) <= term) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return std::nullopt;
  return pages_[low - 1].part;
}

}  // namespace sitrep
