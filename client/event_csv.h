// Events as comma-separated values (RFC 4180: CRLF, quotes where needed).
#ifndef SITREP_CLIENT_EVENT_CSV_H_
#define SITREP_CLIENT_EVENT_CSV_H_

#include <string>

#include "absl/strings/string_view.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// The first line. Columns are only ever added at its end.
std::string CsvHeader();

// One line. Lists are joined by "; "; times are RFC 3339 in UTC; an estimate takes three columns.
std::string CsvRow(const v1::Result& result);

// A value, quoted if it must be.
std::string CsvValue(absl::string_view text);

}  // namespace sitrep

#endif  // SITREP_CLIENT_EVENT_CSV_H_
