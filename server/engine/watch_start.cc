#include "server/engine/watch_start.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "base/time_span.h"
#include "server/engine/label_rules.h"
#include "server/engine/message_path.h"
#include "server/engine/stored_event.h"

namespace sitrep {
namespace {

using std::chrono::milliseconds;

milliseconds IntervalOf(const v1::WatchEventsRequest& request, FieldErrors& errors) {
  if (!request.has_progress_interval()) return milliseconds(limits::kProgressIntervalMsDefault);
  const auto& interval = request.progress_interval();
  // Clamped before the multiplication, which can't overflow then.
  const int64_t seconds = std::clamp<int64_t>(interval.seconds(), -1, 1'000'000);
  const int64_t ms = seconds * 1000 + interval.nanos() / 1'000'000;
  if (ms < limits::kProgressIntervalMsMin || ms > limits::kProgressIntervalMsMax) {
    errors.Add("progress_interval", "is not between 0.1 s and 1 h");
  }
  return milliseconds(ms);
}

absl::Status NotInThisLedger(absl::string_view what, const EventStore& store) {
  return absl::OutOfRangeError(absl::StrCat(what, "; this is ledger ", store.ledger_id(),
                                            ", which holds sequences up to ", store.sequence()));
}

absl::StatusOr<int64_t> RecordedAt(const EventStore& store, int64_t sequence) {
  ASSIGN_OR_RETURN(std::shared_ptr<const std::string> bytes, store.ReadEntry(sequence));
  ASSIGN_OR_RETURN(const StoredEvent event, StoredEvent::Parse(std::move(bytes)));
  return ToMicros(event.record().recorded_at());
}

// The last sequence that was recorded before a time: recording times never fall.
absl::StatusOr<int64_t> LastBefore(const EventStore& store, int64_t time_us) {
  int64_t before = 0;
  int64_t end = store.sequence();
  while (before < end) {
    const int64_t middle = before + (end - before + 1) / 2;
    ASSIGN_OR_RETURN(const int64_t recorded_at, RecordedAt(store, middle));
    if (recorded_at < time_us) {
      before = middle;
    } else {
      end = middle - 1;
    }
  }
  return before;
}

absl::StatusOr<int64_t> StartOf(const v1::WatchEventsRequest& request, const EventStore& store) {
  switch (request.start_case()) {
    case v1::WatchEventsRequest::kBeginning:
      // "Not from the beginning" is from now, as without a start.
      return request.beginning() ? 0 : store.sequence();
    case v1::WatchEventsRequest::kAfterSequence:
      if (request.after_sequence() < 0 || request.after_sequence() > store.sequence()) {
        return NotInThisLedger(
            absl::StrCat("after_sequence: ", request.after_sequence(), " is not there"), store);
      }
      return request.after_sequence();
    case v1::WatchEventsRequest::kAfterTime:
      return LastBefore(store, ToMicros(request.after_time()));
    default:
      return store.sequence();
  }
}

}  // namespace

absl::StatusOr<WatchOptions> ReadWatchRequest(const v1::WatchEventsRequest& request,
                                              const EventStore& store, Subscriptions& subscriptions,
                                              absl::Time now) {
  FieldErrors errors;
  WatchOptions options;
  options.progress_interval = IntervalOf(request, errors);
  if (request.has_after_time()) {
    std::string error = TimestampError(request.after_time());
    if (!error.empty()) errors.Add("after_time", std::move(error));
  }
  if (request.filter().as_of_sequence() != 0) {
    errors.Add("filter.as_of_sequence", "a watch shows what happens, not how it was");
  }
  if (!request.subscription().empty()) {
    CheckId(request.subscription(), MessagePath("subscription"), errors);
    if (request.matching_first()) {
      errors.Add("matching_first", "a subscription has one place to go on from, no snapshot");
    }
  } else if (request.take_over()) {
    errors.Add("take_over", "needs a subscription");
  }
  if (!request.reader().empty()) CheckId(request.reader(), MessagePath("reader"), errors);
  RETURN_IF_ERROR(errors.ToStatus());
  if (!request.ledger_id().empty() && request.ledger_id() != store.ledger_id()) {
    return NotInThisLedger(absl::StrCat("ledger_id: ", request.ledger_id(), " is another one"),
                           store);
  }
  if (request.matching_first()) options.initial_at_us = absl::ToUnixMicros(now);
  options.ledger_id = store.ledger_id();
  options.include_previous = request.include_previous();
  options.subscription = request.subscription();
  options.reader = request.reader();
  // One that is there goes on at its place, wherever a new one would begin.
  const std::optional<int64_t> place = subscriptions.PlaceOf(options.subscription);
  // But whoever has seen more of this very ledger than there is must learn it.
  if (!place || !request.ledger_id().empty()) {
    ASSIGN_OR_RETURN(options.after_sequence, StartOf(request, store));
  }
  if (place) {
    options.after_sequence = *place;
    return options;
  }
  if (!options.subscription.empty()) {
    ASSIGN_OR_RETURN(options.after_sequence,
                     subscriptions.Open(options.subscription, options.after_sequence));
  }
  return options;
}

}  // namespace sitrep
