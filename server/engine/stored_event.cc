#include "server/engine/stored_event.h"

#include <utility>

#include "base/status_macros.h"
#include "google/protobuf/io/coded_stream.h"

namespace sitrep {
namespace {

// The tag of storage::Entry.event: field 1, length-delimited.
constexpr uint32_t kEventTag = (1 << 3) | 2;

// Entries are written with their event first. Nothing if these bytes are not.
absl::string_view EventBytes(absl::string_view entry) {
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const uint8_t*>(entry.data()),
                                               static_cast<int>(entry.size()));
  uint32_t size = 0;
  if (input.ReadTag() != kEventTag || !input.ReadVarint32(&size)) return {};
  const auto begin = static_cast<size_t>(input.CurrentPosition());
  if (size > entry.size() - begin) return {};
  return entry.substr(begin, size);
}

}  // namespace

absl::StatusOr<absl::string_view> StoredEvent::EventBytesOf(absl::string_view entry_bytes) {
  const absl::string_view bytes = EventBytes(entry_bytes);
  if (bytes.data() != nullptr) return bytes;
  return absl::DataLossError("an entry of the log does not begin with its event");
}

absl::StatusOr<StoredEvent> StoredEvent::Parse(
    std::shared_ptr<const std::string> entry_bytes,
    const std::shared_ptr<google::protobuf::Arena>& arena) {
  StoredEvent stored;
  std::shared_ptr<storage::Entry> entry;
  if (arena == nullptr) {
    entry = std::make_shared<storage::Entry>();
  } else {
    auto* on_arena = google::protobuf::Arena::CreateMessage<storage::Entry>(arena.get());
    entry = std::shared_ptr<storage::Entry>(arena, on_arena);
  }
  if (!entry->ParseFromString(*entry_bytes) || !entry->has_event()) {
    return absl::DataLossError("an entry of the log can't be read as an event");
  }
  ASSIGN_OR_RETURN(stored.event_bytes_, EventBytesOf(*entry_bytes));
  stored.times_ = TimesOf(entry->event());
  stored.entry_ = std::move(entry);
  stored.bytes_ = std::move(entry_bytes);
  return stored;
}

}  // namespace sitrep
