// Reads what a watch that is not live has still to be told: from the recent calls, by the index, or
// from the log.
#ifndef SITREP_SERVER_ENGINE_CATCH_UP_H_
#define SITREP_SERVER_ENGINE_CATCH_UP_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/engine/change_call.h"
#include "server/engine/change_filter.h"
#include "server/engine/event_filter.h"
#include "server/engine/log_call_cache.h"
#include "server/engine/recent_calls.h"
#include "server/engine/watch.h"
#include "storage/event_store.h"

namespace sitrep {

// Goes forward in the log from a sequence. What lies in the recent calls is asked one by one. What
// is older is found by the index, in windows of sequences, if the filter has rare terms, and else
// asked one by one from the log. Not thread-safe.
class CatchUp {
 public:
  // All outlive it. Begins with the initial matches if the watch has them and has not had them.
  CatchUp(const EventStore& store, const RecentCalls& recent, LogCallCache& older,
          const Watch& watch);

  // Does a bounded part of the work up to `end`, which ends a call, and adds what came of it.
  // DATA_LOSS if the log or the index is damaged.
  absl::Status Advance(int64_t end, std::vector<WatchPiece>& pieces);

  // Every match at or below it is in the pieces.
  int64_t position() const { return position_; }
  // The newest end of a call at or below position(), as far as that is known.
  int64_t covered() const { return covered_; }
  // Whether initial matches are still to come.
  bool initial() const { return initial_; }

 private:
  // Sequences in which there may be matches, ascending, of (position, through].
  struct Window {
    std::vector<int64_t> sequences;
    size_t next = 0;
    int64_t through = 0;
  };

  // Rare enough terms to ask the index; decided once.
  absl::StatusOr<bool> AskIndex();
  absl::Status AdvanceByCalls(int64_t end);
  // The call that holds what follows position(); `log` is where it was read last, if anywhere.
  absl::StatusOr<std::shared_ptr<const ChangeCall>> NextCall(
      std::optional<ChangeCallReader>& log) const;
  absl::Status AdvanceByIndex(int64_t end);
  absl::Status OpenWindow(int64_t end);
  // The end of the call that holds the sequence.
  absl::StatusOr<int64_t> EndOfCall(int64_t sequence) const;
  // False if the turn was over before the call was.
  bool LookAtCall(const ChangeCall& call);
  absl::Status LookAt(int64_t sequence);
  void LookAtItem(const ChangeCall::Item& item);
  void LookAtInitial(const StoredEvent& event);
  bool TurnIsOver() const;
  void Add(const ChangeVerdict& verdict, const StoredEvent& event, const StoredEvent* previous);
  void FlushPiece();

  const EventStore& store_;
  const RecentCalls& recent_;
  LogCallCache& older_;
  const EventFilter& filter_;
  const WatchOptions& options_;

  int64_t position_;
  int64_t covered_;
  bool initial_;
  std::optional<bool> ask_index_;
  std::vector<AnyTerm> all_of_;
  std::optional<Window> window_;

  // The turn under way.
  std::vector<WatchPiece> pieces_;
  std::string piece_;
  int64_t piece_through_ = 0;
  int looked_at_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_CATCH_UP_H_
