#include "server/rpc/byte_buffer.h"

#include <utility>

namespace sitrep {

ContiguousBytes::ContiguousBytes(const grpc::ByteBuffer& buffer) {
  // Both fail only for a buffer that was never filled, which is a message of no bytes.
  if (buffer.TrySingleSlice(&slice_).ok()) return;
  if (!buffer.DumpToSingleSlice(&slice_).ok()) slice_ = grpc::Slice();
}

grpc::ByteBuffer ToByteBuffer(std::string bytes) {
  auto* owned = new std::string(std::move(bytes));
  const grpc::Slice slice(
      owned->data(), owned->size(), [](void* owner) { delete static_cast<std::string*>(owner); },
      owned);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace sitrep
