// Names that are spelt almost alike.
#ifndef SITREP_GAZETTEER_SIMILAR_NAMES_H_
#define SITREP_GAZETTEER_SIMILAR_NAMES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace sitrep {

// Finds names within a small edit distance: one letter in five at most, and the first letter must
// be right. Filled once, then any thread may ask.
class SimilarNames {
 public:
  struct Hit {
    uint32_t actor;
    double similarity;  // 1 is the same name, 0 nothing in common
  };

  // `name` in plain Latin letters.
  void Add(uint32_t actor, std::string name);

  // The best hit of each actor, the most similar first.
  std::vector<Hit> Find(absl::string_view name) const;

 private:
  struct Entry {
    uint32_t actor;
    std::string name;
  };

  // By first letter and length.
  absl::flat_hash_map<uint32_t, std::vector<Entry>> buckets_;
};

// The number of letters to insert, delete, replace or swap with the next to get from `a` to `b`;
// more than `distance_max` if it takes more than that. Bytes count as letters.
int EditDistance(absl::string_view a, absl::string_view b, int distance_max);

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_SIMILAR_NAMES_H_
