#include "gazetteer/region_locator.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/types/span.h"
#include "gazetteer/area.h"

namespace sitrep {
namespace {

constexpr int32_t kCellUnits = kUnitsPerDegree / 2;
constexpr int kColumns = 720;
constexpr int kRows = 360;
// Where in a cell its reference point lies. Odd on purpose: borders run along round numbers of
// degrees, and a reference point should not lie on one.
constexpr double kReferenceX = 24'891.37;
constexpr double kReferenceY = 25'113.59;

constexpr int32_t kWestUnits = -180 * kUnitsPerDegree;
constexpr int32_t kSouthUnits = -90 * kUnitsPerDegree;

// Units are whole numbers in outlines, so a border point of a cell belongs to one cell for certain.
int ColumnOf(int32_t x) { return std::clamp((x - kWestUnits) / kCellUnits, 0, kColumns - 1); }
int RowOf(int32_t y) { return std::clamp((y - kSouthUnits) / kCellUnits, 0, kRows - 1); }

size_t CellOf(int row, int column) { return static_cast<size_t>(row) * kColumns + column; }

double ReferenceX(int column) { return kWestUnits + double{kCellUnits} * column + kReferenceX; }
double ReferenceY(int row) { return kSouthUnits + double{kCellUnits} * row + kReferenceY; }

// A sorted list of regions in which each entered twice is gone.
void Toggle(RegionIndex region, std::vector<RegionIndex>* regions) {
  const auto at = std::lower_bound(regions->begin(), regions->end(), region);
  if (at != regions->end() && *at == region) {
    regions->erase(at);
  } else {
    regions->insert(at, region);
  }
}

// Whether the way along a parallel from x1 to x2 at y crosses the line from a to b.
bool CrossesParallel(UnitPoint a, UnitPoint b, double y, double x1, double x2) {
  if ((a.y > y) == (b.y > y)) return false;
  const double at = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
  return (x1 < at) != (x2 < at);
}

// The same for the way along a meridian.
bool CrossesMeridian(UnitPoint a, UnitPoint b, double x, double y1, double y2) {
  if ((a.x > x) == (b.x > x)) return false;
  const double at = a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y);
  return (y1 < at) != (y2 < at);
}

double SquaredDistance(double px, double py, double ax, double ay, double bx, double by) {
  const double dx = bx - ax, dy = by - ay;
  const double length = dx * dx + dy * dy;
  double along = length > 0 ? ((px - ax) * dx + (py - ay) * dy) / length : 0;
  along = std::clamp(along, 0.0, 1.0);
  const double ex = px - (ax + along * dx), ey = py - (ay + along * dy);
  return ex * ex + ey * ey;
}

}  // namespace

RegionLocator::RegionLocator(const RegionOutlines* outlines, RegionIndex land_end)
    : outlines_(outlines), land_end_(land_end) {
  CollectOwners();
  FillCells();
  FillReferences();
}

template <typename Visit>
void RegionLocator::VisitEdges(const Visit& visit) const {
  EdgeNumber edge = 0;
  for (const uint32_t end : outlines_->arcs().ends) {
    for (; edge + 1 < end; ++edge) visit(edge);
    edge = end;  // none begins at the last point of an arc
  }
}

absl::Span<const RegionIndex> RegionLocator::Owners(EdgeNumber edge) const {
  const std::vector<uint32_t>& ends = outlines_->arcs().ends;
  return owners_[std::upper_bound(ends.begin(), ends.end(), edge) - ends.begin()];
}

void RegionLocator::CollectOwners() {
  std::vector<std::vector<RegionIndex>> owners(outlines_->arcs().size());
  for (RegionIndex region = 0; region < outlines_->rings().size(); ++region) {
    for (const ArcRing& ring : outlines_->rings()[region]) {
      for (int32_t arc : ring) Toggle(region, &owners[arc < 0 ? -1 - arc : arc]);
    }
  }
  for (const std::vector<RegionIndex>& list : owners) {
    owners_.items.insert(owners_.items.end(), list.begin(), list.end());
    owners_.EndList();
  }
}

