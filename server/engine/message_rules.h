// The rules that hold for every message that a caller sends, whatever it means.
#ifndef SITREP_SERVER_ENGINE_MESSAGE_RULES_H_
#define SITREP_SERVER_ENGINE_MESSAGE_RULES_H_

#include <cstddef>

#include "base/field_errors.h"
#include "google/protobuf/message.h"
#include "server/engine/message_path.h"

namespace sitrep {

// Adds an error for every unknown field (the path ends in its number), unknown enum number, double
// that is not finite and string longer than its bound, at any depth. Served fields are passed over:
// a submission may hold anything there.
void CheckMessage(const google::protobuf::Message& message, const MessagePath& path,
                  FieldErrors& errors);

// The most bytes that a string field may have: names are shorter than texts.
size_t StringBytesMax(const google::protobuf::FieldDescriptor& field);

// A list's bound.
void CheckCount(int count, int max, const MessagePath& path, FieldErrors& errors);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_MESSAGE_RULES_H_
