#include "server/engine/prepared_event.h"

#include <optional>
#include <utility>

#include "base/estimate.h"
#include "base/field_errors.h"
#include "base/uuid.h"
#include "server/engine/content.h"
#include "server/engine/event_rules.h"
#include "server/engine/label_rules.h"
#include "server/engine/wire.h"

namespace sitrep {
namespace {

absl::Status Check(const v1::Event& event) {
  FieldErrors errors;
  CheckEvent(event, "", errors);
  return errors.ToStatus();
}

// Only such an id may stand in an answer: another may not even be UTF-8.
bool IsId(const std::string& id) {
  FieldErrors errors;
  CheckId(id, MessagePath("id"), errors);
  return errors.empty();
}

v1::Record RecordOf(const v1::Event& content, const std::string& principal) {
  v1::Record record;
  record.set_submitted_by(principal);
  record.set_kind(KindOf(content));
  if (std::optional<v1::Estimate> killed = KilledOf(content)) *record.mutable_killed() = *killed;
  return record;
}

}  // namespace

PreparedEvent Prepare(SubmittedEvent submitted, const EventReader& reader,
                      const std::string& principal, absl::Time now) {
  PreparedEvent prepared;
  if (!submitted.unreadable.ok()) {
    prepared.refusal = std::move(submitted.unreadable);
    if (IsId(submitted.event.id())) prepared.content.set_id(submitted.event.id());
    return prepared;
  }
  prepared.content = std::move(submitted.event);
  prepared.refusal = Check(prepared.content);
  if (!prepared.refusal.ok()) return prepared;
  MakeContent(prepared.content);
  if (prepared.content.id().empty()) prepared.content.set_id(NewUuid(now));
  prepared.content_hash = ContentHash(ContentBytes(prepared.content));
  prepared.record = RecordOf(prepared.content, principal);

  EventReading reading = reader.Read(prepared.content);
  prepared.warnings = std::move(reading.warnings);
  reading.entry.mutable_event()->SerializeToString(&prepared.served_bytes);
  *reading.entry.mutable_event()->mutable_record() = prepared.record;
  prepared.posting = PostingOf(reading.entry);
  reading.entry.clear_event();
  reading.entry.SerializeToString(&prepared.reading_bytes);
  return prepared;
}

std::string EntryBytes(const PreparedEvent& prepared, const v1::Record& record,
                       int64_t prev_sort_start) {
  std::string event = prepared.served_bytes;
  wire::AppendBytes(v1::Event::kRecordFieldNumber, record.SerializeAsString(), event);
  std::string entry;
  entry.reserve(event.size() + prepared.reading_bytes.size() + 32);
  wire::AppendBytes(storage::Entry::kEventFieldNumber, event, entry);
  entry += prepared.reading_bytes;
  if (record.prev_sequence() != 0) {
    wire::AppendVarint(storage::Entry::kPrevSortStartFieldNumber,
                       static_cast<uint64_t>(prev_sort_start), entry);
  }
  return entry;
}

}  // namespace sitrep
