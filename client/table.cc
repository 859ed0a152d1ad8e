#include "client/table.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "client/display_text.h"

namespace sitrep {
namespace {

constexpr int kGap = 2;

int TotalWidth(const std::vector<int>& widths) {
  if (widths.empty()) return 0;
  return std::accumulate(widths.begin(), widths.end(), 0) +
         kGap * (static_cast<int>(widths.size()) - 1);
}

}  // namespace

void Table::AddRow(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

Table::Layout Table::Natural() const {
  Layout layout;
  for (size_t column = 0; column < columns_.size(); ++column) {
    int width = 0;
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[column]));
    if (width == 0 && !rows_.empty()) continue;
    layout.columns.push_back(column);
    width = std::max(width, DisplayWidth(columns_[column].title));
    layout.widths.push_back(std::min(width, columns_[column].cells_max));
  }
  return layout;
}

void Table::Fit(int cells, Layout& layout) const {
  const auto least = [&](size_t i) {
    const Column& column = columns_[layout.columns[i]];
    return column.droppable ? layout.widths[i] : std::min(layout.widths[i], column.cells_min);
  };
  const auto least_total = [&] {
    std::vector<int> widths;
    for (size_t i = 0; i < layout.widths.size(); ++i) widths.push_back(least(i));
    return TotalWidth(widths);
  };
  for (size_t i = layout.columns.size(); i-- > 0 && least_total() > cells;) {
    if (!columns_[layout.columns[i]].droppable) continue;
    layout.columns.erase(layout.columns.begin() + i);
    layout.widths.erase(layout.widths.begin() + i);
  }
  // The widest column gives a cell, again and again: long texts lose most. First none goes below
  // its least; a terminal that is narrower still takes the rest from wherever there is any.
  for (const bool keep_least : {true, false}) {
    while (TotalWidth(layout.widths) > cells) {
      size_t widest = layout.widths.size();
      for (size_t i = 0; i < layout.widths.size(); ++i) {
        if (layout.widths[i] <= (keep_least ? least(i) : 1)) continue;
        if (widest == layout.widths.size() || layout.widths[i] > layout.widths[widest]) widest = i;
      }
      if (widest == layout.widths.size()) break;
      --layout.widths[widest];
    }
  }
}

std::string Table::Render(int cells, bool bold) const {
  Layout layout = Natural();
  if (cells > 0) Fit(cells, layout);
  std::string text;
  const auto add_line = [&](const std::vector<std::string>& row) {
    std::string line;
    for (size_t i = 0; i < layout.columns.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      line += TableCell(row[layout.columns[i]], layout.widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    absl::StrAppend(&text, line, "\n");
  };
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  if (bold) text += "\x1b[1m";
  add_line(titles);
  if (bold) text.insert(text.size() - 1, "\x1b[0m");
  for (const auto& row : rows_) add_line(row);
  return text;
}

}  // namespace sitrep
