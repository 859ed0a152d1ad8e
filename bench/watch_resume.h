// How fast a watch that is far behind gets to the end.
#ifndef SITREP_BENCH_WATCH_RESUME_H_
#define SITREP_BENCH_WATCH_RESUME_H_

#include <string>

namespace sitrep {

struct ResumeResult {
  // Sequences a second, with a filter that matches one of 1,000, which the index finds, and with
  // one of the same matches that the index knows nothing of.
  double by_index_per_second = 0;
  double by_log_per_second = 0;
  int changes = 0;
};

// In process. Makes a ledger of so many events in the directory unless there is one.
ResumeResult MeasureResume(const std::string& directory, int events);

}  // namespace sitrep

#endif  // SITREP_BENCH_WATCH_RESUME_H_