// Each edge goes into all cells that its bounding box touches: it is short, so those are hardly
// more than it crosses.
void RegionLocator::FillCells() {
  const auto visit_cells = [this](auto visit) {
    VisitEdges([&](EdgeNumber edge) {
      const UnitPoint a = Begin(edge), b = End(edge);
      const auto [west, east] = std::minmax(a.x, b.x);
      const auto [south, north] = std::minmax(a.y, b.y);
      // One unit more, so that a point on a cell's border finds the edges on either side.
      const int last_row = RowOf(north + 1), last_column = ColumnOf(east + 1);
      for (int row = RowOf(south - 1); row <= last_row; ++row) {
        for (int column = ColumnOf(west - 1); column <= last_column; ++column) {
          visit(CellOf(row, column), edge);
        }
      }
    });
  };
  Table<uint32_t> next(CellOf(kRows, 0) + 1, 0);
  visit_cells([&next](size_t cell, EdgeNumber) { ++next[cell + 1]; });
  for (size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  cell_edges_.ends.assign(next.begin() + 1, next.end());
  cell_edges_.items.resize(next.back());
  visit_cells([&](size_t cell, EdgeNumber edge) { cell_edges_.items[next[cell]++] = edge; });
}

void RegionLocator::FillReferences() {
  std::vector<std::vector<Crossing>> rows(kRows);
  VisitEdges([&](EdgeNumber edge) {
    const UnitPoint a = Begin(edge), b = End(edge);
    const auto [south, north] = std::minmax(a.y, b.y);
    const int last = RowOf(north);
    for (int row = RowOf(south); row <= last; ++row) {
      const double y = ReferenceY(row);
      if ((a.y > y) == (b.y > y)) continue;
      const double part = (y - a.y) / (b.y - a.y);
      rows[row].push_back({a.x + part * (b.x - a.x), edge});
    }
  });
  references_.ends.reserve(CellOf(kRows, 0));
  references_.items.reserve(CellOf(kRows, 0));  // most cells lie in one region or none
  for (std::vector<Crossing>& row : rows) SweepRow(&row);
}

// From west to east, each crossing enters or leaves the regions that the arc bounds.
void RegionLocator::SweepRow(std::vector<Crossing>* crossings) {
  std::sort(crossings->begin(), crossings->end(),
            [](const Crossing& a, const Crossing& b) { return a.x < b.x; });
  std::vector<RegionIndex> inside;
  size_t next = 0;
  for (int column = 0; column < kColumns; ++column) {
    for (; next < crossings->size() && (*crossings)[next].x <= ReferenceX(column); ++next) {
      for (RegionIndex owner : Owners((*crossings)[next].edge)) Toggle(owner, &inside);
    }
    references_.items.insert(references_.items.end(), inside.begin(), inside.end());
    references_.EndList();
  }
}

// The way goes from the point along its parallel to the meridian of the reference point, then along
// that. Both lie within the cell, so the cell knows every edge that may cross them.
RegionIndex RegionLocator::Find(double lat, double lon) const {
  const double x = lon * kUnitsPerDegree, y = lat * kUnitsPerDegree;
  const int row = RowOf(static_cast<int32_t>(std::floor(y)));
  const int column = ColumnOf(static_cast<int32_t>(std::floor(x)));
  const double rx = ReferenceX(column), ry = ReferenceY(row);
  const absl::Span<const uint32_t> references = references_[CellOf(row, column)];
  std::vector<RegionIndex> inside(references.begin(), references.end());
  for (const EdgeNumber edge : cell_edges_[CellOf(row, column)]) {
    const UnitPoint a = Begin(edge), b = End(edge);
    if (CrossesParallel(a, b, y, x, rx) != CrossesMeridian(a, b, rx, y, ry)) {
      for (RegionIndex owner : Owners(edge)) Toggle(owner, &inside);
    }
  }
  return inside.empty() ? kNoRegion : inside.front();
}

RegionIndex RegionLocator::FindNearest(double lat, double lon, double distance_km_max) const {
  const double x = lon * kUnitsPerDegree, y = lat * kUnitsPerDegree;
  // Degrees of longitude shrink towards the poles; at the very pole a wide search must do.
  const double stretch = std::max(0.02, std::cos(lat * M_PI / 180));
  const double reach = distance_km_max * kUnitsPerDegree / (kEarthRadiusKm * M_PI / 180);
  const int first_column =
      static_cast<int>(std::floor((x - reach / stretch - kWestUnits) / kCellUnits));
  const int last_column =
      static_cast<int>(std::floor((x + reach / stretch - kWestUnits) / kCellUnits));
  const int last_row = RowOf(static_cast<int32_t>(y + reach));
  RegionIndex nearest = kNoRegion;
  double least = reach * reach;
  const auto measure = [&](EdgeNumber edge) {
    const UnitPoint a = Begin(edge), b = End(edge);
    const double ax = std::remainder(a.x - x, 360.0 * kUnitsPerDegree) * stretch;
    const double bx = ax + (double{1} * b.x - a.x) * stretch;
    const double distance = SquaredDistance(0, y, ax, a.y, bx, b.y);
    if (distance > least) return;
    const absl::Span<const RegionIndex> owners = Owners(edge);
    if (owners.empty() || owners.front() >= land_end_) return;
    // Where two provinces meet at the coast, the first one, whichever edge comes first.
    if (distance < least || owners.front() < nearest) nearest = owners.front();
    least = distance;
  };
  for (int row = RowOf(static_cast<int32_t>(y - reach)); row <= last_row; ++row) {
    for (int i = first_column; i <= std::min(last_column, first_column + kColumns - 1); ++i) {
      const int column = (i % kColumns + kColumns) % kColumns;
      for (const EdgeNumber edge : cell_edges_[CellOf(row, column)]) measure(edge);
    }
  }
  return nearest;
}

}  // namespace sitrep
