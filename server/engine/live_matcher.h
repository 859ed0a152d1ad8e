// Asks what comes in about all live watches: each entry once, whoever wants it.
#ifndef SITREP_SERVER_ENGINE_LIVE_MATCHER_H_
#define SITREP_SERVER_ENGINE_LIVE_MATCHER_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "server/engine/change_call.h"
#include "server/engine/change_filter.h"
#include "server/engine/standing_filters.h"
#include "server/engine/watch.h"

namespace sitrep {

// Not thread-safe.
class LiveMatcher {
 public:
  using Slot = StandingFilters::Slot;

  // The watch is told of what comes after the sequence.
  Slot Add(std::shared_ptr<Watch> watch, int64_t after_sequence);
  void Remove(Slot slot);

  // What to do about a watch after Match.
  struct Told {
    std::shared_ptr<Watch> watch;
    // It had too much pending: it is behind now and must be removed.
    bool overflowed = false;
  };
  // Adds what these calls, which go on from those before, are to each watch; returns the watches
  // for which there was something. A change is serialised once for all who see it alike, and so is
  // what several watches get of these calls.
  std::vector<Told> Match(const std::vector<std::shared_ptr<const ChangeCall>>& calls);
  // As Match, with nobody to tell: remembers which terms are common.
  void Learn(const ChangeCall& call);

  size_t size() const { return filters_.size(); }

 private:
  // A change, serialised; identity of content among the watches of one Match.
  struct Shown {
    SharedBytes bytes;
    int64_t sequence = 0;
  };
  // What the watches of one Match see of one item.
  struct View {
    ChangeVerdict verdict;
    bool with_previous = false;
    const Shown* shown = nullptr;
  };
  struct LiveWatch {
    std::shared_ptr<Watch> watch;
    int64_t after_sequence = 0;
    // Of the Match under way.
    std::vector<const Shown*> changes;
  };
  // What some watches get of one Match.
  struct Delivery {
    size_t watches = 0;
    std::vector<WatchPiece> pieces;
  };

  // `watches`: how many get them.
  static std::vector<WatchPiece> PiecesOf(const std::vector<const Shown*>& changes, size_t watches);

  void MatchItem(const ChangeCall::Item& item);
  void Ask(Slot slot, const ChangeCall::Item& item);
  const Shown* Show(const ChangeVerdict& verdict, const ChangeCall::Item& item,
                    bool include_previous);

  StandingFilters filters_;
  std::vector<LiveWatch> watches_;

  // The Match under way.
  std::vector<Slot> touched_;
  std::vector<std::unique_ptr<Shown>> shown_;
  std::vector<View> views_;
  std::vector<Slot> candidates_;
  // By the changes, which are those of the watches that get it.
  absl::node_hash_map<std::vector<const Shown*>, Delivery> deliveries_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_LIVE_MATCHER_H_
