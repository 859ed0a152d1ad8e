#include "base/field_errors.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace sitrep {
namespace {

// The status message is for people on a line or two; the payload has the rest.
constexpr int kFieldsInMessageMax = 5;

}  // namespace

std::string FieldPath(absl::string_view path, absl::string_view field) {
  if (path.empty()) return std::string(field);
  if (field.empty()) return std::string(path);
  return absl::StrCat(path, ".", field);
}

std::string FieldPath(absl::string_view path, absl::string_view field, int index) {
  return absl::StrCat(FieldPath(path, field), "[", index, "]");
}

void FieldErrors::Add(std::string field, std::string message) {
  ++total_;
  if (errors_.size() < kErrorsMax) errors_.push_back({std::move(field), std::move(message)});
}

absl::Status FieldErrors::ToStatus() const {
  if (empty()) return absl::OkStatus();
  google::rpc::BadRequest details;
  std::vector<std::string> lines;
  for (const FieldError& error : errors_) {
    auto* violation = details.add_field_violations();
    violation->set_field(error.field);
    violation->set_description(error.message);
    if (lines.size() < kFieldsInMessageMax) {
      lines.push_back(error.field.empty() ? error.message
                                          : absl::StrCat(error.field, ": ", error.message));
    }
  }
  if (total_ > kFieldsInMessageMax) {
    lines.push_back(absl::StrCat("and ", total_ - kFieldsInMessageMax, " more"));
  }
  absl::Status status = absl::InvalidArgumentError(absl::StrJoin(lines, "; "));
  AttachDetail(details, status);
  return status;
}

void AttachDetail(const google::protobuf::Message& detail, absl::Status& status) {
  status.SetPayload(absl::StrCat("type.googleapis.com/", detail.GetDescriptor()->full_name()),
                    absl::Cord(detail.SerializeAsString()));
}

}  // namespace sitrep
