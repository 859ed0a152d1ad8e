// Reading what callers send, strictly: protobuf's own parser drops the why, and one bad event would
// spoil the whole call.
#ifndef SITREP_SERVER_ENGINE_EVENT_PARSER_H_
#define SITREP_SERVER_ENGINE_EVENT_PARSER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "sitrep/v1/event.pb.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {

// A SubmitEventsRequest whose events are not read yet.
struct SubmitEnvelope {
  // The bytes of each event, in order; views into the request's bytes.
  std::vector<absl::string_view> events;
  // Everything but the events.
  v1::SubmitEventsRequest rest;
};

// Reads the bytes of one event. INVALID_ARGUMENT names the string that is not UTF-8 or the place
// where the bytes make no sense; the event is then whatever could be read. Unknown fields and enum
// numbers are kept, and CheckEvent names them.
absl::Status ParseEvent(absl::string_view bytes, v1::Event& event);

// Reads a SubmitEventsRequest but for its events. INVALID_ARGUMENT names every bad field of the
// envelope, and more than 1,000 events or expected revisions.
absl::StatusOr<SubmitEnvelope> ParseSubmitRequest(absl::string_view bytes);

// An IngestEventsRequest whose submission is not read yet.
struct IngestEnvelope {
  int64_t batch_id = 0;
  // The bytes of the SubmitEventsRequest.
  std::string submit;
};

// Reads an IngestEventsRequest but for its submission. INVALID_ARGUMENT for anything else in it and
// for bytes that make no sense.
absl::StatusOr<IngestEnvelope> ParseIngestRequest(absl::string_view bytes);

// Reads any other request: `CheckMessage` holds for what it returns. INVALID_ARGUMENT names every
// bad field.
absl::Status ParseMessage(absl::string_view bytes, google::protobuf::Message& message);

template <typename Request>
absl::StatusOr<Request> ParseRequest(absl::string_view bytes) {
  Request request;
  absl::Status status = ParseMessage(bytes, request);
  if (!status.ok()) return status;
  return request;
}

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_EVENT_PARSER_H_
