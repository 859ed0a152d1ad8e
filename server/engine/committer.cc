#include "server/engine/committer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/rpc_status.h"
#include "base/status_macros.h"
#include "base/time_span.h"
#include "server/engine/stored_event.h"

namespace sitrep {
namespace {

absl::StatusOr<int64_t> NewestRecordedAt(const EventStore& store) {
  if (store.sequence() == 0) return 0;
  ASSIGN_OR_RETURN(std::shared_ptr<const std::string> bytes, store.ReadEntry(store.sequence()));
  ASSIGN_OR_RETURN(const StoredEvent newest, StoredEvent::Parse(std::move(bytes)));
  return ToMicros(newest.record().recorded_at());
}

EventState StateOf(const storage::IdRecord& record) {
  EventState state;
  for (const storage::Revision& revision : record.revisions()) {
    state.content_hashes.push_back(revision.content_hash());
  }
  state.content_version = record.content_version();
  state.created_by = record.created_by();
  state.retracted = record.retracted();
  return state;
}

void FillCurrent(const storage::IdRecord& record, v1::SubmitResult& result) {
  const storage::Revision& current = *record.revisions().rbegin();
  result.set_revision(record.revisions_size());
  result.set_sequence(current.sequence());
}

void Refuse(v1::Outcome outcome, const absl::Status& why, v1::SubmitResult& result) {
  result.set_outcome(outcome);
  *result.mutable_status() = ToRpcStatus(why);
}

void FillRecord(const CommitCall& call, const PreparedEvent& event, const storage::IdRecord& before,
                int64_t sequence, int64_t recorded_at_us, v1::Record& record) {
  record.set_sequence(sequence);
  record.set_revision(before.revisions_size() + 1);
  *record.mutable_recorded_at() = ToTimestamp(recorded_at_us);
  *record.mutable_first_recorded_at() = ToTimestamp(before.created_at_micros());
  record.set_submitted_by(call.submission.principal);
  if (before.revisions_size() > 0) {
    record.set_prev_sequence(before.revisions().rbegin()->sequence());
    record.set_reason(call.submission.reason);
    record.set_change_reason(call.submission.change_reason);
  }
  if (event.killed) *record.mutable_killed() = *event.killed;
  record.set_kind(event.kind);
}

}  // namespace

Committer::Committer(EventStore& store, Clock clock) : store_(store), clock_(std::move(clock)) {}

void Committer::Commit(const std::vector<CommitCall*>& calls) {
  const absl::Status timed = AdvanceTime();
  if (!timed.ok()) {
    for (CommitCall* call : calls) call->failure = timed;
    return;
  }
  for (CommitCall* call : calls) {
    const size_t before = entries_.size();
    arena_.Reset();
    if (call->actors) {
      AddActors(*call);
    } else {
      call->failure = DecideCall(*call);
    }
    if (entries_.size() > before) entries_.back().ends_call = true;
  }
  const absl::Status appended = Append();
  for (CommitCall* call : calls) call->failure.Update(appended);
}

absl::Status Committer::Append() {
  if (entries_.empty()) return absl::OkStatus();
  for (auto& [_, changed] : changed_) {
    entries_[changed.entry].id_record = std::move(changed.record);
  }
  changed_.clear();
  return store_.Append(std::exchange(entries_, {}));
}

absl::Status Committer::AdvanceTime() {
  if (!recorded_at_us_) {
    ASSIGN_OR_RETURN(recorded_at_us_, NewestRecordedAt(store_));
  }
  recorded_at_us_ = std::max(*recorded_at_us_, absl::ToUnixMicros(clock_()));
  return absl::OkStatus();
}

absl::Status Committer::DecideCall(CommitCall& call) {
  const size_t entries_before = entries_.size();
  steps_.clear();
  absl::Status status;
  call.response.mutable_results()->Reserve(static_cast<int>(call.events.size()));
  for (PreparedEvent& event : call.events) {
    v1::SubmitResult& result = *call.response.add_results();
    result.set_event_id(event.id);
    status = DecideEvent(call, event, result);
    if (!status.ok()) break;
  }
  if (!status.ok() || call.submission.validate_only) UndoTo(entries_before);
  return status;
}

void Committer::UndoTo(size_t entries) {
  entries_.resize(entries);
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    const auto found = changed_.find(step->event_id);
    if (step->is_first) {
      changed_.erase(found);
      continue;
    }
    Changed& changed = found->second;
    changed.record.mutable_revisions()->RemoveLast();
    changed.record.set_content_version(step->content_version);
    changed.record.set_retracted(step->retracted);
    changed.entry = step->entry;
  }
}

