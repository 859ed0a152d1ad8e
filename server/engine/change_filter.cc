#include "server/engine/change_filter.h"

#include "server/engine/wire.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

EventFilter::Verdict VerdictOn(const EventFilter& filter, const StoredEvent& event) {
  return filter.Evaluate(event, ToMicros(event.record().recorded_at()));
}

std::string Serialise(v1::ChangeType type, const StoredEvent& entry, const StoredEvent* previous,
                      const EventFilter::Verdict& verdict) {
  std::string out;
  wire::AppendVarint(v1::Change::kTypeFieldNumber, type, out);
  wire::AppendVarint(v1::Change::kSequenceFieldNumber, entry.record().sequence(), out);
  wire::AppendBytes(v1::Change::kEventFieldNumber, entry.event_bytes(), out);
  if (previous != nullptr) {
    wire::AppendBytes(v1::Change::kPreviousFieldNumber, previous->event_bytes(), out);
  }
  wire::AppendVarint(v1::Change::kMatchFieldNumber,
                     verdict.answer == Answer::kCertain ? v1::MATCH_CERTAIN : v1::MATCH_POSSIBLE,
                     out);
  for (const char* field : verdict.uncertain_on) {
    wire::AppendBytes(v1::Change::kUncertainOnFieldNumber, field, out);
  }
  return out;
}

}  // namespace

std::optional<std::string> ChangeOf(const EventFilter& filter, const StoredEvent& entry,
                                    const StoredEvent* previous, bool include_previous) {
  const StoredEvent* shown = include_previous ? previous : nullptr;
  if (!entry.record().retracted()) {
    const EventFilter::Verdict now = VerdictOn(filter, entry);
    if (filter.Wants(now.answer)) {
      const auto type = previous == nullptr ? v1::CHANGE_TYPE_CREATED : v1::CHANGE_TYPE_AMENDED;
      return Serialise(type, entry, shown, now);
    }
  }
  if (previous == nullptr) return std::nullopt;
  const EventFilter::Verdict before = VerdictOn(filter, *previous);
  if (!filter.Wants(before.answer)) return std::nullopt;
  const auto type = entry.record().retracted() ? v1::CHANGE_TYPE_RETRACTED : v1::CHANGE_TYPE_EXITED;
  return Serialise(type, entry, shown, before);
}

}  // namespace sitrep
