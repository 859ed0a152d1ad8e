// Names with what they mean, as somebody checked them: the rows of a CSV file.
#ifndef SITREP_BENCH_NAME_SAMPLE_H_
#define SITREP_BENCH_NAME_SAMPLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace sitrep {

struct NameSample {
  std::string name;
  std::string script;
  std::string kind;               // country, admin1, city, ... are places; all else are actors
  std::string id;                 // what it means
  std::vector<std::string> also;  // what may come before it, since it has the same name

  bool IsPlace() const;
};

// RFC 4180 with a header that names at least `name`, `script`, `kind` and `canonical_id`;
// `other_exact_hits_in_primary` holds ids with spaces, commas or semicolons between. Other columns
// do not matter. INVALID_ARGUMENT names the missing column or the line with too few fields.
absl::StatusOr<std::vector<NameSample>> ParseNameSamples(absl::string_view csv);

}  // namespace sitrep

#endif  // SITREP_BENCH_NAME_SAMPLE_H_
