// The one translation of our errors into gRPC's.
#ifndef SITREP_SERVER_RPC_GRPC_STATUS_H_
#define SITREP_SERVER_RPC_GRPC_STATUS_H_

#include <cstddef>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace sitrep {

// What a status may take in the trailing metadata. Clients accept 8 KiB of it in all by default,
// encoded, and fail the call with another code past that.
inline constexpr size_t kStatusDetailBytesMax = 3 << 10;
inline constexpr size_t kStatusMessageBytesMax = 768;

// The same code and message, and a google.rpc.Status with the payloads as details. What does not
// fit the bounds is cut: the end of the message, the last violations of a BadRequest, other
// details.
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace sitrep

#endif  // SITREP_SERVER_RPC_GRPC_STATUS_H_
