#include "storage/segment_count.h"

#include <memory>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "storage/common_term_sets.h"
#include "storage/document_set.h"
#include "storage/term_dictionary.h"

namespace sitrep {
namespace {

absl::Status AddDocs(const Segment& segment, const TermList& list, DocumentSet& set) {
  std::vector<uint32_t> docs;
  if (list.doc_count == 1) docs.push_back(list.only_doc);
  for (const RunPart& part : list.runs) {
    ASSIGN_OR_RETURN(Segment::OpenedRun opened, segment.OpenRun(part.part));
    RETURN_IF_ERROR(opened.run.DecodeAll(docs));
  }
  // They ascend: the last one is the largest.
  if (!docs.empty() && docs.back() >= segment.columns().size()) {
    return absl::DataLossError("a posting list names a document that is not there");
  }
  for (const uint32_t doc : docs) set.Add(doc);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const DocumentSet>> DecodeCommon(const Segment& segment,
                                                                const Term& term,
                                                                const TermList& list) {
  auto docs = std::make_shared<DocumentSet>(segment.columns().size());
  RETURN_IF_ERROR(AddDocs(segment, list, *docs));
  segment.common_sets().Put(term, docs);
  return std::shared_ptr<const DocumentSet>(std::move(docs));
}

absl::StatusOr<DocumentSet> DocsOfAny(const Segment& segment, const AnyTerm& any) {
  DocumentSet set(segment.columns().size());
  for (const Term& term : any) {
    std::shared_ptr<const DocumentSet> common = segment.common_sets().Find(term);
    if (common == nullptr) {
      ASSIGN_OR_RETURN(const TermList list, segment.LookUp(term));
      if (!CommonTermSets::IsCommon(list.doc_count, segment.columns().size())) {
        RETURN_IF_ERROR(AddDocs(segment, list, set));
        continue;
      }
      ASSIGN_OR_RETURN(common, DecodeCommon(segment, term, list));
    }
    set.UniteWith(*common);
  }
  return set;
}

DocumentSet AllDocs(uint32_t size) {
  DocumentSet set(size);
  for (uint32_t doc = 0; doc < size; ++doc) set.Add(doc);
  return set;
}

absl::StatusOr<DocumentSet> DocsOf(const Segment& segment, const IndexQuery& query) {
  if (query.all_of.empty()) return AllDocs(segment.columns().size());
  ASSIGN_OR_RETURN(DocumentSet docs, DocsOfAny(segment, query.all_of.front()));
  for (size_t i = 1; i < query.all_of.size(); ++i) {
    ASSIGN_OR_RETURN(const DocumentSet others, DocsOfAny(segment, query.all_of[i]));
    docs.IntersectWith(others);
  }
  return docs;
}

// Of those documents, the plain ones whose answer the lists settle.
absl::StatusOr<DocumentSet> PlainOf(const Segment& segment, const CountQuery& query,
                                    const DocumentSet& docs) {
  const SegmentColumns& columns = segment.columns();
  // What a snapshot does not see yet is told one by one.
  if (!query.count_plain || segment.meta().max_sequence() > query.query.snapshot) {
    return DocumentSet(columns.size());
  }
  DocumentSet plain = columns.PlainDocs();
  plain.IntersectWith(docs);
  if (query.settled_by) {
    ASSIGN_OR_RETURN(const DocumentSet settled, DocsOfAny(segment, *query.settled_by));
    plain.IntersectWith(settled);
  }
  return plain;
}

void AddPlain(const SegmentColumns& columns, const DocumentSet& plain, const TimeInterval& occurred,
              const CountSink& sink) {
  uint32_t doc = columns.FirstAtOrAfter(occurred.start);
  const uint32_t end =
      occurred.end == kTimeMax ? columns.size() : columns.FirstAtOrAfter(occurred.end, doc);
  while ((doc = plain.FirstFrom(doc, end)) < end) {
    const int64_t start = columns.address(doc).sort_start;
    const int64_t bucket_end = sink.bucket_end(start);
    const uint32_t next =
        bucket_end == kTimeMax ? end : std::min(end, columns.FirstAtOrAfter(bucket_end, doc));
    sink.add(start, plain.Count(doc, next));
    doc = next;
  }
}

}  // namespace

absl::Status CountSegment(const Segment& segment, const CountQuery& query, const CountSink& sink) {
  const SegmentColumns& columns = segment.columns();
  if (segment.meta().min_sequence() > query.query.snapshot) return absl::OkStatus();
  ASSIGN_OR_RETURN(DocumentSet docs, DocsOf(segment, query.query));
  ASSIGN_OR_RETURN(const DocumentSet plain, PlainOf(segment, query, docs));
  AddPlain(columns, plain, query.query.occurred, sink);
  docs.Subtract(plain);
  for (uint32_t doc = docs.FirstFrom(0, columns.size()); doc < columns.size();
       doc = docs.FirstFrom(doc + 1, columns.size())) {
    const IndexedRevision revision = columns.revision(doc);
    if (!IsVisible(revision.address.sequence, columns.superseded_by(doc), query.query.snapshot)) {
      continue;
    }
    if (!MeetsInterval(revision.possible_start, revision.possible_end, query.query.occurred)) {
      continue;
    }
    RETURN_IF_ERROR(sink.visit(revision));
  }
  return absl::OkStatus();
}

}  // namespace sitrep
