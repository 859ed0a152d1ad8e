// Events as a table, for people at a terminal.
#ifndef SITREP_CLIENT_EVENT_TABLE_H_
#define SITREP_CLIENT_EVENT_TABLE_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/table.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// One row a result; a possible match is marked "?" with what is uncertain about it.
Table EventTable(const std::vector<v1::Result>& results, absl::TimeZone zone);

// What is uncertain, by the names of filter fields: "where", "when", ...
std::string UncertainPhrase(const v1::Result& result);

}  // namespace sitrep

#endif  // SITREP_CLIENT_EVENT_TABLE_H_
