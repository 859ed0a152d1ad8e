#include "server/engine/change_call.h"

#include <utility>

#include "base/status_macros.h"

namespace sitrep {

ChangeCallReader::ChangeCallReader(const EventStore& store, int64_t after_sequence)
    : store_(store), log_(store.ReadLog(after_sequence)) {}

absl::StatusOr<std::shared_ptr<const ChangeCall>> ChangeCallReader::Next() {
  ASSIGN_OR_RETURN(std::optional<LogCall> logged, log_.Next());
  if (!logged) return std::shared_ptr<const ChangeCall>();
  auto call = std::make_shared<ChangeCall>();
  call->first_sequence = logged->first_sequence;
  call->last_sequence = logged->last_sequence();
  call->items.reserve(logged->entries.size());
  for (std::shared_ptr<const std::string>& bytes : logged->entries) {
    call->bytes += bytes->size();
    ASSIGN_OR_RETURN(StoredEvent event, StoredEvent::Parse(std::move(bytes)));
    std::optional<StoredEvent> previous;
    if (event.record().prev_sequence() != 0) {
      ASSIGN_OR_RETURN(std::shared_ptr<const std::string> before,
                       store_.ReadEntry(event.record().prev_sequence()));
      call->bytes += before->size();
      ASSIGN_OR_RETURN(previous, StoredEvent::Parse(std::move(before)));
    }
    call->items.push_back({std::move(event), std::move(previous)});
  }
  return std::shared_ptr<const ChangeCall>(std::move(call));
}

}  // namespace sitrep
