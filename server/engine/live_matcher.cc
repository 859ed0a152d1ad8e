#include "server/engine/live_matcher.h"

#include <string>
#include <utility>

namespace sitrep {
namespace {

// Changes that several watches get are joined, since a message of few large pieces costs less than
// one of many small ones. But a call may be large and matter to each of many watches in another
// selection: beyond this they share its changes one by one, and nothing is copied.
constexpr size_t kCopiedBytesPerWatchMax = 128 << 10;

bool Alike(const ChangeVerdict& a, const ChangeVerdict& b) {
  return a.type == b.type && a.match.answer == b.match.answer &&
         a.match.uncertain_on == b.match.uncertain_on;
}

WatchPiece PieceOf(SharedBytes bytes, int64_t through) {
  WatchPiece piece;
  piece.bytes = std::move(bytes);
  piece.through = through;
  return piece;
}

}  // namespace

std::vector<WatchPiece> LiveMatcher::PiecesOf(const std::vector<const Shown*>& changes,
                                              size_t watches) {
  std::vector<WatchPiece> pieces;
  size_t bytes = 0;
  for (const Shown* change : changes) bytes += change->bytes->size();
  if (changes.size() == 1 || bytes / watches > kCopiedBytesPerWatchMax) {
    for (const Shown* change : changes) pieces.push_back(PieceOf(change->bytes, change->sequence));
    return pieces;
  }
  std::string joined;
  for (size_t i = 0; i < changes.size(); ++i) {
    joined.append(*changes[i]->bytes);
    const bool last = i + 1 == changes.size();
    if (!last && joined.size() + changes[i + 1]->bytes->size() <= kWatchMessageBytesTarget) {
      continue;
    }
    pieces.push_back(PieceOf(std::make_shared<const std::string>(std::exchange(joined, {})),
                             changes[i]->sequence));
  }
  return pieces;
}

LiveMatcher::Slot LiveMatcher::Add(std::shared_ptr<Watch> watch, int64_t after_sequence) {
  const Slot slot = filters_.Add(watch->filter().resolved());
  if (slot >= watches_.size()) watches_.resize(slot + 1);
  watches_[slot].watch = std::move(watch);
  watches_[slot].after_sequence = after_sequence;
  return slot;
}

void LiveMatcher::Remove(Slot slot) {
  filters_.Remove(slot);
  watches_[slot] = LiveWatch();
}

void LiveMatcher::Learn(const ChangeCall& call) {
  for (const ChangeCall::Item& item : call.items) {
    filters_.Learn(TermHashesOf(item.event.entry()));
  }
}

std::vector<LiveMatcher::Told> LiveMatcher::Match(
    const std::vector<std::shared_ptr<const ChangeCall>>& calls) {
  for (const auto& call : calls) {
    for (const ChangeCall::Item& item : call->items) MatchItem(item);
  }
  std::vector<Delivery*> deliveries;
  deliveries.reserve(touched_.size());
  for (const Slot slot : touched_) {
    deliveries.push_back(&deliveries_[watches_[slot].changes]);
    ++deliveries.back()->watches;
  }
  std::vector<Told> told;
  told.reserve(touched_.size());
  const int64_t covered = calls.empty() ? 0 : calls.back()->last_sequence;
  for (size_t i = 0; i < touched_.size(); ++i) {
    LiveWatch& live = watches_[touched_[i]];
    Delivery& delivery = *deliveries[i];
    if (delivery.pieces.empty()) delivery.pieces = PiecesOf(live.changes, delivery.watches);
    const bool fits = live.watch->Add(delivery.pieces, covered);
    told.push_back({live.watch, !fits});
    live.changes.clear();
  }
  touched_.clear();
  deliveries_.clear();
  shown_.clear();
  return told;
}

void LiveMatcher::MatchItem(const ChangeCall::Item& item) {
  candidates_.clear();
  views_.clear();
  filters_.BeginEntry();
  const TermHashes terms = TermHashesOf(item.event.entry());
  filters_.Learn(terms);
  filters_.AddCandidates(terms, candidates_);
  // Whoever saw the revision before must learn that it is no more.
  if (item.previous) {
    filters_.AddCandidates(TermHashesOf(item.previous->entry()), candidates_);
  }
  for (const Slot slot : candidates_) Ask(slot, item);
}

void LiveMatcher::Ask(Slot slot, const ChangeCall::Item& item) {
  LiveWatch& live = watches_[slot];
  if (item.event.record().sequence() <= live.after_sequence) return;
  const auto verdict =
      JudgeChange(live.watch->filter(), item.event, item.previous ? &*item.previous : nullptr);
  if (!verdict) return;
  if (live.changes.empty()) touched_.push_back(slot);
  live.changes.push_back(Show(*verdict, item, live.watch->options().include_previous));
}

const LiveMatcher::Shown* LiveMatcher::Show(const ChangeVerdict& verdict,
                                            const ChangeCall::Item& item, bool include_previous) {
  const bool with_previous = include_previous && item.previous;
  for (const View& view : views_) {
    if (view.with_previous == with_previous && Alike(view.verdict, verdict)) return view.shown;
  }
  shown_.push_back(std::make_unique<Shown>());
  Shown& shown = *shown_.back();
  shown.sequence = item.event.record().sequence();
  std::string bytes;
  AppendChange(verdict, item.event, with_previous ? &*item.previous : nullptr, bytes);
  shown.bytes = std::make_shared<const std::string>(std::move(bytes));
  views_.push_back({verdict, with_previous, &shown});
  return &shown;
}

}  // namespace sitrep
