// What an entry of the log means to a filter: created, amended, retracted, exited or nothing.
#ifndef SITREP_SERVER_ENGINE_CHANGE_FILTER_H_
#define SITREP_SERVER_ENGINE_CHANGE_FILTER_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "server/engine/event_filter.h"
#include "server/engine/stored_event.h"

namespace sitrep {

// The change that an entry is to the filter, as a serialised v1::Change; nothing if it is none.
// `previous` is the revision before it and must be given if record.prev_sequence is; both are
// judged at the time at which they were recorded, so that the answer is the same whenever it is
// asked.
std::optional<std::string> ChangeOf(const EventFilter& filter, const StoredEvent& entry,
                                    const StoredEvent* previous, bool include_previous);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_CHANGE_FILTER_H_
