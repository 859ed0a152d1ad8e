// Text for a terminal: how wide it is, how to cut it, and what must not get there.
#ifndef SITREP_CLIENT_DISPLAY_TEXT_H_
#define SITREP_CLIENT_DISPLAY_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace sitrep {

// The text on one line, safe to print: control characters (C0, C1, DEL, line and paragraph
// separators) and bidirectional overrides are written as \x1b or \u202e, line breaks and tabs as
// blanks, invalid UTF-8 as U+FFFD.
std::string Printable(absl::string_view text);

// How many cells of a terminal a printable text takes: wide characters and emoji 2, combining marks
// 0.
int DisplayWidth(absl::string_view text);

// The text cut at a character (grapheme) so that it takes at most `cells`; what was cut ends in
// "…".
std::string FitWidth(absl::string_view text, int cells);

// The text in a cell of a table: cut or padded to exactly `cells`. A text with right-to-left
// letters is isolated, so that a terminal that reorders does not move its neighbours.
std::string TableCell(absl::string_view text, int cells);

}  // namespace sitrep

#endif  // SITREP_CLIENT_DISPLAY_TEXT_H_
