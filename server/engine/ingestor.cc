#include "server/engine/ingestor.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/try_again.h"

namespace sitrep {
namespace {

// About how long a full queue takes to become half empty.
constexpr int kRetryDelayMs = 200;

// On the stack; most events fit it.
constexpr size_t kArenaBlockBytes = 16 << 10;

}  // namespace

Ingestor::Ingestor(EventStore& store, const EventReader& reader, WatchHub& hub, Clock clock)
    : store_(store),
      reader_(reader),
      hub_(hub),
      clock_(clock),
      committer_(store, std::move(clock)),
      thread_([this] { Run(); }) {}

Ingestor::~Ingestor() { Stop(); }

void Ingestor::PreparedCall::Answer() {
  if (!call.failure.ok()) {
    Refuse(call.failure);
  } else if (call.actors) {
    actors_done(call.actors_sequence);
  } else {
    done(std::move(call.response));
  }
}

void Ingestor::PreparedCall::Refuse(const absl::Status& status) {
  if (call.actors) {
    actors_done(status);
  } else {
    done(status);
  }
}

void Ingestor::Submit(Submission submission, Done done) {
  std::unique_ptr<PreparedCall> queued = Prepare(std::move(submission));
  queued->done = std::move(done);
  SubmitPrepared(std::move(queued));
}

void Ingestor::PutActors(ActorChange change, ActorsDone done) {
  auto queued = std::make_unique<PreparedCall>();
  queued->call.actors = std::move(change);
  queued->actors_done = std::move(done);
  SubmitPrepared(std::move(queued));
}

void Ingestor::SubmitPrepared(std::unique_ptr<PreparedCall> queued) {
  bool must_commit = false;
  const absl::Status status = Enqueue(queued, &must_commit);
  if (!status.ok()) {
    queued->Refuse(status);
    return;
  }
  if (!must_commit) return;
  CommitGroup();
  const std::lock_guard lock(mutex_);
  committing_ = false;
  handed_over_ = !queue_.empty();
  changed_.notify_all();
}

std::unique_ptr<Ingestor::PreparedCall> Ingestor::Prepare(Submission submission) const {
  auto prepared = std::make_unique<PreparedCall>();
  CommitCall& call = prepared->call;
  call.events.reserve(submission.events.size());
  const absl::Time now = clock_();
  alignas(std::max_align_t) char block[kArenaBlockBytes];
  google::protobuf::ArenaOptions options;
  options.initial_block = block;
  options.initial_block_size = sizeof(block);
  google::protobuf::Arena arena(options);
  for (const absl::string_view event : submission.events) {
    call.events.push_back(PrepareEvent(event, reader_, submission.principal, now, arena));
    arena.Reset();
    call.bytes += call.events.back().served_bytes.size() + call.events.back().reading_bytes.size();
  }
  submission.events.clear();
  call.submission = std::move(submission);
  return prepared;
}

void Ingestor::Commit(std::unique_ptr<PreparedCall> call, Done done) {
  call->done = std::move(done);
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_) {
      queued_events_ += static_cast<int>(call->call.events.size());
      queue_.push_back(std::move(call));
      if (committing_) return;
      handed_over_ = true;
      changed_.notify_all();
      return;
    }
  }
  call->Refuse(absl::UnavailableError("the server is stopping"));
}

absl::Status Ingestor::Enqueue(std::unique_ptr<PreparedCall>& call, bool* must_commit) {
  const int events = static_cast<int>(call->call.events.size());
  const std::lock_guard lock(mutex_);
  if (stopped_) return absl::UnavailableError("the server is stopping");
  if (queued_events_ + events > limits::kCommitQueueEventsMax)
    return TryAgain(absl::StrCat(limits::kCommitQueueEventsMax, " events wait to be committed"),
                    kRetryDelayMs);
  queued_events_ += events;
  queue_.push_back(std::move(call));
  *must_commit = !committing_ && !handed_over_;
  if (*must_commit) committing_ = true;
  return absl::OkStatus();
}

Ingestor::Group Ingestor::TakeGroup() {
  const std::lock_guard lock(mutex_);
  Group group;
  int events = 0;
  size_t bytes = 0;
  while (!queue_.empty()) {
    const CommitCall& next = queue_.front()->call;
    const int more = static_cast<int>(next.events.size());
    const bool fits = events + more <= limits::kCommitGroupEventsMax &&
                      bytes + next.bytes <= limits::kCommitGroupBytesMax;
    if (!group.empty() && !fits) break;
    events += more;
    bytes += next.bytes;
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  queued_events_ -= events;
  return group;
}

void Ingestor::CommitGroup() {
  const Group group = TakeGroup();
  std::vector<CommitCall*> calls;
  calls.reserve(group.size());
  for (const auto& queued : group) calls.push_back(&queued->call);
  const int64_t before = store_.sequence();
  committer_.Commit(calls);
  if (store_.sequence() != before) hub_.Committed();
  for (const auto& queued : group) queued->Answer();
}

void Ingestor::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return handed_over_ || (stopped_ && !committing_); });
    if (!handed_over_) return;
    committing_ = true;
    handed_over_ = false;
    while (!queue_.empty()) {
      lock.unlock();
      CommitGroup();
      lock.lock();
    }
    committing_ = false;
  }
}

void Ingestor::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace sitrep
