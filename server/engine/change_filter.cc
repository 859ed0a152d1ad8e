#include "server/engine/change_filter.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
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

void AppendChange(const ChangeVerdict& verdict, const StoredEvent& entry,
                  const StoredEvent* previous, std::string& out) {
  // What stands around the events is short. The events are copied once, to where they go.
  std::string before;
  wire::AppendVarint(v1::Change::kTypeFieldNumber, verdict.type, before);
  wire::AppendVarint(v1::Change::kSequenceFieldNumber, entry.record().sequence(), before);
  wire::AppendHead(v1::Change::kEventFieldNumber, entry.event_bytes().size(), before);
  std::string between;
  absl::string_view previous_bytes;
  if (previous != nullptr) {
    previous_bytes = previous->event_bytes();
    wire::AppendHead(v1::Change::kPreviousFieldNumber, previous_bytes.size(), between);
  }
  std::string after;
  wire::AppendVarint(
      v1::Change::kMatchFieldNumber,
      verdict.match.answer == Answer::kCertain ? v1::MATCH_CERTAIN : v1::MATCH_POSSIBLE, after);
  for (const char* field : verdict.match.uncertain_on) {
    wire::AppendBytes(v1::Change::kUncertainOnFieldNumber, field, after);
  }
  const size_t size = before.size() + entry.event_bytes().size() + between.size() +
                      previous_bytes.size() + after.size();
  wire::AppendHead(v1::Changes::kChangesFieldNumber, size, out);
  absl::StrAppend(&out, before, entry.event_bytes(), between, previous_bytes, after);
}

}  // namespace sitrep
