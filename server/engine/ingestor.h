// Takes submissions, and changes of actors, from many callers and commits them in groups, one fsync
// for all that wait.
#ifndef SITREP_SERVER_ENGINE_INGESTOR_H_
#define SITREP_SERVER_ENGINE_INGESTOR_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "server/engine/committer.h"
#include "server/engine/event_reader.h"
#include "server/engine/submission.h"
#include "server/engine/watch_hub.h"
#include "storage/event_store.h"

namespace sitrep {

// A caller's thread checks and reads its own events. Then its call queues; where nobody commits
// just now, the same thread does, and leaves what has queued up meanwhile to the ingestor's thread.
// Thread-safe. Invariant: acknowledged <= durable and indexed <= queued, in queue order.
class Ingestor {
 public:
  // Gets the response when everything in it is durable and found by queries; or RESOURCE_EXHAUSTED
  // (with RetryInfo) if limits::kCommitQueueEventsMax wait already, UNAVAILABLE while the server
  // stops, or the store's error. Called once, on the caller's thread or another; must return at
  // once.
  using Done = std::function<void(absl::StatusOr<v1::SubmitEventsResponse>)>;

  // All must outlive the ingestor.
  Ingestor(EventStore& store, const EventReader& reader, WatchHub& hub, Clock clock);
  // Stops.
  ~Ingestor();

  // The bytes of the submission's events are needed only during the call.
  void Submit(Submission submission, Done done);

  // Makes a change of actors an entry of the log: in one queue and one order with submissions.
  // `done` gets its sequence when it is durable, or Submit's errors, as Done does.
  using ActorsDone = std::function<void(absl::StatusOr<int64_t>)>;
  void PutActors(ActorChange change, ActorsDone done);

  // A call, checked and read, on its way to Commit.
  class PreparedCall;

  // The two steps of Submit for whoever takes in several calls at once but has them committed in
  // order: streams. `Prepare` may run on several threads. `Commit` only queues, in the order of its
  // calls, whatever waits already: a stream bounds its unanswered batches. The answer comes on
  // another thread, except UNAVAILABLE while the server stops.
  std::unique_ptr<PreparedCall> Prepare(Submission submission) const;
  void Commit(std::unique_ptr<PreparedCall> call, Done done);

  // Everything up to this sequence is durable.
  int64_t durable_sequence() const { return store_.sequence(); }

  // Commits what has queued and refuses what comes.
  void Stop();

 private:
  using Group = std::vector<std::unique_ptr<PreparedCall>>;

  // Queues the call, and commits where nobody else does.
  void SubmitPrepared(std::unique_ptr<PreparedCall> call);
  // Queues the call. `must_commit` says that the caller has to commit.
  absl::Status Enqueue(std::unique_ptr<PreparedCall>& call, bool* must_commit);
  Group TakeGroup();
  // Commits one group. Only by whoever set committing_.
  void CommitGroup();
  void Run();

  EventStore& store_;
  const EventReader& reader_;
  WatchHub& hub_;
  const Clock clock_;
  // Used by whoever set committing_.
  Committer committer_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::deque<std::unique_ptr<PreparedCall>> queue_;
  int queued_events_ = 0;
  bool committing_ = false;
  bool handed_over_ = false;
  bool stopped_ = false;

  std::thread thread_;
};

class Ingestor::PreparedCall {
 private:
  friend class Ingestor;
  // Tells what came of the call.
  void Answer();
  void Refuse(const absl::Status& status);

  CommitCall call;
  // The second one if the call is of actors.
  Done done;
  ActorsDone actors_done;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_INGESTOR_H_
