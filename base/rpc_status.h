// absl::Status as google.rpc.Status, the form in which errors travel.
#ifndef SITREP_BASE_RPC_STATUS_H_
#define SITREP_BASE_RPC_STATUS_H_

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace sitrep {

// The code, the message, and every payload (see AttachDetail in field_errors.h) as a detail.
google::rpc::Status ToRpcStatus(const absl::Status& status);

}  // namespace sitrep

#endif  // SITREP_BASE_RPC_STATUS_H_
