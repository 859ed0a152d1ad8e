// gRPC's bytes as ours: every method takes and gives raw bytes, because gRPC answers a malformed
// message with UNIMPLEMENTED, and because stored events go on the wire as the bytes that they are.
#ifndef SITREP_SERVER_RPC_BYTE_BUFFER_H_
#define SITREP_SERVER_RPC_BYTE_BUFFER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace sitrep {

// The bytes of a buffer in one piece; they are shared with the buffer where it is in one piece
// already. `view` is valid as long as this object.
class ContiguousBytes {
 public:
  explicit ContiguousBytes(const grpc::ByteBuffer& buffer);

  absl::string_view view() const {
    return {reinterpret_cast<const char*>(slice_.begin()), slice_.size()};
  }

 private:
  grpc::Slice slice_;
};

// Takes the bytes over without copying them.
grpc::ByteBuffer ToByteBuffer(std::string bytes);

// One after the other, shared with whoever has them; small ones are copied.
grpc::ByteBuffer ToByteBuffer(const std::vector<std::shared_ptr<const std::string>>& pieces);

}  // namespace sitrep

#endif  // SITREP_SERVER_RPC_BYTE_BUFFER_H_
