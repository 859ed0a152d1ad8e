// Decides calls in order and appends what changes the ledger.
#ifndef SITREP_SERVER_ENGINE_COMMITTER_H_
#define SITREP_SERVER_ENGINE_COMMITTER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "google/protobuf/arena.h"
#include "server/engine/actor_change.h"
#include "server/engine/decide.h"
#include "server/engine/prepared_event.h"
#include "server/engine/submission.h"
#include "storage/event_store.h"

namespace sitrep {

// A call on its way through the committer: of events, or of actors.
struct CommitCall {
  // Its events, prepared; `submission.events` is empty by now.
  std::vector<PreparedEvent> events;
  Submission submission;
  // What its events will take in the log, about.
  size_t bytes = 0;
  // Instead of events: what it changes of the ledger's own actors.
  std::optional<ActorChange> actors;

  // The outcome: the response, unless `failure` says why there is none.
  absl::Status failure;
  v1::SubmitEventsResponse response;
  // Of the entry that changes actors.
  int64_t actors_sequence = 0;
};

// One thread at a time uses it.
class Committer {
 public:
  // The store outlives the committer.
  Committer(EventStore& store, Clock clock);

  // Decides the calls one after the other, each seeing what the earlier ones did, and makes what
  // they change durable and visible at once. A call either gets a response for all its events or
  // fails as a whole. A failed append fails every call, also those that wanted to change nothing:
  // they may have been decided by what was not written.
  void Commit(const std::vector<CommitCall*>& calls);

 private:
  // An event that the group changes.
  struct Changed {
    // As the group leaves it.
    storage::IdRecord record;
    // The number in `entries_` of its newest entry.
    size_t entry = 0;
  };
  // What an entry of the call under way did to its event.
  struct Step {
    std::string event_id;
    // The group had not changed it before; else what follows was so.
    bool is_first = false;
    size_t entry = 0;
    int64_t content_version = 0;
    bool retracted = false;
  };

  absl::Status AdvanceTime();
  absl::Status DecideCall(CommitCall& call);
  absl::Status DecideEvent(const CommitCall& call, PreparedEvent& event, v1::SubmitResult& result);
  absl::StatusOr<v1::Event> ReadRevision(const storage::IdRecord& record, int32_t revision) const;
  // Makes the next entry out of an event; takes its posting. `stored`: what the store knows of its
  // id, if the group has not changed it. Its record after it.
  const storage::IdRecord& AddEntry(const CommitCall& call, PreparedEvent& event,
                                    std::optional<storage::IdRecord> stored);
  // Makes the next entry out of a change of actors.
  void AddActors(CommitCall& call);
  int64_t NextSequence() const;
  // Takes back what the call under way did to the group: a dry run or a failure leaves no trace.
  void UndoTo(size_t entries);
  absl::Status Append();

  EventStore& store_;
  const Clock clock_;
  // Never runs backwards within a process, nor against the newest entry of the log.
  // Not known before the first group.
  std::optional<int64_t> recorded_at_us_;

  // The group under way.
  std::vector<NewEntry> entries_;
  absl::flat_hash_map<std::string, Changed> changed_;
  // Of the call under way, in order.
  std::vector<Step> steps_;
  // Scratch of the call under way.
  google::protobuf::Arena arena_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_COMMITTER_H_
