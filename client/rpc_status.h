// The errors of calls: what gRPC says as absl::Status, and what a status says in words.
#ifndef SITREP_CLIENT_RPC_STATUS_H_
#define SITREP_CLIENT_RPC_STATUS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/field_errors.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace sitrep {

// The same code and message; the details of the google.rpc.Status that came with it are payloads
// under their type URLs.
absl::Status FromGrpc(const grpc::Status& status);

// The same for a status inside a message, such as SubmitResult.status.
absl::Status FromRpc(const google::rpc::Status& status);

// The bad fields that an error names; none if it names none.
std::vector<FieldError> FieldErrorsOf(const absl::Status& status);

// The bad fields of two errors as one INVALID_ARGUMENT; the first one's come first, and a field
// that it names is not named again. An error that names no fields is left out.
absl::Status MergeFieldErrors(const absl::Status& first, const absl::Status& second);

// When the server asks to try again, if it does.
std::optional<absl::Duration> RetryDelay(const absl::Status& status);

// The message, after the code where it does not explain itself; then a line for every BadRequest
// violation that the message does not name, and for a ConflictDetail.
std::vector<std::string> ErrorLines(const absl::Status& status);

}  // namespace sitrep

#endif  // SITREP_CLIENT_RPC_STATUS_H_
