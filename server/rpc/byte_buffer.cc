#include "server/rpc/byte_buffer.h"

#include <utility>

namespace sitrep {
namespace {

// A copy of so much costs less than counting who has it.
constexpr size_t kCopiedBytesMax = 1024;

grpc::Slice Share(const std::shared_ptr<const std::string>& piece) {
  using Owner = std::shared_ptr<const std::string>;
  auto* owner = new Owner(piece);
  // gRPC's slices are never written to.
  return grpc::Slice(
      const_cast<char*>(piece->data()), piece->size(),
      [](void* shared) { delete static_cast<Owner*>(shared); }, owner);
}

}  // namespace

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

grpc::ByteBuffer ToByteBuffer(const std::vector<std::shared_ptr<const std::string>>& pieces) {
  std::vector<grpc::Slice> slices;
  slices.reserve(pieces.size());
  std::string small;
  const auto flush = [&] {
    if (!small.empty()) slices.emplace_back(small);
    small.clear();
  };
  for (const auto& piece : pieces) {
    if (piece->size() <= kCopiedBytesMax) {
      small.append(*piece);
      continue;
    }
    flush();
    slices.push_back(Share(piece));
  }
  flush();
  return grpc::ByteBuffer(slices.data(), slices.size());
}

}  // namespace sitrep
