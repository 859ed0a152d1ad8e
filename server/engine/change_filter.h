// What an entry of the log means to a filter: created, amended, retracted, exited or nothing.
#ifndef SITREP_SERVER_ENGINE_CHANGE_FILTER_H_
#define SITREP_SERVER_ENGINE_CHANGE_FILTER_H_

#include <optional>
#include <string>

#include "server/engine/event_filter.h"
#include "server/engine/stored_event.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// What happened, and how the revision that decides matches: the new one, or for RETRACTED and
// EXITED the one before.
struct ChangeVerdict {
  v1::ChangeType type = v1::CHANGE_TYPE_UNSPECIFIED;
  EventFilter::Verdict match;
};

// The change that an entry is to the filter; nothing if it is none. `previous` is the revision
// before it and must be given if record.prev_sequence is; both are judged at the time at which they
// were recorded, so that the answer is the same whenever it is asked.
std::optional<ChangeVerdict> JudgeChange(const EventFilter& filter, const StoredEvent& entry,
                                         const StoredEvent* previous);

// Appends a v1::Changes with this one change, serialised: such bytes one after the other are a
// v1::Changes with all of them. `previous` is shown unless it is null.
void AppendChange(const ChangeVerdict& verdict, const StoredEvent& entry,
                  const StoredEvent* previous, std::string& out);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_CHANGE_FILTER_H_
