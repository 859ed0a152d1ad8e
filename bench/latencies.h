// Times of single calls, summed up as percentiles.
#ifndef SITREP_BENCH_LATENCIES_H_
#define SITREP_BENCH_LATENCIES_H_

#include <algorithm>
#include <vector>

namespace sitrep {

class Latencies {
 public:
  void Add(double us) { us_.push_back(us); }

  // The time, in microseconds, that a share of the calls did not exceed; 0 if there were none.
  double Percentile(double share) {
    if (us_.empty()) return 0;
    std::sort(us_.begin(), us_.end());
    return us_[std::min(us_.size() - 1, static_cast<size_t>(share * us_.size()))];
  }

 private:
  std::vector<double> us_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_LATENCIES_H_
