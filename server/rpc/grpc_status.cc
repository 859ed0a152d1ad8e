#include "server/rpc/grpc_status.h"

#include <string>

#include "base/rpc_status.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace sitrep {
namespace {

// Cuts between characters.
void CutTo(size_t bytes_max, std::string& text) {
  if (text.size() <= bytes_max) return;
  constexpr char kEllipsis[] = "...";
  size_t end = bytes_max - (sizeof(kEllipsis) - 1);
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  text += kEllipsis;
}

// Takes away the last violations of a BadRequest until about `bytes_over` less are left. False if
// it is none, or none would be left.
bool Shorten(size_t bytes_over, google::protobuf::Any& detail) {
  google::rpc::BadRequest request;
  if (!detail.UnpackTo(&request)) return false;
  size_t removed = 0;
  while (removed < bytes_over && request.field_violations_size() > 1) {
    removed += request.field_violations().rbegin()->ByteSizeLong();
    request.mutable_field_violations()->RemoveLast();
  }
  detail.PackFrom(request);
  return removed >= bytes_over;
}

void Fit(google::rpc::Status& status) {
  while (status.details_size() > 0 && status.ByteSizeLong() > kStatusDetailBytesMax) {
    const size_t bytes_over = status.ByteSizeLong() - kStatusDetailBytesMax;
    auto& last = *status.mutable_details(status.details_size() - 1);
    if (!Shorten(bytes_over, last)) status.mutable_details()->RemoveLast();
  }
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status rpc_status = ToRpcStatus(status);
  CutTo(kStatusMessageBytesMax, *rpc_status.mutable_message());
  Fit(rpc_status);
  // The numbers of the codes are the same everywhere.
  return grpc::Status(static_cast<grpc::StatusCode>(rpc_status.code()), rpc_status.message(),
                      rpc_status.SerializeAsString());
}

}  // namespace sitrep
