// Times and durations as proto3 JSON writes them.
#ifndef SITREP_CLIENT_RFC3339_H_
#define SITREP_CLIENT_RFC3339_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace sitrep {

// "2025-07-12T18:00:00Z", "2025-07-12T18:00:00.123456789+03:00"; the result lies in the years 1 to
// 9999. INVALID_ARGUMENT for anything else, also for days that do not exist and for leap seconds;
// the messages say what the text is not, without repeating it.
absl::StatusOr<google::protobuf::Timestamp> ParseRfc3339(absl::string_view text);

// "10s", "-1.5s", to the nanosecond. INVALID_ARGUMENT for anything else and beyond 10,000 years.
absl::StatusOr<google::protobuf::Duration> ParseJsonDuration(absl::string_view text);

}  // namespace sitrep

#endif  // SITREP_CLIENT_RFC3339_H_
