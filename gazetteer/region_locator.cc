#include "gazetteer/region_locator.h"

#include <algorithm>
#include <cmath>
#include <utility>

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

int ColumnOf(double x) {
  return std::clamp(static_cast<int>(std::floor((x + 180.0 * kUnitsPerDegree) / kCellUnits)), 0,
                    kColumns - 1);
}
int RowOf(double y) {
  return std::clamp(static_cast<int>(std::floor((y + 90.0 * kUnitsPerDegree) / kCellUnits)), 0,
                    kRows - 1);
}
double ReferenceX(int column) {
  return -180.0 * kUnitsPerDegree + double{kCellUnits} * column + kReferenceX;
}
double ReferenceY(int row) {
  return -90.0 * kUnitsPerDegree + double{kCellUnits} * row + kReferenceY;
}

// A sorted list of regions in which each entered twice is gone.
void Toggle(RegionIndex region, std::vector<RegionIndex>* regions) {
  const auto at = std::lower_bound(regions->begin(), regions->end(), region);
  if (at != regions->end() && *at == region) {
    regions->erase(at);
  } else {
    regions->insert(at, region);
  }
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

RegionLocator::RegionLocator(const RegionOutlines* outlines) : outlines_(outlines) {
  CollectEdges();
  CollectOwners();
  FillCells();
  FillReferences();
}

void RegionLocator::CollectEdges() {
  const std::vector<Arc>& arcs = outlines_->arcs();
  for (uint32_t number = 0; number < arcs.size(); ++number) {
    const Arc& arc = arcs[number];
    for (size_t i = 1; i < arc.size(); ++i) edges_.push_back({arc[i - 1], arc[i], number});
  }
}

void RegionLocator::CollectOwners() {
  std::vector<std::vector<RegionIndex>> owners(outlines_->arcs().size());
  for (RegionIndex region = 0; region < outlines_->rings().size(); ++region) {
    for (const ArcRing& ring : outlines_->rings()[region]) {
      for (int32_t arc : ring) Toggle(region, &owners[arc < 0 ? -1 - arc : arc]);
    }
  }
  for (const std::vector<RegionIndex>& list : owners) {
    owners_.insert(owners_.end(), list.begin(), list.end());
    owner_ends_.push_back(static_cast<uint32_t>(owners_.size()));
  }
}

// All cells that the edge's bounding box touches: an edge is short, so hardly more than it crosses.
template <typename Visit>
void RegionLocator::VisitCells(const Edge& edge, Visit visit) const {
  const auto [west, east] = std::minmax(edge.a.x, edge.b.x);
  const auto [south, north] = std::minmax(edge.a.y, edge.b.y);
  // One unit more, so that a point on a cell's border finds the edges on either side.
  for (int row = RowOf(south - 1); row <= RowOf(north + 1); ++row) {
    for (int column = ColumnOf(west - 1); column <= ColumnOf(east + 1); ++column) {
      visit(static_cast<size_t>(row) * kColumns + column);
    }
  }
}

void RegionLocator::FillCells() {
  std::vector<uint32_t> counts(size_t{kColumns} * kRows + 1);
  for (const Edge& edge : edges_) VisitCells(edge, [&](size_t cell) { ++counts[cell + 1]; });
  for (size_t i = 1; i < counts.size(); ++i) counts[i] += counts[i - 1];
  cell_edge_ends_.assign(counts.begin() + 1, counts.end());
  cell_edges_.resize(counts.back());
  for (uint32_t i = 0; i < edges_.size(); ++i) {
    VisitCells(edges_[i], [&](size_t cell) { cell_edges_[counts[cell]++] = i; });
  }
}

void RegionLocator::FillReferences() {
  std::vector<std::vector<Crossing>> rows(kRows);
  for (const Edge& edge : edges_) {
    const auto [south, north] = std::minmax(edge.a.y, edge.b.y);
    for (int row = RowOf(south); row <= RowOf(north); ++row) {
      const double y = ReferenceY(row);
      if ((edge.a.y > y) == (edge.b.y > y)) continue;
      const double part = (y - edge.a.y) / (edge.b.y - edge.a.y);
      rows[row].push_back({edge.a.x + part * (edge.b.x - edge.a.x), edge.arc});
    }
  }
  reference_ends_.reserve(size_t{kColumns} * kRows);
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
      const uint32_t arc = (*crossings)[next].arc;
      for (uint32_t i = arc == 0 ? 0 : owner_ends_[arc - 1]; i < owner_ends_[arc]; ++i) {
        Toggle(owners_[i], &inside);
      }
    }
    references_.insert(references_.end(), inside.begin(), inside.end());
    reference_ends_.push_back(static_cast<uint32_t>(references_.size()));
  }
}

