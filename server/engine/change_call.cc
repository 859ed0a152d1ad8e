#include "server/engine/change_call.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "google/protobuf/arena.h"

namespace sitrep {
namespace {

using google::protobuf::Arena;

// What a byte of an entry takes when it is read as well, about.
constexpr size_t kBytesInMemory = 4;
// Blocks of a call's arena.
constexpr size_t kArenaBlockBytesMin = 1 << 10;
constexpr size_t kArenaBlockBytesMax = 32 << 10;

// For what is read of so many bytes.
std::shared_ptr<Arena> ArenaFor(size_t bytes) {
  google::protobuf::ArenaOptions options;
  options.max_block_size = kArenaBlockBytesMax;
  options.start_block_size =
      std::clamp((kBytesInMemory - 1) * bytes, kArenaBlockBytesMin, kArenaBlockBytesMax);
  return std::make_shared<Arena>(options);
}

absl::StatusOr<ChangeCall::Item> WithPrevious(const EventStore& store, StoredEvent event,
                                              const std::shared_ptr<Arena>& arena) {
  ChangeCall::Item item{std::move(event), std::nullopt};
  const int64_t before = item.event.record().prev_sequence();
  if (before == 0) return item;
  ASSIGN_OR_RETURN(std::shared_ptr<const std::string> bytes, store.ReadEntry(before));
  ASSIGN_OR_RETURN(item.previous, StoredEvent::Parse(std::move(bytes), arena));
  return item;
}

}  // namespace

absl::StatusOr<ChangeCall::Item> ReadPrevious(const EventStore& store, StoredEvent event) {
  return WithPrevious(store, std::move(event), nullptr);
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
  size_t logged_bytes = 0;
  for (const auto& bytes : logged->entries) logged_bytes += bytes->size();
  const std::shared_ptr<Arena> arena = ArenaFor(logged_bytes);
  for (std::shared_ptr<const std::string>& bytes : logged->entries) {
    ASSIGN_OR_RETURN(StoredEvent event, StoredEvent::Parse(std::move(bytes), arena));
    if (!event.is_event()) continue;
    ASSIGN_OR_RETURN(ChangeCall::Item item, WithPrevious(store_, std::move(event), arena));
    call->bytes += kBytesInMemory * item.event.event_bytes().size();
    if (item.previous) call->bytes += kBytesInMemory * item.previous->event_bytes().size();
    call->items.push_back(std::move(item));
  }
  return std::shared_ptr<const ChangeCall>(std::move(call));
}

}  // namespace sitrep
