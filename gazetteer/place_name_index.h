// Keys of names -> regions.
#ifndef SITREP_GAZETTEER_PLACE_NAME_INDEX_H_
#define SITREP_GAZETTEER_PLACE_NAME_INDEX_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "gazetteer/place_file.h"
#include "gazetteer/table.h"

namespace sitrep {

// Immutable after construction.
class PlaceNameIndex {
 public:
  explicit PlaceNameIndex(PlaceNames names);

  // Everything that exactly this key may mean; empty if nothing.
  absl::Span<const NamePosting> Find(absl::string_view key) const;

  struct Similar {
    absl::Span<const NamePosting> postings;
    double similarity;  // 1 is the same key
  };

  // The keys that differ in one letter in five at most, their first letter being right; the most
  // similar first.
  std::vector<Similar> FindSimilar(absl::string_view key) const;

 private:
  absl::Span<const NamePosting> Postings(size_t number) const;
  size_t LowerBound(absl::string_view key) const;

  PlaceNames names_;
  // By key: which letters it has. Two keys whose letters differ much are no misspellings of each
  // other, and need not be compared.
  Table<uint64_t> letters_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_PLACE_NAME_INDEX_H_
