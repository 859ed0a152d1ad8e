// Reads protocol messages from JSON: proto3 JSON, stricter where a slip would lose facts, more
// lenient in how enum values are written.
//
// Both spellings of field names (`saidBy`, `said_by`). Enum values by name, with or without the
// type's prefix, in any case ("KIND_STRIKE", "strike"), or by a known number. 64-bit integers as
// numbers or strings, Timestamp as RFC 3339, Duration as "10s", bytes as base64. Unknown fields,
// unknown enum values, NaN and infinities, wrong types, a field given twice (also in both
// spellings) and two members of a oneof are errors. `null` is as if the field were not given.
#ifndef SITREP_CLIENT_JSON_READER_H_
#define SITREP_CLIENT_JSON_READER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/field_errors.h"
#include "client/json_value.h"
#include "google/protobuf/message.h"

namespace sitrep {

// Reads an object into an empty message that has no map fields. Every error is added with its path
// under `path`; what could be read is in the message all the same.
void ReadJsonMessage(const JsonValue& value, const std::string& path,
                     google::protobuf::Message& message, FieldErrors& errors);

// Sets a field that is empty (the whole list, if it is repeated).
void ReadJsonField(const JsonValue& value, const std::string& path,
                   const google::protobuf::FieldDescriptor* field,
                   google::protobuf::Message& message, FieldErrors& errors);

// Sets a singular field, or adds an element to a repeated one.
void ReadJsonValue(const JsonValue& value, const std::string& path,
                   const google::protobuf::FieldDescriptor* field,
                   google::protobuf::Message& message, FieldErrors& errors);

// A field by either spelling; null if the message has none such.
const google::protobuf::FieldDescriptor* FindJsonField(
    const google::protobuf::Descriptor* descriptor, absl::string_view key);

// An enum value by its name, with or without prefix, in any case; null if there is none such.
const google::protobuf::EnumValueDescriptor* FindEnumValue(
    const google::protobuf::EnumDescriptor* type, absl::string_view name);

// Parses and reads. INVALID_ARGUMENT names every bad field, with a google.rpc.BadRequest.
absl::Status ParseJsonMessage(absl::string_view text, google::protobuf::Message& message);

}  // namespace sitrep

#endif  // SITREP_CLIENT_JSON_READER_H_
