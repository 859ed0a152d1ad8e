// How often names are read right.
#ifndef SITREP_BENCH_NAME_SCORE_H_
#define SITREP_BENCH_NAME_SCORE_H_

#include <map>
#include <string>
#include <vector>

#include "bench/name_sample.h"

namespace sitrep {

// What a name was read as, best first.
struct NameAnswer {
  struct Candidate {
    std::string id;
    std::string matched_by;  // "EXACT"
  };
  std::vector<Candidate> candidates;
};

// Counts answers, in all, by script, and by how the first candidate was matched.
class NameScore {
 public:
  // Right is the sample's own id and what shares its name (`also`), in any order, but its own must
  // be among the first three.
  void Add(const NameSample& sample, const NameAnswer& answer);

  // A table, then every name that was not read right, a line each.
  std::string Report() const;

  int names() const { return all_.names; }
  int right_first() const { return all_.first; }
  int right_in_three() const { return all_.in_three; }
  // Wrong answers that claim to be exact.
  int wrong_exact() const { return wrong_exact_; }

 private:
  struct Count {
    int names = 0;
    int first = 0;
    int in_three = 0;
  };

  Count all_;
  int wrong_exact_ = 0;
  std::map<std::string, Count> by_script_;
  std::map<std::string, Count> by_match_;
  std::vector<std::string> misses_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_NAME_SCORE_H_
