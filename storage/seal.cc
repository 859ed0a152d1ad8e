#include "storage/seal.h"

#include <algorithm>
#include <numeric>

#include "base/status_macros.h"
#include "storage/segment_builder.h"

namespace sitrep {
namespace {

// The documents by address.
std::vector<uint32_t> RankDocs(const Head& head) {
  std::vector<uint32_t> docs(head.size());
  std::iota(docs.begin(), docs.end(), 0);
  std::sort(docs.begin(), docs.end(),
            [&](uint32_t a, uint32_t b) { return head.row(a).address < head.row(b).address; });
  return docs;
}

absl::Status AddTerms(const Head& head, const std::vector<uint32_t>& docs,
                      SegmentBuilder& builder) {
  // Going by rank makes every list ascend.
  std::vector<std::vector<uint32_t>> ranks(head.term_count());
  for (uint32_t rank = 0; rank < docs.size(); ++rank) {
    for (uint32_t term : head.row(docs[rank]).terms) ranks[term].push_back(rank);
  }
  std::vector<uint32_t> terms(head.term_count());
  std::iota(terms.begin(), terms.end(), 0);
  std::sort(terms.begin(), terms.end(),
            [&](uint32_t a, uint32_t b) { return head.TermName(a) < head.TermName(b); });
  for (uint32_t term : terms) {
    RETURN_IF_ERROR(builder.AddTerm(head.TermName(term), ranks[term]));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SealedHead> SealHead(const Head& head, uint64_t segment_id, Database* database) {
  const int64_t applied_through = head.first_sequence() + static_cast<int64_t>(head.size()) - 1;
  SealedHead sealed;
  sealed.head_docs = RankDocs(head);
  SegmentBuilder builder(database, segment_id);
  RETURN_IF_ERROR(AddTerms(head, sealed.head_docs, builder));
  for (uint32_t doc : sealed.head_docs) {
    const Head::Row& row = head.row(doc);
    const int64_t superseded_by = row.superseded_by.load(std::memory_order_acquire);
    const bool settled = superseded_by <= applied_through;
    builder.AddRow({row.address, row.possible_start, row.possible_end,
                    settled ? superseded_by : kNotSuperseded, row.traits, row.points});
  }
  ASSIGN_OR_RETURN(sealed.meta, builder.Finish());
  return sealed;
}

}  // namespace sitrep
