#include "storage/merge.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "storage/segment_builder.h"

namespace sitrep {
namespace {

int TierOf(int64_t revisions, size_t head_entries_max) {
  int tier = 0;
  for (int64_t most = static_cast<int64_t>(head_entries_max); revisions > most;
       most *= static_cast<int64_t>(kMergeFanIn)) {
    ++tier;
  }
  return tier;
}

struct SourceDoc {
  uint32_t source = 0;
  uint32_t doc = 0;
};

// All documents of all sources by address.
std::vector<SourceDoc> RankDocs(const std::vector<std::shared_ptr<const Segment>>& sources) {
  std::vector<SourceDoc> ranked;
  for (uint32_t source = 0; source < sources.size(); ++source) {
    const auto middle = static_cast<ptrdiff_t>(ranked.size());
    for (uint32_t doc = 0; doc < sources[source]->columns().size(); ++doc) {
      ranked.push_back({source, doc});
    }
    std::inplace_merge(ranked.begin(), ranked.begin() + middle, ranked.end(),
                       [&](const SourceDoc& a, const SourceDoc& b) {
                         return sources[a.source]->columns().address(a.doc) <
                                sources[b.source]->columns().address(b.doc);
                       });
  }
  return ranked;
}

// One source's terms, with its documents as those of the merged segment.
class TermSource {
 public:
  TermSource(const Segment* segment, const std::vector<uint32_t>* merged_docs)
      : terms_(segment), merged_docs_(merged_docs) {}

  absl::Status Advance() {
    ASSIGN_OR_RETURN(const bool more, terms_.Next());
    at_end_ = !more;
    return absl::OkStatus();
  }
  bool at_end() const { return at_end_; }
  const Term& term() const { return terms_.term(); }
  absl::Status AppendDocs(std::vector<uint32_t>& out) {
    RETURN_IF_ERROR(terms_.Docs(docs_));
    for (uint32_t doc : docs_) out.push_back((*merged_docs_)[doc]);
    return absl::OkStatus();
  }

 private:
  Segment::Terms terms_;
  const std::vector<uint32_t>* merged_docs_;
  bool at_end_ = false;
  std::vector<uint32_t> docs_;
};

// The first term that is left, with its documents in all sources; false if none is left.
absl::StatusOr<bool> NextTerm(std::vector<TermSource>& sources, Term& term,
                              std::vector<uint32_t>& docs) {
  const TermSource* first = nullptr;
  for (const TermSource& source : sources) {
    if (source.at_end()) continue;
    if (first == nullptr || source.term() < first->term()) first = &source;
  }
  if (first == nullptr) return false;
  term = first->term();
  docs.clear();
  for (TermSource& source : sources) {
    if (source.at_end() || source.term() != term) continue;
    const auto middle = static_cast<ptrdiff_t>(docs.size());
    RETURN_IF_ERROR(source.AppendDocs(docs));
    std::inplace_merge(docs.begin(), docs.begin() + middle, docs.end());
    RETURN_IF_ERROR(source.Advance());
  }
  return true;
}

absl::Status AddTerms(const std::vector<std::shared_ptr<const Segment>>& segments,
                      const std::vector<std::vector<uint32_t>>& docs,
                      const std::atomic<bool>& stopping, SegmentBuilder& builder) {
  std::vector<TermSource> sources;
  for (size_t i = 0; i < segments.size(); ++i) {
    sources.emplace_back(segments[i].get(), &docs[i]);
    RETURN_IF_ERROR(sources.back().Advance());
  }
  Term term;
  std::vector<uint32_t> merged;
  while (true) {
    if (stopping.load()) return absl::CancelledError("the index stops");
    ASSIGN_OR_RETURN(const bool more, NextTerm(sources, term, merged));
    if (!more) return absl::OkStatus();
    RETURN_IF_ERROR(builder.AddTerm(term, merged));
  }
}

}  // namespace

std::optional<size_t> ChooseMerge(const std::vector<int64_t>& revision_counts,
                                  size_t head_entries_max) {
  std::optional<size_t> chosen;
  int chosen_tier = 0;
  for (size_t begin = 0; begin + kMergeFanIn <= revision_counts.size(); ++begin) {
    const int tier = TierOf(revision_counts[begin], head_entries_max);
    int64_t revisions = 0;
    bool alike = true;
    for (size_t i = begin; i < begin + kMergeFanIn; ++i) {
      revisions += revision_counts[i];
      alike = alike && TierOf(revision_counts[i], head_entries_max) == tier;
    }
    if (!alike || revisions > kMergedRevisionsMax) continue;
    if (chosen && tier >= chosen_tier) continue;
    chosen = begin;
    chosen_tier = tier;
  }
  return chosen;
}

absl::StatusOr<MergedSegment> MergeSegments(
    const std::vector<std::shared_ptr<const Segment>>& sources, int64_t superseded_through,
    uint64_t segment_id, Database* database, const std::atomic<bool>& stopping) {
  MergedSegment merged;
  for (const auto& source : sources) merged.docs.emplace_back(source->columns().size());
  SegmentBuilder builder(database, segment_id);
  uint32_t rank = 0;
  for (const SourceDoc& at : RankDocs(sources)) {
    merged.docs[at.source][at.doc] = rank++;
    const SegmentColumns& columns = sources[at.source]->columns();
    const int64_t superseded_by = columns.superseded_by(at.doc);
    const bool settled = superseded_by <= superseded_through;
    builder.AddRow(columns.Row(at.doc, settled ? superseded_by : kNotSuperseded));
  }
  RETURN_IF_ERROR(AddTerms(sources, merged.docs, stopping, builder));
  ASSIGN_OR_RETURN(merged.meta, builder.Finish());
  return merged;
}

}  // namespace sitrep
