#include "server/engine/prepared_event.h"

#include "base/estimate.h"
#include "base/field_errors.h"
#include "base/uuid.h"
#include "server/engine/content.h"
#include "server/engine/event_parser.h"
#include "server/engine/event_rules.h"
#include "server/engine/label_rules.h"
#include "server/engine/wire.h"
#include "server/engine/wire_check.h"

namespace sitrep {
namespace {

absl::Status Check(absl::string_view bytes, const v1::Event& event) {
  FieldErrors errors;
  if (KeepsMessageRules(*v1::Event::descriptor(), bytes)) {
    CheckMeaning(event, "", errors);
  } else {
    CheckEvent(event, "", errors);
  }
  return errors.ToStatus();
}

// Only such an id may stand in an answer: another may not even be UTF-8.
bool IsId(const std::string& id) {
  FieldErrors errors;
  CheckId(id, MessagePath("id"), errors);
  return errors.empty();
}

}  // namespace

PreparedEvent PrepareEvent(absl::string_view event_bytes, const EventReader& reader,
                           const std::string& principal, absl::Time now,
                           google::protobuf::Arena& arena) {
  PreparedEvent prepared;
  auto& entry = *google::protobuf::Arena::CreateMessage<storage::Entry>(&arena);
  v1::Event& event = *entry.mutable_event();
  prepared.refusal = ParseEvent(event_bytes, event);
  if (prepared.refusal.ok()) prepared.refusal = Check(event_bytes, event);
  if (!prepared.refusal.ok()) {
    if (IsId(event.id())) prepared.id = event.id();
    return prepared;
  }
  MakeContent(event);
  if (event.id().empty()) event.set_id(NewUuid(now));
  prepared.id = event.id();
  prepared.content_version = event.content_version();
  prepared.content_hash = ContentHash(ContentBytes(event));
  prepared.kind = KindOf(event);
  prepared.killed = KilledOf(event);

  prepared.warnings = reader.Read(entry);
  event.SerializeToString(&prepared.served_bytes);
  // Part of the fold.
  event.mutable_record()->set_submitted_by(principal);
  event.mutable_record()->set_kind(prepared.kind);
  if (prepared.killed) *event.mutable_record()->mutable_killed() = *prepared.killed;
  prepared.posting = PostingOf(entry);
  entry.clear_event();
  entry.SerializeToString(&prepared.reading_bytes);
  return prepared;
}

v1::Event ContentOf(const PreparedEvent& prepared) {
  v1::Event event;
  // They were serialised here.
  event.ParseFromString(prepared.served_bytes);
  MakeContent(event);
  return event;
}

std::string EntryBytes(const PreparedEvent& prepared, const v1::Record& record,
                       int64_t prev_sort_start) {
  // More than the heads of the fields around it take.
  constexpr size_t kHeadBytes = 48;
  const size_t record_bytes = record.ByteSizeLong();
  std::string record_head;
  wire::AppendHead(v1::Event::kRecordFieldNumber, record_bytes, record_head);
  std::string entry;
  entry.reserve(prepared.served_bytes.size() + record_bytes + prepared.reading_bytes.size() +
                kHeadBytes);
  wire::AppendHead(storage::Entry::kEventFieldNumber,
                   prepared.served_bytes.size() + record_head.size() + record_bytes, entry);
  entry += prepared.served_bytes;
  entry += record_head;
  record.AppendToString(&entry);
  entry += prepared.reading_bytes;
  if (record.prev_sequence() != 0) {
    wire::AppendVarint(storage::Entry::kPrevSortStartFieldNumber,
                       static_cast<uint64_t>(prev_sort_start), entry);
  }
  return entry;
}

}  // namespace sitrep
