// What a workload does about a call that fails.
#ifndef SITREP_BENCH_CALL_STATUS_H_
#define SITREP_BENCH_CALL_STATUS_H_

#include <cstdio>
#include <cstdlib>

#include "grpcpp/support/status.h"

namespace sitrep {

// Figures of a run with failures would mean nothing.
inline void DieUnlessOk(const grpc::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "call failed: %s\n", status.error_message().c_str());
  std::exit(1);
}

}  // namespace sitrep

#endif  // SITREP_BENCH_CALL_STATUS_H_
