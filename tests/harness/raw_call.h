// A call with whatever bytes a test likes, by a method's name.
#ifndef SITREP_TESTS_HARNESS_RAW_CALL_H_
#define SITREP_TESTS_HARNESS_RAW_CALL_H_

#include <memory>
#include <string>
#include <vector>

#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"

namespace sitrep {

struct RawAnswer {
  grpc::Status status;
  std::vector<std::string> responses;
};

// Calls "/package.Service/Method" with one message and waits for the end, 20 s at most. A stream
// without end is cancelled after `responses_max` messages; 0: never.
RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                  const std::string& request, int responses_max = 0);

// The fields that the BadRequest of a status names, in order.
std::vector<std::string> BadFields(const grpc::Status& status);

}  // namespace sitrep

#endif  // SITREP_TESTS_HARNESS_RAW_CALL_H_