absl::Status Committer::DecideEvent(const CommitCall& call, PreparedEvent& event,
                                    v1::SubmitResult& result) {
  if (!event.refusal.ok()) {
    Refuse(v1::OUTCOME_INVALID, event.refusal, result);
    return absl::OkStatus();
  }
  const auto changed = changed_.find(event.id);
  std::optional<storage::IdRecord> stored;
  if (changed == changed_.end()) {
    ASSIGN_OR_RETURN(stored, store_.FindId(event.id));
  }
  const storage::IdRecord* before = changed != changed_.end() ? &changed->second.record
                                    : stored                  ? &*stored
                                                              : nullptr;
  std::optional<EventState> state;
  std::optional<v1::Event> content;
  if (before != nullptr) {
    state = StateOf(*before);
    content = ContentOf(event);
  }
  Command command{.event_id = event.id,
                  .content = content ? &*content : nullptr,
                  .content_hash = event.content_hash,
                  .expected_revision = {},
                  .on_conflict = call.submission.on_conflict,
                  .principal = call.submission.principal};
  const auto expected = call.submission.expected_revisions.find(event.id);
  if (expected != call.submission.expected_revisions.end()) {
    command.expected_revision = expected->second;
  }
  ASSIGN_OR_RETURN(Decision decision, Decide(state, command, [&](int32_t revision) {
                     return ReadRevision(*before, revision);
                   }));
  result.set_outcome(decision.outcome);
  if (!decision.refusal.ok()) Refuse(decision.outcome, decision.refusal, result);
  for (v1::Warning& warning : decision.warnings) *result.add_warnings() = std::move(warning);
  if (decision.changes_ledger() && state && state->revision() >= limits::kRevisionsMax) {
    Refuse(v1::OUTCOME_INVALID,
           absl::ResourceExhaustedError(absl::StrCat("the event has ", limits::kRevisionsMax,
                                                     " revisions; it takes no more")),
           result);
    FillCurrent(*before, result);
  } else if (decision.changes_ledger()) {
    for (v1::Warning& warning : event.warnings) *result.add_warnings() = std::move(warning);
    FillCurrent(AddEntry(call, event, std::move(stored)), result);
  } else if (before != nullptr) {
    FillCurrent(*before, result);
  }
  // A dry run makes no sequences.
  if (call.submission.validate_only && result.sequence() > store_.sequence()) {
    result.set_sequence(0);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Event> Committer::ReadRevision(const storage::IdRecord& record,
                                                  int32_t revision) const {
  const int64_t sequence = record.revisions(revision - 1).sequence();
  std::shared_ptr<const std::string> bytes;
  if (sequence > store_.sequence()) {
    bytes = entries_[sequence - store_.sequence() - 1].bytes;
  } else {
    ASSIGN_OR_RETURN(bytes, store_.ReadEntry(sequence));
  }
  ASSIGN_OR_RETURN(const StoredEvent stored, StoredEvent::Parse(std::move(bytes)));
  return stored.event();
}

void Committer::AddActors(CommitCall& call) {
  call.actors_sequence = NextSequence();
  storage::Entry content;
  v1::Record& record = *content.mutable_event()->mutable_record();
  record.set_sequence(call.actors_sequence);
  *record.mutable_recorded_at() = ToTimestamp(*recorded_at_us_);
  *record.mutable_first_recorded_at() = ToTimestamp(*recorded_at_us_);
  record.set_submitted_by(call.actors->principal);
  record.set_reason(call.actors->reason);
  content.mutable_actors()->Assign(call.actors->actors.begin(), call.actors->actors.end());
  NewEntry entry;
  entry.posting = PostingOf(content);
  entry.bytes = std::make_shared<const std::string>(content.SerializeAsString());
  entry.actors = std::move(call.actors->actors);
  entries_.push_back(std::move(entry));
}

int64_t Committer::NextSequence() const {
  return store_.sequence() + static_cast<int64_t>(entries_.size()) + 1;
}

const storage::IdRecord& Committer::AddEntry(const CommitCall& call, PreparedEvent& event,
                                             std::optional<storage::IdRecord> stored) {
  const auto [found, is_first] = changed_.try_emplace(event.id);
  Changed& changed = found->second;
  storage::IdRecord& id_record = changed.record;
  if (is_first && stored) id_record = *std::move(stored);
  if (id_record.revisions_size() == 0) {
    id_record.set_created_by(call.submission.principal);
    id_record.set_created_at_micros(*recorded_at_us_);
  }
  steps_.push_back({.event_id = event.id,
                    .is_first = is_first,
                    .entry = changed.entry,
                    .content_version = id_record.content_version(),
                    .retracted = id_record.retracted()});

  NewEntry entry;
  entry.event_id = event.id;
  entry.posting = std::move(event.posting);
  entry.posting.address.sequence = NextSequence();
  Address previous;
  if (id_record.revisions_size() > 0) {
    const storage::Revision& current = *id_record.revisions().rbegin();
    previous = {.sort_start = current.sort_start(), .sequence = current.sequence()};
    entry.posting.supersedes = previous;
  }
  auto& record = *google::protobuf::Arena::CreateMessage<v1::Record>(&arena_);
  FillRecord(call, event, id_record, entry.posting.address.sequence, *recorded_at_us_, record);
  entry.bytes = std::make_shared<const std::string>(EntryBytes(event, record, previous.sort_start));

  storage::Revision& revision = *id_record.add_revisions();
  revision.set_sequence(entry.posting.address.sequence);
  revision.set_content_hash(event.content_hash);
  revision.set_sort_start(entry.posting.address.sort_start);
  id_record.set_content_version(std::max(id_record.content_version(), event.content_version));
  id_record.set_retracted(false);
  changed.entry = entries_.size();
  entries_.push_back(std::move(entry));
  return id_record;
}

}  // namespace sitrep
