// A table for a terminal: columns are aligned by display width and shrunk to fit.
#ifndef SITREP_CLIENT_TABLE_H_
#define SITREP_CLIENT_TABLE_H_

#include <string>
#include <vector>

namespace sitrep {

class Table {
 public:
  struct Column {
    std::string title;
    // Not shrunk below this, unless everything is at its least.
    int cells_min = 8;
    // Not wider than this, however long the text is.
    int cells_max = 60;
    // Left out rather than cut, where the table is too wide at its least; the last such column
    // first.
    bool droppable = false;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One text a column. Texts are made printable.
  void AddRow(std::vector<std::string> cells);

  // The lines, the titles first; columns that are empty in every row are left out. No line takes
  // more than `cells`, unless it is 0 (no bound). Titles are in bold if `bold`.
  std::string Render(int cells, bool bold) const;

 private:
  struct Layout {
    // Indexes into columns_, and their widths.
    std::vector<size_t> columns;
    std::vector<int> widths;
  };
  Layout Natural() const;
  void Fit(int cells, Layout& layout) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace sitrep

#endif  // SITREP_CLIENT_TABLE_H_
