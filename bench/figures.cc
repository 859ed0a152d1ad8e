#include "bench/figures.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace sitrep {
namespace {

// Small values with a digit after the point.
std::string Shown(double value) {
  return value < 100 ? absl::StrFormat("%.1f", value) : absl::StrFormat("%.0f", value);
}

// The lower one of the middle two if there is an even number.
double MedianOf(const std::vector<double>& sorted) { return sorted[(sorted.size() - 1) / 2]; }

}  // namespace

void Figures::Add(const std::string& name, const std::string& unit, double value) {
  auto figure = std::find_if(figures_.begin(), figures_.end(),
                             [&](const Figure& known) { return known.name == name; });
  if (figure == figures_.end()) figure = figures_.insert(figure, {name, unit, {}});
  figure->values.push_back(value);
}

std::string Figures::ToText() const {
  std::string text;
  for (const Figure& figure : figures_) {
    std::vector<double> sorted = figure.values;
    std::sort(sorted.begin(), sorted.end());
    absl::StrAppendFormat(&text, "%-46s %-10s %10s", figure.name, figure.unit,
                          Shown(MedianOf(sorted)));
    if (sorted.size() > 1) {
      absl::StrAppend(&text, "  [", Shown(sorted.front()), " .. ", Shown(sorted.back()), "]");
    }
    text += "\n";
  }
  return text;
}

}  // namespace sitrep
