// Why bytes can't be read as a message: the walk that protobuf's parser does not explain.
#ifndef SITREP_SERVER_ENGINE_WIRE_ERRORS_H_
#define SITREP_SERVER_ENGINE_WIRE_ERRORS_H_

#include "absl/strings/string_view.h"
#include "base/field_errors.h"
#include "google/protobuf/descriptor.h"
#include "server/engine/message_path.h"

namespace sitrep {

// Adds an error for every string that is not valid UTF-8, and one for the place at which the bytes
// stop making sense. Adds nothing for bytes that protobuf can parse.
void FindWireErrors(const google::protobuf::Descriptor& type, absl::string_view bytes,
                    const MessagePath& path, FieldErrors& errors);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_WIRE_ERRORS_H_
