#include "base/try_again.h"

#include "absl/strings/str_cat.h"
#include "base/field_errors.h"
#include "google/rpc/error_details.pb.h"

namespace sitrep {

absl::Status TryAgain(absl::string_view what_is_full, int delay_ms) {
  absl::Status status = absl::ResourceExhaustedError(absl::StrCat(what_is_full, "; try again"));
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(delay_ms * 1'000'000);
  AttachDetail(retry, status);
  return status;
}

}  // namespace sitrep
