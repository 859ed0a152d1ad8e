#include "storage/clause_cursor.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"

namespace sitrep {

ListCursor::ListCursor(const Segment* segment, TermList list, const SegmentOrder& order)
    : segment_(segment), list_(std::move(list)), order_(order) {}

size_t ListCursor::RunOf(uint32_t doc) const {
  if (opened_run_ != SIZE_MAX && list_.runs[opened_run_].first_doc <= doc &&
      (opened_run_ + 1 == list_.runs.size() || doc < list_.runs[opened_run_ + 1].first_doc)) {
    return opened_run_;
  }
  const auto after =
      std::upper_bound(list_.runs.begin(), list_.runs.end(), doc,
                       [](uint32_t wanted, const RunPart& run) { return wanted < run.first_doc; });
  return after == list_.runs.begin() ? list_.runs.size() : after - list_.runs.begin() - 1;
}

absl::StatusOr<PostingRun*> ListCursor::OpenRun(size_t run) {
  if (opened_run_ != run) {
    ASSIGN_OR_RETURN(opened_, segment_->OpenRun(list_.runs[run].part));
    opened_run_ = run;
  }
  return &opened_->run;
}

absl::StatusOr<uint32_t> ListCursor::AtOrBefore(uint32_t doc) {
  if (list_.runs.empty()) return list_.only_doc <= doc ? list_.only_doc : kNoDoc;
  const size_t i = RunOf(doc);
  if (i == list_.runs.size()) return kNoDoc;
  ASSIGN_OR_RETURN(PostingRun * run, OpenRun(i));
  return run->AtOrBefore(doc);
}

absl::StatusOr<uint32_t> ListCursor::AtOrAfter(uint32_t doc) {
  if (list_.runs.empty()) return list_.only_doc >= doc ? list_.only_doc : kNoDoc;
  const size_t i = RunOf(doc);
  if (i == list_.runs.size()) return list_.runs.front().first_doc;
  ASSIGN_OR_RETURN(PostingRun * run, OpenRun(i));
  ASSIGN_OR_RETURN(const uint32_t found, run->AtOrAfter(doc));
  if (found != kNoDoc || i + 1 == list_.runs.size()) return found;
  return list_.runs[i + 1].first_doc;
}

absl::StatusOr<uint32_t> ListCursor::Seek(uint32_t position) {
  if (position >= order_.doc_count()) return kNoPosition;
  const uint32_t wanted = order_.DocAt(position);
  uint32_t doc = kNoDoc;
  if (order_.newest_first()) {
    ASSIGN_OR_RETURN(doc, AtOrBefore(wanted));
  } else {
    ASSIGN_OR_RETURN(doc, AtOrAfter(wanted));
    const bool dated = wanted >= order_.undated_count();
    // Behind the last dated one come the undated ones, which are numbered first.
    if (dated && doc == kNoDoc) {
      ASSIGN_OR_RETURN(doc, AtOrAfter(0));
    }
    const bool back_at_dated = doc != kNoDoc && doc >= order_.undated_count();
    if (back_at_dated && (!dated || doc < wanted)) doc = kNoDoc;
  }
  if (doc == kNoDoc) return kNoPosition;
  if (doc >= order_.doc_count()) {
    return absl::DataLossError("a posting list names a document that is not there");
  }
  return order_.PositionOf(doc);
}

namespace {

struct Later {
  template <typename Source>
  bool operator()(const Source& a, const Source& b) const {
    return a.position > b.position;
  }
};

}  // namespace

absl::StatusOr<ClauseCursor> ClauseCursor::Open(const Segment* segment, const AnyTerm& any,
                                                const SegmentOrder& order) {
  ClauseCursor clause(order);
  for (const Term& term : any) {
    ASSIGN_OR_RETURN(TermList list, segment->LookUp(term));
    if (list.doc_count == 0) continue;
    clause.size_ += list.doc_count;
    clause.has_all_ |= list.doc_count == order.doc_count();
    clause.lists_.emplace_back(segment, std::move(list), order);
  }
  if (clause.has_all_) clause.lists_.clear();
  return clause;
}

absl::StatusOr<uint32_t> ClauseCursor::Seek(uint32_t position) {
  if (has_all_) return position < order_.doc_count() ? position : kNoPosition;
  if (heap_.empty()) {
    // The first call: every list starts where the query does.
    std::vector<ListCursor> found_lists;
    for (ListCursor& list : lists_) {
      ASSIGN_OR_RETURN(const uint32_t found, list.Seek(position));
      if (found == kNoPosition) continue;
      heap_.push_back({found, static_cast<uint32_t>(found_lists.size())});
      found_lists.push_back(std::move(list));
    }
    lists_ = std::move(found_lists);
    std::make_heap(heap_.begin(), heap_.end(), Later());
  }
  if (heap_.size() == 1) {
    Source& only = heap_.front();
    if (only.position < position) {
      ASSIGN_OR_RETURN(only.position, lists_[only.list].Seek(position));
    }
    return only.position;
  }
  while (!heap_.empty() && heap_.front().position < position) {
    std::pop_heap(heap_.begin(), heap_.end(), Later());
    ASSIGN_OR_RETURN(heap_.back().position, lists_[heap_.back().list].Seek(position));
    if (heap_.back().position == kNoPosition) {
      heap_.pop_back();
    } else {
      std::push_heap(heap_.begin(), heap_.end(), Later());
    }
  }
  if (heap_.empty()) lists_.clear();
  return heap_.empty() ? kNoPosition : heap_.front().position;
}

}  // namespace sitrep
