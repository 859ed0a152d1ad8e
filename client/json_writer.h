// Writes protocol messages as proto3 JSON: camelCase names, full names of enum values, one line.
#ifndef SITREP_CLIENT_JSON_WRITER_H_
#define SITREP_CLIENT_JSON_WRITER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

enum class JsonLayout {
  // No line breaks.
  kLine,
  // Indented, for people.
  kIndented,
  // No line breaks; fields without presence are written also when they are 0.
  kLineWithZeros,
};

// A message that a server sent or that was read from JSON; its details (Any) must be of known
// types, others are left out with the rest of the message: the result is then "{}".
std::string ToJson(const google::protobuf::Message& message, JsonLayout layout = JsonLayout::kLine);

// A text as a JSON string, quotes included; all control characters are escaped, so that it may go
// to a terminal.
std::string JsonString(absl::string_view text);

// The shortest digits that give the same number; null for what is not finite.
std::string JsonNumber(double number);

// The event; for a possible match also `match` and `uncertainOn`.
std::string ResultJson(const v1::Result& result, JsonLayout layout = JsonLayout::kLine);

// {"change":"CHANGE_CREATED","sequence":"123","event":{...}}; for a possible match also `match` and
// `uncertainOn`, and `previous` if it was sent.
std::string ChangeJson(const v1::Change& change);

}  // namespace sitrep

#endif  // SITREP_CLIENT_JSON_WRITER_H_
