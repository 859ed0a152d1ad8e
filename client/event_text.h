// An event as a block of lines, for people.
#ifndef SITREP_CLIENT_EVENT_TEXT_H_
#define SITREP_CLIENT_EVENT_TEXT_H_

#include <string>

#include "absl/time/time.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// Printable lines, each ended; the first has the id, the kind and the status. Names stand with what
// they were read as.
std::string EventText(const v1::Event& event, absl::TimeZone zone);

// The same, with what is uncertain about a possible match.
std::string ResultText(const v1::Result& result, absl::TimeZone zone);

// "Kursk = RU-KRS", "X = A or B"; "X: sought by the name itself" if it was read as nothing.
std::string ReadingText(const v1::NameReading& reading);

}  // namespace sitrep

#endif  // SITREP_CLIENT_EVENT_TEXT_H_
