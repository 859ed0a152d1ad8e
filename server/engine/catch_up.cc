#include "server/engine/catch_up.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "server/engine/filter_terms.h"

namespace sitrep {
namespace {

// Entries that one turn looks at: bounds how long other watches wait.
constexpr int kEntriesPerTurnMax = 2'000;
// Sequences of one window of the index: bounds how long one look takes.
constexpr int64_t kWindowSequences = 128 << 10;
// Of what the index finds in a window, so much is kept from turn to turn, and the rest of its call:
// bounds what a watch costs that stopped reading.
constexpr size_t kWindowFoundMax = 4'000;
// Nearer than this to the end, opening lists costs more than reading calls.
constexpr int64_t kIndexDistanceMin = 4'000;
// The index is asked if it leaves at most one entry of so many.
constexpr int64_t kIndexShareMin = 8;
// A clause of more terms is not counted.
constexpr size_t kCountedTermsMax = 500;

}  // namespace

CatchUp::CatchUp(const EventStore& store, const RecentCalls& recent, LogCallCache& older,
                 const Watch& watch)
    : store_(store),
      recent_(recent),
      older_(older),
      filter_(watch.filter()),
      options_(watch.options()),
      position_(watch.resume_after()),
      covered_(0),
      initial_(options_.initial_at_us && position_ < options_.after_sequence) {}

absl::Status CatchUp::Advance(int64_t end, std::vector<WatchPiece>& pieces) {
  looked_at_ = 0;
  const int64_t until = initial_ ? options_.after_sequence : end;
  if (position_ < until) {
    bool by_index = initial_ || window_;
    if (!by_index && recent_.After(position_) == nullptr && until - position_ > kIndexDistanceMin) {
      ASSIGN_OR_RETURN(by_index, AskIndex());
    }
    RETURN_IF_ERROR(by_index ? AdvanceByIndex(until) : AdvanceByCalls(until));
  }
  FlushPiece();
  if (initial_ && position_ >= until) {
    initial_ = false;
    covered_ = position_;
  }
  pieces = std::exchange(pieces_, {});
  return absl::OkStatus();
}

absl::StatusOr<bool> CatchUp::AskIndex() {
  if (ask_index_) return *ask_index_;
  int64_t rarest = store_.sequence();
  for (const RequiredTerms& clause : RequiredTermsOf(filter_.resolved())) {
    all_of_.push_back(clause.any);
    if (clause.any.size() > kCountedTermsMax) continue;
    int64_t entries = 0;
    for (const Term& term : clause.any) {
      ASSIGN_OR_RETURN(const int64_t count, store_.CountTerm(term));
      entries += count;
    }
    rarest = std::min(rarest, entries);
  }
  ask_index_ = rarest <= store_.sequence() / kIndexShareMin;
  return *ask_index_;
}

bool CatchUp::TurnIsOver() const {
  return looked_at_ >= kEntriesPerTurnMax || piece_.size() >= kWatchMessageBytesTarget;
}

absl::Status CatchUp::AdvanceByCalls(int64_t end) {
  // Not kept from turn to turn: it pins files.
  std::optional<ChangeCallReader> log;
  while (position_ < end && !TurnIsOver()) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const ChangeCall> call, NextCall(log));
    if (LookAtCall(*call)) covered_ = position_ = call->last_sequence;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const ChangeCall>> CatchUp::NextCall(
    std::optional<ChangeCallReader>& log) const {
  std::shared_ptr<const ChangeCall> call = recent_.After(position_);
  if (call == nullptr) call = older_.After(position_);
  if (call != nullptr) {
    log.reset();
    return call;
  }
  if (!log) log.emplace(store_, position_);
  ASSIGN_OR_RETURN(call, log->Next());
  if (call == nullptr) return absl::DataLossError("the log ends before its newest sequence");
  older_.Put(call);
  return call;
}

bool CatchUp::LookAtCall(const ChangeCall& call) {
  // One that has no event costs a look, too.
  ++looked_at_;
  for (const ChangeCall::Item& item : call.items) {
    // A watch may go on inside a call.
    if (item.event.record().sequence() <= position_) continue;
    if (piece_.size() >= kWatchMessageBytesTarget) return false;
    LookAtItem(item);
    position_ = item.event.record().sequence();
  }
  return true;
}

absl::Status CatchUp::AdvanceByIndex(int64_t end) {
  if (!window_) RETURN_IF_ERROR(OpenWindow(end));
  while (window_->next < window_->sequences.size() && !TurnIsOver()) {
    const int64_t sequence = window_->sequences[window_->next++];
    RETURN_IF_ERROR(LookAt(sequence));
    position_ = sequence;
  }
  if (window_->next < window_->sequences.size()) return absl::OkStatus();
  position_ = window_->through;
  if (!initial_) covered_ = position_;
  window_.reset();
  return absl::OkStatus();
}

absl::Status CatchUp::OpenWindow(int64_t end) {
  // Also reads the clauses.
  RETURN_IF_ERROR(AskIndex().status());
  Window window;
  window.through = std::min(end, position_ + kWindowSequences);
  if (window.through < end) {
    ASSIGN_OR_RETURN(window.through, EndOfCall(window.through));
  }
  SequenceWindow asked{.after = position_, .through = window.through, .current_at = {}};
  if (initial_) asked.current_at = options_.after_sequence;
  ASSIGN_OR_RETURN(window.sequences, store_.FindInWindow(all_of_, asked));
  if (window.sequences.size() > kWindowFoundMax) {
    ASSIGN_OR_RETURN(window.through, EndOfCall(window.sequences[kWindowFoundMax - 1]));
    const auto kept =
        std::upper_bound(window.sequences.begin(), window.sequences.end(), window.through);
    window.sequences.erase(kept, window.sequences.end());
    window.sequences.shrink_to_fit();
  }
  window_ = std::move(window);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> CatchUp::EndOfCall(int64_t sequence) const {
  LogReader reader = store_.ReadLog(sequence - 1);
  ASSIGN_OR_RETURN(const std::optional<LogCall> call, reader.Next());
  if (!call) return absl::DataLossError("the log ends before its newest sequence");
  return call->last_sequence();
}

absl::Status CatchUp::LookAt(int64_t sequence) {
  ASSIGN_OR_RETURN(std::shared_ptr<const std::string> bytes, store_.ReadEntry(sequence));
  ASSIGN_OR_RETURN(StoredEvent event, StoredEvent::Parse(std::move(bytes)));
  if (initial_) {
    LookAtInitial(event);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const ChangeCall::Item item, ReadPrevious(store_, std::move(event)));
  LookAtItem(item);
  return absl::OkStatus();
}

void CatchUp::LookAtItem(const ChangeCall::Item& item) {
  ++looked_at_;
  const StoredEvent* previous = item.previous ? &*item.previous : nullptr;
  const auto verdict = JudgeChange(filter_, item.event, previous);
  if (!verdict) return;
  Add(*verdict, item.event, options_.include_previous ? previous : nullptr);
}

void CatchUp::LookAtInitial(const StoredEvent& event) {
  ++looked_at_;
  ChangeVerdict verdict{v1::CHANGE_TYPE_CREATED, filter_.Evaluate(event, *options_.initial_at_us)};
  if (!filter_.Wants(verdict.match.answer)) return;
  Add(verdict, event, nullptr);
}

void CatchUp::Add(const ChangeVerdict& verdict, const StoredEvent& event,
                  const StoredEvent* previous) {
  AppendChange(verdict, event, previous, piece_);
  piece_through_ = event.record().sequence();
}

void CatchUp::FlushPiece() {
  if (piece_.empty()) return;
  WatchPiece piece;
  piece.bytes = std::make_shared<const std::string>(std::exchange(piece_, {}));
  piece.through = piece_through_;
  piece.initial = initial_;
  pieces_.push_back(std::move(piece));
}

}  // namespace sitrep
