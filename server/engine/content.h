// The content of an event: what its feeder says, without what the server adds.
//
// Two events with one id are the same if their contents are equal as messages. Pure functions.
#ifndef SITREP_SERVER_ENGINE_CONTENT_H_
#define SITREP_SERVER_ENGINE_CONTENT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "sitrep/v1/event.pb.h"

namespace sitrep {

// Whether a field is written by the server only: `record`, `region_ids`, `actor_ids`.
bool IsServed(const google::protobuf::FieldDescriptor& field);

// The keys that the event's sources have once the empty ones are filled: the source's position from
// 1, with a suffix if another source has that key. Given keys are left alone, even if two are
// equal.
std::vector<std::string> FilledSourceKeys(const v1::Event& event);

// Makes an event its content: served fields are cleared, empty keys of sources filled. Doing it
// again changes nothing, so an event as it is served has the content that was submitted.
void MakeContent(v1::Event& event);

// Bytes of an event without what MakeContent clears or fills, for the bound on its size.
size_t SubmittedBytes(const v1::Event& event);

// The content, serialised; the same for equal contents. `content` as MakeContent leaves it.
std::string ContentBytes(const v1::Event& content);

// Of ContentBytes. Stands on disk: the same for ever and on every machine.
uint64_t ContentHash(absl::string_view content_bytes);

// Whether two contents are equal, compared as messages.
bool SameContent(const v1::Event& a, const v1::Event& b);

// Paths of the fields in which two contents differ, such as "casualties[0].killed.best"; whole
// messages that only one of them has are named by themselves. At most 100.
std::vector<std::string> DifferingFields(const v1::Event& a, const v1::Event& b);

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_CONTENT_H_
