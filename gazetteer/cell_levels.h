// The S2 cell levels of the index.
#ifndef SITREP_GAZETTEER_CELL_LEVELS_H_
#define SITREP_GAZETTEER_CELL_LEVELS_H_

#include <array>

namespace sitrep {

// The S2 cell levels at which an exact place is indexed, coarsest first. A covering of an area uses
// only these, so each of its cells names one posting list. They are part of the index format: cells
// of level 4 are some 600 km wide, of level 10 some 9 km.
inline constexpr std::array<int, 4> kCellLevels = {4, 6, 8, 10};

inline constexpr int kCoarsestCellLevel = kCellLevels.front();
inline constexpr int kFinestCellLevel = kCellLevels.back();
inline constexpr int kCellLevelStep = 2;

static_assert(kFinestCellLevel ==
              kCoarsestCellLevel + kCellLevelStep * (static_cast<int>(kCellLevels.size()) - 1));

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_CELL_LEVELS_H_
