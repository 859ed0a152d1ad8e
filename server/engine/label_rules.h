// Rules for strings that come from closed sets: time zones, languages, countries, grades, ids.
#ifndef SITREP_SERVER_ENGINE_LABEL_RULES_H_
#define SITREP_SERVER_ENGINE_LABEL_RULES_H_

#include "absl/strings/string_view.h"
#include "base/field_errors.h"
#include "server/engine/message_path.h"

namespace sitrep {

// An event's id: 1 to 200 characters, none of them a control character.
void CheckId(absl::string_view id, const MessagePath& path, FieldErrors& errors);

// Of the following, the empty string is always fine: nothing was given.

// Two capital letters, as in ISO 3166-1 alpha-2.
void CheckCountry(absl::string_view country, const MessagePath& path, FieldErrors& errors);

// Has the form of a BCP 47 tag.
void CheckLanguage(absl::string_view tag, const MessagePath& path, FieldErrors& errors);

// An IANA time zone that this machine knows.
void CheckTimeZone(absl::string_view zone, const MessagePath& path, FieldErrors& errors);

// One character between two others, such as "A" to "F".
void CheckGrade(absl::string_view grade, char first, char last, const MessagePath& path,
                FieldErrors& errors);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_LABEL_RULES_H_
