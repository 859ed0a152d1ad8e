#include "bench/name_sample.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace sitrep {
namespace {

using Row = std::vector<std::string>;

// Quoted fields may hold commas, quotes (doubled) and line ends.
std::vector<Row> SplitCsv(absl::string_view csv) {
  std::vector<Row> rows;
  Row row(1);
  bool quoted = false;
  for (size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (quoted) {
      const bool doubled = c == '"' && i + 1 < csv.size() && csv[i + 1] == '"';
      if (doubled) ++i;
      if (c == '"' && !doubled) {
        quoted = false;
      } else {
        row.back().push_back(c);
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.emplace_back();
    } else if (c == '\n') {
      rows.push_back(std::exchange(row, Row(1)));
    } else if (c != '\r') {
      row.back().push_back(c);
    }
  }
  if (row.size() > 1 || !row.front().empty()) rows.push_back(std::move(row));
  return rows;
}

}  // namespace

bool NameSample::IsPlace() const {
  static constexpr std::array<absl::string_view, 7> kPlaces = {
      "country", "admin1", "admin2", "city", "group", "sea", "region"};
  return std::find(kPlaces.begin(), kPlaces.end(), kind) != kPlaces.end();
}

absl::StatusOr<std::vector<NameSample>> ParseNameSamples(absl::string_view csv) {
  const std::vector<Row> rows = SplitCsv(csv);
  const auto column = [&](absl::string_view name) -> size_t {
    if (rows.empty()) return 0;
    return std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin();
  };
  const size_t width = rows.empty() ? 0 : rows[0].size();
  const size_t name = column("name"), script = column("script"), kind = column("kind");
  const size_t id = column("canonical_id"), also = column("other_exact_hits_in_primary");
  if (std::max({name, script, kind, id}) >= width) {
    return absl::InvalidArgumentError(
        "the header must name the columns name, script, kind and canonical_id");
  }
  std::vector<NameSample> samples;
  for (size_t line = 1; line < rows.size(); ++line) {
    const Row& row = rows[line];
    if (row.size() <= std::max({name, script, kind, id})) {
      return absl::InvalidArgumentError(absl::StrCat("row ", line + 1, " has too few fields"));
    }
    NameSample sample{row[name], row[script], row[kind], row[id], {}};
    if (also < row.size()) {
      sample.also = absl::StrSplit(row[also], absl::ByAnyChar(" ,;|"), absl::SkipEmpty());
    }
    samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace sitrep