// The way goes from the point along its parallel to the meridian of the reference point, then along
// that. Both lie within the cell, so the cell knows every edge that may cross them.
RegionIndex RegionLocator::Find(double lat, double lon) const {
  const double x = lon * kUnitsPerDegree, y = lat * kUnitsPerDegree;
  const int row = RowOf(y), column = ColumnOf(x);
  const double rx = ReferenceX(column), ry = ReferenceY(row);
  const size_t cell = static_cast<size_t>(row) * kColumns + column;
  const uint32_t begin = cell == 0 ? 0 : reference_ends_[cell - 1];
  const uint32_t edge_begin = cell == 0 ? 0 : cell_edge_ends_[cell - 1];
  const uint32_t edge_end = cell_edge_ends_[cell];
  if (edge_begin == edge_end)
    return begin == reference_ends_[cell] ? kNoRegion : references_[begin];
  std::vector<RegionIndex> inside(references_.begin() + begin,
                                  references_.begin() + reference_ends_[cell]);
  for (uint32_t i = edge_begin; i < edge_end; ++i) {
    const Edge& edge = edges_[cell_edges_[i]];
    bool odd = false;
    if ((edge.a.y > y) != (edge.b.y > y)) {
      const double at = edge.a.x + (y - edge.a.y) / (edge.b.y - edge.a.y) * (edge.b.x - edge.a.x);
      odd = (x < at) != (rx < at);
    }
    if ((edge.a.x > rx) != (edge.b.x > rx)) {
      const double at = edge.a.y + (rx - edge.a.x) / (edge.b.x - edge.a.x) * (edge.b.y - edge.a.y);
      odd ^= (y < at) != (ry < at);
    }
    if (!odd) continue;
    for (uint32_t k = edge.arc == 0 ? 0 : owner_ends_[edge.arc - 1]; k < owner_ends_[edge.arc];
         ++k) {
      Toggle(owners_[k], &inside);
    }
  }
  return inside.empty() ? kNoRegion : inside.front();
}

RegionIndex RegionLocator::FindNearest(double lat, double lon, double distance_km_max) const {
  const double units_per_km = kUnitsPerDegree / (kEarthRadiusKm * M_PI / 180);
  const double reach_y = distance_km_max * units_per_km;
  const double stretch = std::max(0.02, std::cos(lat * M_PI / 180));
  const double reach_x = reach_y / stretch;
  const double x = lon * kUnitsPerDegree, y = lat * kUnitsPerDegree;
  const int first_column =
      static_cast<int>(std::floor((x - reach_x + 180.0 * kUnitsPerDegree) / kCellUnits));
  const int columns =
      std::min(kColumns - 1,
               static_cast<int>(std::floor((x + reach_x + 180.0 * kUnitsPerDegree) / kCellUnits)) -
                   first_column);
  RegionIndex nearest = kNoRegion;
  double least = reach_y * reach_y;
  for (int row = RowOf(y - reach_y); row <= RowOf(y + reach_y); ++row) {
    for (int i = 0; i <= columns; ++i) {
      const int column = ((first_column + i) % kColumns + kColumns) % kColumns;
      const size_t cell = static_cast<size_t>(row) * kColumns + column;
      for (uint32_t k = cell == 0 ? 0 : cell_edge_ends_[cell - 1]; k < cell_edge_ends_[cell]; ++k) {
        const Edge& edge = edges_[cell_edges_[k]];
        const double ax = std::remainder(edge.a.x - x, 360.0 * kUnitsPerDegree) * stretch;
        const double bx = ax + (double{1} * edge.b.x - edge.a.x) * stretch;
        const double distance = SquaredDistance(0, y, ax, edge.a.y, bx, edge.b.y);
        if (distance > least) continue;
        const uint32_t owner = edge.arc == 0 ? 0 : owner_ends_[edge.arc - 1];
        if (owner == owner_ends_[edge.arc]) continue;
        // Where two provinces meet at the coast, the first one, whichever edge comes first.
        if (distance < least || owners_[owner] < nearest) nearest = owners_[owner];
        least = distance;
      }
    }
  }
  return nearest;
}

}  // namespace sitrep
