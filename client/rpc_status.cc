#include "client/rpc_status.h"

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/field_errors.h"
#include "google/rpc/error_details.pb.h"
#include "sitrep/v1/event_service.pb.h"

namespace sitrep {
namespace {

std::string TypeUrl(const google::protobuf::Message& detail) {
  return absl::StrCat("type.googleapis.com/", detail.GetDescriptor()->full_name());
}

// The detail of the given type, if the status has it.
template <typename Detail>
std::optional<Detail> DetailOf(const absl::Status& status) {
  Detail detail;
  const absl::optional<absl::Cord> payload = status.GetPayload(TypeUrl(detail));
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

// Codes whose messages say what the caller did wrong.
bool ExplainsItself(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return true;
    default:
      return false;
  }
}

// "deadline exceeded".
std::string CodeWords(absl::StatusCode code) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StatusCodeToString(code)), {{"_", " "}});
}

}  // namespace

absl::Status FromRpc(const google::rpc::Status& status) {
  absl::Status result(static_cast<absl::StatusCode>(status.code()), status.message());
  for (const google::protobuf::Any& detail : status.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) details.Clear();
  details.set_code(status.error_code());
  details.set_message(status.error_message());
  return FromRpc(details);
}

std::optional<absl::Duration> RetryDelay(const absl::Status& status) {
  const auto retry = DetailOf<google::rpc::RetryInfo>(status);
  if (!retry) return std::nullopt;
  return absl::Seconds(retry->retry_delay().seconds()) +
         absl::Nanoseconds(retry->retry_delay().nanos());
}

std::vector<FieldError> FieldErrorsOf(const absl::Status& status) {
  std::vector<FieldError> errors;
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  if (!bad_request) return errors;
  for (const auto& violation : bad_request->field_violations()) {
    errors.push_back({violation.field(), violation.description()});
  }
  return errors;
}

absl::Status MergeFieldErrors(const absl::Status& first, const absl::Status& second) {
  const auto named = DetailOf<google::rpc::BadRequest>(first);
  const auto more = DetailOf<google::rpc::BadRequest>(second);
  if (!named || !more) return first;
  FieldErrors errors;
  absl::flat_hash_set<std::string> fields;
  for (const auto& violation : named->field_violations()) {
    fields.insert(violation.field());
    errors.Add(violation.field(), violation.description());
  }
  for (const auto& violation : more->field_violations()) {
    if (fields.contains(violation.field())) continue;
    errors.Add(violation.field(), violation.description());
  }
  return errors.ToStatus();
}

std::vector<std::string> ErrorLines(const absl::Status& status) {
  const std::string message = ExplainsItself(status.code())
                                  ? std::string(status.message())
                                  : absl::StrCat(CodeWords(status.code()), ": ", status.message());
  std::vector<std::string> lines = {message};
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  if (bad_request) {
    for (const auto& violation : bad_request->field_violations()) {
      std::string line = violation.field().empty()
                             ? violation.description()
                             : absl::StrCat(violation.field(), ": ", violation.description());
      // The message names the first ones already; one about unknown names needs no paths.
      const bool said = status.code() == absl::StatusCode::kNotFound
                            ? absl::StrContains(message, violation.description())
                            : absl::StrContains(message, line);
      if (!said) lines.push_back(std::move(line));
    }
  }
  if (const auto conflict = DetailOf<v1::ConflictDetail>(status)) {
    lines.push_back(
        absl::StrCat("the ledger holds revision ", conflict->current_revision(),
                     "; different: ", absl::StrJoin(conflict->differing_fields(), ", ")));
  }
  return lines;
}

}  // namespace sitrep
