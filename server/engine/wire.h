// Writing protobuf bytes around messages that are bytes already, so that a stored event reaches the
// wire without being parsed and serialised again.
#ifndef SITREP_SERVER_ENGINE_WIRE_H_
#define SITREP_SERVER_ENGINE_WIRE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace sitrep::wire {

// Appends a field of a message, string or bytes type.
void AppendBytes(int field_number, absl::string_view value, std::string& out);

// Appends what comes before the value of such a field.
void AppendHead(int field_number, size_t value_bytes, std::string& out);

// Appends a field of an integer or enum type; nothing for 0, as proto3 does.
void AppendVarint(int field_number, uint64_t value, std::string& out);

}  // namespace sitrep::wire

#endif  // SITREP_SERVER_ENGINE_WIRE_H_
