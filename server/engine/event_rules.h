// What an event must be to be stored: the contract's limits and rules, as a pure function.
#ifndef SITREP_SERVER_ENGINE_EVENT_RULES_H_
#define SITREP_SERVER_ENGINE_EVENT_RULES_H_

#include "absl/strings/string_view.h"
#include "base/field_errors.h"
#include "sitrep/v1/event.pb.h"

namespace sitrep {

// Adds an error for every field of a submitted event that breaks a rule; none if it may be stored.
// `path` is where the event stands ("events[3]"), empty if it stands alone. An empty id is fine:
// the server makes one. Served fields are passed over.
void CheckEvent(const v1::Event& event, absl::string_view path, FieldErrors& errors);
// The same for an event that is known to keep the rules of message_rules.h.
void CheckMeaning(const v1::Event& event, absl::string_view path, FieldErrors& errors);

// Which detail the event has.
v1::Kind KindOf(const v1::Event& event);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_EVENT_RULES_H_
