#include "server/engine/change_filter.h"

#include <utility>

#include "server/engine/wire.h"

namespace sitrep {
namespace {

EventFilter::Verdict VerdictOn(const EventFilter& filter, const StoredEvent& event) {
  return filter.Evaluate(event, ToMicros(event.record().recorded_at()));
}

}  // namespace

std::optional<ChangeVerdict> JudgeChange(const EventFilter& filter, const StoredEvent& entry,
                                         const StoredEvent* previous) {
  if (!entry.record().retracted()) {
    EventFilter::Verdict now = VerdictOn(filter, entry);
    if (filter.Wants(now.answer)) {
      const auto type = previous == nullptr ? v1::CHANGE_TYPE_CREATED : v1::CHANGE_TYPE_AMENDED;
      return ChangeVerdict{type, std::move(now)};
    }
  }
  if (previous == nullptr) return std::nullopt;
  EventFilter::Verdict before = VerdictOn(filter, *previous);
  if (!filter.Wants(before.answer)) return std::nullopt;
  const auto type = entry.record().retracted() ? v1::CHANGE_TYPE_RETRACTED : v1::CHANGE_TYPE_EXITED;
  return ChangeVerdict{type, std::move(before)};
}

std::string SerialiseChange(const ChangeVerdict& verdict, const StoredEvent& entry,
                            const StoredEvent* previous) {
  std::string change;
  change.reserve(entry.event_bytes().size() + 32);
  wire::AppendVarint(v1::Change::kTypeFieldNumber, verdict.type, change);
  wire::AppendVarint(v1::Change::kSequenceFieldNumber, entry.record().sequence(), change);
  wire::AppendBytes(v1::Change::kEventFieldNumber, entry.event_bytes(), change);
  if (previous != nullptr) {
    wire::AppendBytes(v1::Change::kPreviousFieldNumber, previous->event_bytes(), change);
  }
  wire::AppendVarint(
      v1::Change::kMatchFieldNumber,
      verdict.match.answer == Answer::kCertain ? v1::MATCH_CERTAIN : v1::MATCH_POSSIBLE, change);
  for (const char* field : verdict.match.uncertain_on) {
    wire::AppendBytes(v1::Change::kUncertainOnFieldNumber, field, change);
  }
  std::string changes;
  changes.reserve(change.size() + 8);
  wire::AppendBytes(v1::Changes::kChangesFieldNumber, change, changes);
  return changes;
}

}  // namespace sitrep
