#include "server/engine/event_parser.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "server/engine/message_path.h"
#include "server/engine/message_rules.h"
#include "server/engine/wire_errors.h"

namespace sitrep {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::internal::WireFormatLite;
using ::google::protobuf::io::CodedInputStream;

bool Parse(absl::string_view bytes, Message& message) {
  return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// What is wrong with bytes that could not be parsed.
absl::Status Unreadable(absl::string_view bytes, const Message& message) {
  FieldErrors errors;
  FindWireErrors(*message.GetDescriptor(), bytes, MessagePath(""), errors);
  if (errors.empty()) errors.Add("", "is not protobuf");
  return errors.ToStatus();
}

absl::Status CutOff(const std::string& path) {
  FieldErrors errors;
  errors.Add(path, "is not protobuf: it is cut off");
  return errors.ToStatus();
}

// Splits the bytes of a SubmitEventsRequest into those of its events and the rest.
absl::Status SplitEvents(absl::string_view bytes, std::vector<absl::string_view>& events,
                         std::string& rest) {
  constexpr uint32_t kEventsTag = WireFormatLite::MakeTag(
      v1::SubmitEventsRequest::kEventsFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                         static_cast<int>(bytes.size()));
  while (input.CurrentPosition() < static_cast<int>(bytes.size())) {
    const auto field_begin = static_cast<size_t>(input.CurrentPosition());
    const uint32_t tag = input.ReadTag();
    if (tag != kEventsTag) {
      if (tag == 0 || !WireFormatLite::SkipField(&input, tag)) return CutOff("");
      const auto field_end = static_cast<size_t>(input.CurrentPosition());
      absl::StrAppend(&rest, bytes.substr(field_begin, field_end - field_begin));
      continue;
    }
    uint32_t size = 0;
    const bool has_size = input.ReadVarint32(&size);
    const auto begin = static_cast<size_t>(input.CurrentPosition());
    if (!has_size || size > bytes.size() - begin) {
      return CutOff(FieldPath("", "events", static_cast<int>(events.size())));
    }
    events.push_back(bytes.substr(begin, size));
    input.Skip(static_cast<int>(size));
  }
  return absl::OkStatus();
}

void CheckEnvelope(const SubmitEnvelope& envelope, FieldErrors& errors) {
  const MessagePath top("");
  CheckMessage(envelope.rest, top, errors);
  CheckCount(static_cast<int>(envelope.events.size()), limits::kEventsPerCallMax,
             MessagePath(top, "events"), errors);
  CheckCount(static_cast<int>(envelope.rest.expected_revisions_size()), limits::kEventsPerCallMax,
             MessagePath(top, "expected_revisions"), errors);
  for (const auto& [id, revision] : envelope.rest.expected_revisions()) {
    if (revision < 0) {
      errors.Add("expected_revisions", absl::StrCat(revision, " for \"", id, "\" is negative"));
    }
  }
  if (envelope.rest.change_reason() == v1::CHANGE_REASON_RETRACTION) {
    errors.Add("change_reason", "RETRACTION is no reason to store an event");
  }
}

}  // namespace

absl::Status ParseEvent(absl::string_view bytes, v1::Event& event) {
  return Parse(bytes, event) ? absl::OkStatus() : Unreadable(bytes, event);
}

absl::StatusOr<SubmitEnvelope> ParseSubmitRequest(absl::string_view bytes) {
  SubmitEnvelope envelope;
  std::string rest;
  RETURN_IF_ERROR(SplitEvents(bytes, envelope.events, rest));
  if (!Parse(rest, envelope.rest)) return Unreadable(rest, envelope.rest);
  FieldErrors errors;
  CheckEnvelope(envelope, errors);
  RETURN_IF_ERROR(errors.ToStatus());
  return envelope;
}

absl::StatusOr<IngestEnvelope> ParseIngestRequest(absl::string_view bytes) {
  constexpr uint32_t kBatchIdTag = WireFormatLite::MakeTag(
      v1::IngestEventsRequest::kBatchIdFieldNumber, WireFormatLite::WIRETYPE_VARINT);
  constexpr uint32_t kSubmitTag = WireFormatLite::MakeTag(
      v1::IngestEventsRequest::kSubmitFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                         static_cast<int>(bytes.size()));
  IngestEnvelope envelope;
  while (input.CurrentPosition() < static_cast<int>(bytes.size())) {
    const uint32_t tag = input.ReadTag();
    if (tag == kBatchIdTag) {
      uint64_t batch_id = 0;
      if (!input.ReadVarint64(&batch_id)) return CutOff("batch_id");
      envelope.batch_id = static_cast<int64_t>(batch_id);
    } else if (tag == kSubmitTag) {
      uint32_t size = 0;
      const bool has_size = input.ReadVarint32(&size);
      const auto begin = static_cast<size_t>(input.CurrentPosition());
      if (!has_size || size > bytes.size() - begin) return CutOff("submit");
      // Protobuf merges what is given twice; to join the bytes is the same.
      absl::StrAppend(&envelope.submit, bytes.substr(begin, size));
      input.Skip(static_cast<int>(size));
    } else {
      const int number = WireFormatLite::GetTagFieldNumber(tag);
      FieldErrors errors;
      if (number == 0) return CutOff("");
      errors.Add(absl::StrCat(number), absl::StrCat("unknown field number ", number,
                                                    ", or another wire type than this field's"));
      return errors.ToStatus();
    }
  }
  return envelope;
}

absl::Status ParseMessage(absl::string_view bytes, Message& message) {
  if (!Parse(bytes, message)) return Unreadable(bytes, message);
  FieldErrors errors;
  CheckMessage(message, MessagePath(""), errors);
  return errors.ToStatus();
}

}  // namespace sitrep
