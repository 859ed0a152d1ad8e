// What the parts of an event say in a few words. Nothing here is escaped: see display_text.h.
#ifndef SITREP_CLIENT_EVENT_PHRASES_H_
#define SITREP_CLIENT_EVENT_PHRASES_H_

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "sitrep/v1/event.pb.h"

namespace sitrep {

// "arms transfer" for KIND_ARMS_TRANSFER; empty for an unspecified or unknown value.
std::string EnumWord(const google::protobuf::EnumDescriptor* type, int number);
template <typename Enum>
std::string EnumWord(Enum value) {
  return EnumWord(google::protobuf::GetEnumDescriptor<Enum>(), value);
}

// The kind by the event's detail, also where there is no record.
v1::Kind KindOf(const v1::Event& event);

// As exact as the event is: "2024", "Nov 2024", "12 Jul 2025", "11-13 Jul 2025", "12 Jul 2025
// 14:00";
// ".." on a side that is open; "undated". Days are those of the span's own zone, times of the day
// are told in `zone`.
std::string WhenPhrase(const v1::Event& event, absl::TimeZone zone);

// "Corea del Norte > Rusia" from origins to destinations, else the places.
std::string WherePhrase(const v1::Event& event);

// "Rusia > Ucrania": who does it, to whom; then the others.
std::string WhoPhrase(const v1::Event& event);

// What the detail says: "26 cruise missile, 597 drone".
std::string DetailPhrase(const v1::Event& event);

// The summary, else the detail.
std::string WhatPhrase(const v1::Event& event);

// "8", ">=2", "<=5", "25000-30000", "5 (2-8)", else the source's words.
std::string EstimatePhrase(const v1::Estimate& estimate);

// The dead over all casualties; empty if nobody speaks of any.
std::string KilledPhrase(const v1::Event& event);

// Attributions, or the publishers of sources without one.
std::string SaidByPhrase(const v1::Event& event);

}  // namespace sitrep

#endif  // SITREP_CLIENT_EVENT_PHRASES_H_
