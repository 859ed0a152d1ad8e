#include "server/engine/change_call.h"

#include <utility>

#include "base/status_macros.h"

namespace sitrep {
namespace {

// What a byte of an entry takes when it is read as well, about.
constexpr size_t kBytesInMemory = 4;

}  // namespace

absl::StatusOr<ChangeCall::Item> ReadPrevious(const EventStore& store, StoredEvent event) {
  ChangeCall::Item item{std::move(event), std::nullopt};
  const int64_t before = item.event.record().prev_sequence();
  if (before == 0) return item;
  ASSIGN_OR_RETURN(std::shared_ptr<const std::string> bytes, store.ReadEntry(before));
  ASSIGN_OR_RETURN(item.previous, StoredEvent::Parse(std::move(bytes)));
  return item;
}

ChangeCallReader::ChangeCallReader(const EventStore& store, int64_t after_sequence)
    : store_(store), log_(store.ReadLog(after_sequence)) {}

absl::StatusOr<std::shared_ptr<const ChangeCall>> ChangeCallReader::Next() {
  ASSIGN_OR_RETURN(std::optional<LogCall> logged, log_.Next());
  if (!logged) return std::shared_ptr<const ChangeCall>();
  auto call = std::make_shared<ChangeCall>();
  call->first_sequence = logged->first_sequence;
  call->last_sequence = logged->last_sequence();
  call->bytes = sizeof(ChangeCall);
  call->items.reserve(logged->entries.size());
  for (std::shared_ptr<const std::string>& bytes : logged->entries) {
    ASSIGN_OR_RETURN(StoredEvent event, StoredEvent::Parse(std::move(bytes)));
    if (!event.is_event()) continue;
    ASSIGN_OR_RETURN(ChangeCall::Item item, ReadPrevious(store_, std::move(event)));
    call->bytes += kBytesInMemory * item.event.event_bytes().size();
    if (item.previous) call->bytes += kBytesInMemory * item.previous->event_bytes().size();
    call->items.push_back(std::move(item));
  }
  return std::shared_ptr<const ChangeCall>(std::move(call));
}

}  // namespace sitrep
