// A client that sends and takes bytes: what it costs is the transport, whatever the server does.
#ifndef SITREP_BENCH_RAW_CALLS_H_
#define SITREP_BENCH_RAW_CALLS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/channel.h"

namespace sitrep {

struct CallFigures {
  double calls_per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
  double max_us = 0;
};

// Sends each request once by a unary method, so many at a time. Ends the program if one fails.
CallFigures SendUnary(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                      const std::vector<std::string>& requests, int in_flight);

struct StreamFigures {
  double batches_per_second = 0;
  // Between two answers of a stream. How long an answer takes from its write tells of the
  // transport's windows, in which hundreds of batches may wait.
  double pause_ms_max = 0;
};

// Sends each batch (a serialised SubmitEventsRequest) over IngestEvents streams, that many at once,
// and waits for all answers. Ends the program if one is missing.
StreamFigures SendStreams(const std::vector<std::shared_ptr<grpc::Channel>>& channels,
                          const std::vector<std::string>& batches);

}  // namespace sitrep

#endif  // SITREP_BENCH_RAW_CALLS_H_
