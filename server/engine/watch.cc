#include "server/engine/watch.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "server/engine/wire.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

SharedBytes Share(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

}  // namespace

Watch::Watch(EventFilter filter, WatchOptions options, WatchOutput output)
    : filter_(std::move(filter)),
      options_(std::move(options)),
      output_(std::move(output)),
      resume_after_(options_.initial_at_us ? 0 : options_.after_sequence),
      covered_(resume_after_),
      sent_covered_(resume_after_) {}

bool Watch::Add(std::vector<WatchPiece> pieces, int64_t covered) {
  size_t bytes = 0;
  for (const WatchPiece& piece : pieces) bytes += piece.bytes->size();
  const std::lock_guard lock(mutex_);
  if (!pending_.empty() && pending_bytes_ + bytes > kPendingBytesMax) {
    FallBehind();
    return false;
  }
  pending_bytes_ += bytes;
  covered_ = std::max(covered_, covered);
  if (!pieces.empty()) pieces.back().covers = covered;
  for (WatchPiece& piece : pieces) pending_.push_back(std::move(piece));
  return true;
}

void Watch::GoLive() {
  const std::lock_guard lock(mutex_);
  live_ = true;
}

void Watch::FallBehind() {
  live_ = false;
  if (std::exchange(caught_up_, false)) fell_behind_due_ = true;
  caught_up_due_.reset();
  pending_ = {};
  pending_bytes_ = 0;
  covered_ = sent_covered_;
}

int64_t Watch::resume_after() const {
  const std::lock_guard lock(mutex_);
  return resume_after_;
}

void Watch::SayCaughtUp() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(caught_up_, true)) caught_up_due_ = covered_;
}

void Watch::SayProgress() {
  const std::lock_guard lock(mutex_);
  progress_due_ = true;
}

void Watch::Pump(int64_t matched_through) {
  const std::lock_guard lock(mutex_);
  if (closed_ || sending_) return;
  const std::optional<WatchMessage> message = NextMessage(matched_through);
  if (!message) return;
  // Before the output has it: Sent may come from another thread at once.
  sending_ = true;
  output_.send(*message);
}

std::optional<WatchMessage> Watch::NextMessage(int64_t matched_through) {
  if (!std::exchange(started_, true)) {
    v1::WatchEventsResponse response;
    response.mutable_started()->set_ledger_id(options_.ledger_id);
    response.mutable_started()->set_sequence(options_.after_sequence);
    return WatchMessage{{Share(response.SerializeAsString())}};
  }
  if (std::exchange(fell_behind_due_, false)) {
    return Mark(v1::WatchEventsResponse::kFellBehindFieldNumber, sent_covered_);
  }
  if (!pending_.empty()) {
    // A stream that is always busy has its marks between two calls.
    const bool between_calls = resume_after_ == sent_covered_;
    std::optional<WatchMessage> mark = between_calls ? NextMark() : std::nullopt;
    return mark ? std::move(mark) : NextChanges();
  }
  if (live_) covered_ = std::max(covered_, matched_through);
  sent_covered_ = covered_;
  resume_after_ = std::max(resume_after_, sent_covered_);
  return NextMark();
}

std::optional<WatchMessage> Watch::NextMark() {
  // Before the initial matches are complete there is nothing that it could promise.
  if (options_.initial_at_us && sent_covered_ < options_.after_sequence) return std::nullopt;
  // Inside a call, whoever went on after a mark would see some changes again.
  if (sent_covered_ < resume_after_) return std::nullopt;
  if (caught_up_due_ && sent_covered_ >= *caught_up_due_) {
    caught_up_due_.reset();
    progress_due_ = false;
    return Mark(v1::WatchEventsResponse::kCaughtUpFieldNumber, sent_covered_);
  }
  if (std::exchange(progress_due_, false)) {
    return Mark(v1::WatchEventsResponse::kProgressFieldNumber, sent_covered_);
  }
  return std::nullopt;
}

WatchMessage Watch::NextChanges() {
  const bool initial = pending_.front().initial;
  size_t bytes = 0;
  size_t count = 0;
  for (; count < pending_.size() && pending_[count].initial == initial; ++count) {
    const size_t size = pending_[count].bytes->size();
    if (count > 0 && bytes + size > kWatchMessageBytesTarget) break;
    if (count > 0 && (progress_due_ || caught_up_due_) && pending_[count - 1].covers != 0) break;
    bytes += size;
  }
  WatchMessage message;
  message.pieces.reserve(count + 1);
  std::string head;
  wire::AppendHead(initial ? v1::WatchEventsResponse::kInitialFieldNumber
                           : v1::WatchEventsResponse::kChangesFieldNumber,
                   bytes, head);
  message.pieces.push_back(Share(std::move(head)));
  for (size_t i = 0; i < count; ++i) {
    // Whoever has lost some initial matches starts anew.
    if (!initial) resume_after_ = pending_[i].through;
    if (pending_[i].covers != 0) {
      sent_covered_ = pending_[i].covers;
      resume_after_ = std::max(resume_after_, sent_covered_);
    }
    message.pieces.push_back(std::move(pending_[i].bytes));
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<ptrdiff_t>(count));
  pending_bytes_ -= bytes;
  return message;
}

WatchMessage Watch::Mark(int field_number, int64_t sequence) {
  // Progress, CaughtUp and FellBehind have the same field.
  v1::Progress mark;
  mark.set_sequence(sequence);
  std::string message;
  wire::AppendBytes(field_number, mark.SerializeAsString(), message);
  return {{Share(std::move(message))}};
}

void Watch::Sent() {
  const std::lock_guard lock(mutex_);
  sending_ = false;
}

bool Watch::waits_for_turn() const {
  const std::lock_guard lock(mutex_);
  return !closed_ && !live_ && !sending_ && pending_.empty();
}

void Watch::Finish(absl::Status status) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(closed_, true)) return;
  pending_ = {};
  output_.finish(std::move(status));
}

void Watch::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  pending_ = {};
}

bool Watch::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace sitrep
