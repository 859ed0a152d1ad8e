// Whether bytes keep the rules of message_rules.h, told in one pass: what nearly every event does,
// without protobuf's reflection, which is the dearest part of checking one.
#ifndef SITREP_SERVER_ENGINE_WIRE_CHECK_H_
#define SITREP_SERVER_ENGINE_WIRE_CHECK_H_

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace sitrep {

// If true, CheckMessage has nothing to say of the message that protobuf parses from the bytes. If
// false it may or may not: CheckMessage tells. The type is one of sitrep.v1. Thread-safe.
bool KeepsMessageRules(const google::protobuf::Descriptor& type, absl::string_view bytes);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_WIRE_CHECK_H_
