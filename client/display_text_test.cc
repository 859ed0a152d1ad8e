#include "client/display_text.h"

#include "gtest/gtest.h"

namespace sitrep {
namespace {

TEST(DisplayWidth, CountsCellsOfATerminal) {
  const struct {
    const char* text;
    int cells;
  } kRows[] = {
      {"", 0},
      {"Kursk", 5},
      {"Курск", 5},
      {"원산", 4},
      {"東京", 4},
      {"ｶﾅ", 2},                  // half-width
      {"Ｋ", 2},                  // full-width
      {"\u1112\u1161\u11ab", 2},  // Hangul written in letters
      {"e\u0301", 1},             // combining acute
      {"خاركيف", 6},              // Arabic
      {"مُحَمَّد", 4},                // with vowel marks
      {"חרקוב", 5},               // Hebrew
      {"🚀", 2},
      {"👩\u200d🚀", 2},  // joined
      {"👍🏽", 2},  // with a skin tone
      {"🇺🇦", 2},        // a flag
      {"☎\ufe0f", 2},   // shown as an emoji
      {"a\u200bb", 2},  // zero-width space
  };
  for (const auto& row : kRows) EXPECT_EQ(DisplayWidth(row.text), row.cells) << row.text;
}

TEST(Printable, KeepsWhatATerminalObeysAwayFromIt) {
  EXPECT_EQ(Printable("\x1b[31mred\x07"), "\\x1b[31mred\\x07");
  EXPECT_EQ(Printable("a\u009b2Jb"), "a\\x9b2Jb");
  EXPECT_EQ(Printable("\x7f"), "\\x7f");
  EXPECT_EQ(Printable("a\nb\tc\r"), "a b c ");
  EXPECT_EQ(Printable("abc\u202edef"), "abc\\u202edef");
  EXPECT_EQ(Printable("a\u2028b"), "a\\u2028b");
  EXPECT_EQ(Printable("a\xffz"), "a\uFFFDz");
  EXPECT_EQ(Printable("Київ 원산"), "Київ 원산");
}

TEST(FitWidth, CutsAtACharacter) {
  EXPECT_EQ(FitWidth("Kursk", 5), "Kursk");
  EXPECT_EQ(FitWidth("Kursk", 4), "Kur…");
  EXPECT_EQ(FitWidth("Kursk", 1), "…");
  EXPECT_EQ(FitWidth("Kursk", 0), "");
  EXPECT_EQ(FitWidth("東京都", 5), "東京…");
  // Half a wide character does not fit: a cell stays free.
  EXPECT_EQ(FitWidth("東京都", 4), "東…");
  EXPECT_EQ(FitWidth("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  EXPECT_EQ(FitWidth("👩\u200d🚀👩\u200d🚀", 3), "👩\u200d🚀…");
}

TEST(FitWidth, NeverTakesMoreThanItMay) {
  const std::string text = "원산 Wonsan е\u0301 👩\u200d🚀 خاركيف 🇺🇦 ｶﾅ";
  for (int cells = 0; cells < 50; ++cells) {
    EXPECT_LE(DisplayWidth(FitWidth(text, cells)), cells) << cells;
  }
}

TEST(TableCell, IsExactlyAsWideAsAskedFor) {
  EXPECT_EQ(TableCell("원산", 6), "원산  ");
  EXPECT_EQ(TableCell("東京都", 4), "東… ");
  for (const char* text :
       {"Kursk", "원산 원산 원산", "خاركيف", "👍🏽👍🏽👍🏽👍🏽", ""}) {
    EXPECT_EQ(DisplayWidth(TableCell(text, 6)), 6) << text;
  }
}

TEST(TableCell, IsolatesRightToLeftText) {
  EXPECT_EQ(TableCell("خ", 2), "\u2068خ\u2069 ");
  EXPECT_EQ(TableCell("Київ", 4), "Київ");
}

}  // namespace
}  // namespace sitrep
