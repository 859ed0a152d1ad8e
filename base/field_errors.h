// What is wrong with a message, field by field: every bad field is named at once.
#ifndef SITREP_BASE_FIELD_ERRORS_H_
#define SITREP_BASE_FIELD_ERRORS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/rpc/error_details.pb.h"

namespace sitrep {

struct FieldError {
  // Path from the top of the checked message: "places[0].point.lat".
  std::string field;
  // What is wrong, without the path: "91 is not between -90 and 90".
  std::string message;
};

// The path of a field in a message at `path`; either may be empty.
std::string FieldPath(absl::string_view path, absl::string_view field);
// The path of an element of a list.
std::string FieldPath(absl::string_view path, absl::string_view field, int index);

// Collects errors. At most kErrorsMax are kept, so that a message of thousands of bad fields gives
// a readable answer; `total` counts them all.
class FieldErrors {
 public:
  static constexpr int kErrorsMax = 100;

  void Add(std::string field, std::string message);

  bool empty() const { return total_ == 0; }
  int total() const { return total_; }
  const std::vector<FieldError>& errors() const { return errors_; }

  // OK if empty, else INVALID_ARGUMENT: the message names the first fields, the payload is a
  // google.rpc.BadRequest (kBadRequestUrl) with all that were kept.
  absl::Status ToStatus() const;

 private:
  std::vector<FieldError> errors_;
  int total_ = 0;
};

// Attaches a message as a detail of a status; the edge sends it as a detail of google.rpc.Status.
void AttachDetail(const google::protobuf::Message& detail, absl::Status& status);

}  // namespace sitrep

#endif  // SITREP_BASE_FIELD_ERRORS_H_
