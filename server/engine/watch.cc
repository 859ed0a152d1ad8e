#include "server/engine/watch.h"

#include <optional>
#include <utility>

#include "base/limits.h"
#include "base/status_macros.h"
#include "server/engine/change_filter.h"
#include "server/engine/wire.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

// A message is closed when it has this much, so that it is under way while the next one is made.
constexpr size_t kMessageBytesTarget = 128 << 10;
// Entries that one turn looks at: bounds how long other watches wait.
constexpr int kEntriesPerTurnMax = 2'000;

std::string Message(int field_number, absl::string_view content) {
  std::string message;
  wire::AppendBytes(field_number, content, message);
  return message;
}

}  // namespace

Watch::Watch(EventFilter filter, WatchOptions options, WatchOutput output)
    : filter_(std::move(filter)),
      options_(std::move(options)),
      position_(options_.after_sequence),
      output_(std::move(output)) {}

bool Watch::Due(int64_t end_sequence, TimePoint now) const {
  return !pending_.empty() || !started_ || !caught_up_ || position_ < end_sequence ||
         now >= progress_due_;
}

absl::Status Watch::Produce(const EventStore& store, const RecentCalls& recent, TimePoint now) {
  if (!started_) {
    started_ = true;
    progress_due_ = now + options_.progress_interval;
    v1::Started started;
    started.set_ledger_id(options_.ledger_id);
    started.set_sequence(position_);
    pending_.push_back(
        Message(v1::WatchEventsResponse::kStartedFieldNumber, started.SerializeAsString()));
    return absl::OkStatus();
  }
  if (position_ < recent.end_sequence()) RETURN_IF_ERROR(LookAtCalls(store, recent));
  if (!caught_up_ && position_ >= recent.end_sequence()) {
    caught_up_ = true;
    AddMark(v1::WatchEventsResponse::kCaughtUpFieldNumber, now);
  } else if (now >= progress_due_) {
    AddMark(v1::WatchEventsResponse::kProgressFieldNumber, now);
  }
  return absl::OkStatus();
}

absl::Status Watch::LookAtCalls(const EventStore& store, const RecentCalls& recent) {
  std::string changes;
  int entries = 0;
  // Where the recent calls do not reach back far enough. Not kept from turn to turn: it pins files.
  std::optional<ChangeCallReader> log;
  while (position_ < recent.end_sequence() && entries < kEntriesPerTurnMax &&
         changes.size() < kMessageBytesTarget && pending_.empty()) {
    std::shared_ptr<const ChangeCall> call = recent.After(position_);
    if (call == nullptr) {
      if (!log) log.emplace(store, position_);
      ASSIGN_OR_RETURN(call, log->Next());
    }
    if (call == nullptr) return absl::DataLossError("the log ends before its newest sequence");
    AddChanges(*call, changes);
    entries += static_cast<int>(call->items.size());
    position_ = call->last_sequence;
  }
  FlushChanges(changes);
  return absl::OkStatus();
}

void Watch::AddChanges(const ChangeCall& call, std::string& changes) {
  for (const ChangeCall::Item& item : call.items) {
    // A watch may begin inside a call: its reader was cut off there.
    if (item.event.record().sequence() <= position_) continue;
    const auto change = ChangeOf(filter_, item.event, item.previous ? &*item.previous : nullptr,
                                 options_.include_previous);
    if (!change) continue;
    if (changes.size() + change->size() > limits::kWatchMessageBytesMax) FlushChanges(changes);
    wire::AppendBytes(v1::Changes::kChangesFieldNumber, *change, changes);
  }
}

void Watch::FlushChanges(std::string& changes) {
  if (changes.empty()) return;
  pending_.push_back(Message(v1::WatchEventsResponse::kChangesFieldNumber, changes));
  changes.clear();
}

void Watch::AddMark(int field_number, TimePoint now) {
  progress_due_ = now + options_.progress_interval;
  std::string mark;
  wire::AppendVarint(v1::Progress::kSequenceFieldNumber, static_cast<uint64_t>(position_), mark);
  pending_.push_back(Message(field_number, mark));
}

bool Watch::SendNext() {
  const std::lock_guard lock(output_mutex_);
  if (pending_.empty() || closed_) return false;
  output_.send(std::move(pending_.front()));
  pending_.pop_front();
  return true;
}

void Watch::Finish(absl::Status status) {
  const std::lock_guard lock(output_mutex_);
  if (closed_) return;
  closed_ = true;
  output_.finish(std::move(status));
}

void Watch::Close() {
  const std::lock_guard lock(output_mutex_);
  closed_ = true;
}

}  // namespace sitrep
