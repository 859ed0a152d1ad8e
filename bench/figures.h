// What several rounds of a measurement gave: medians with their spread.
#ifndef SITREP_BENCH_FIGURES_H_
#define SITREP_BENCH_FIGURES_H_

#include <string>
#include <utility>
#include <vector>

namespace sitrep {

class Figures {
 public:
  // One more value of the figure of that name; of one name, all have one unit.
  void Add(const std::string& name, const std::string& unit, double value);

  // A line a figure, in the order in which they were first added: its name, unit, and median, with
  // the least and the greatest value if there are several.
  std::string ToText() const;

 private:
  struct Figure {
    std::string name;
    std::string unit;
    std::vector<double> values;
  };

  std::vector<Figure> figures_;
};

}  // namespace sitrep

#endif  // SITREP_BENCH_FIGURES_H_
