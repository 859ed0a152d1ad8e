#include "client/display_text.h"

#include <algorithm>
#include <cstdint>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "unicode/brkiter.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"
#include "unicode/utf8.h"
#include "unicode/utypes.h"

namespace sitrep {
namespace {

constexpr absl::string_view kEllipsis = "…";
constexpr absl::string_view kFirstStrongIsolate = "\u2068";
constexpr absl::string_view kPopIsolate = "\u2069";
constexpr UChar32 kEmojiPresentation = 0xFE0F;
constexpr UChar32 kZeroWidthJoiner = 0x200D;

icu::UnicodeString FromUtf8(absl::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
}

bool IsBidiControl(UChar32 c) { return u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL); }

bool IsControl(UChar32 c) {
  const int8_t type = u_charType(c);
  return type == U_CONTROL_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR ||
         IsBidiControl(c);
}

int CodePointWidth(UChar32 c) {
  const int8_t type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  // The vowels and finals of Hangul letters that are written apart join the syllable before them.
  const int hangul = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
  if (hangul == U_HST_VOWEL_JAMO || hangul == U_HST_TRAILING_JAMO) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// A character as readers see it. An emoji sequence is one emoji, whatever it is made of.
int GraphemeWidth(const icu::UnicodeString& text, int32_t start, int32_t end) {
  int width = 0;
  bool emoji = false;
  for (int32_t i = start; i < end; i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    width += CodePointWidth(c);
    emoji = emoji || c == kEmojiPresentation || u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER) ||
            u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR) ||
            (c == kZeroWidthJoiner && u_hasBinaryProperty(text.char32At(start), UCHAR_EMOJI));
  }
  return emoji && width > 0 ? 2 : width;
}

// Calls `visit(start, end, width)` for every grapheme, until it returns false.
template <typename Visit>
void ForEachGrapheme(const icu::UnicodeString& text, Visit visit) {
  UErrorCode error = U_ZERO_ERROR;
  thread_local const std::unique_ptr<icu::BreakIterator> graphemes(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  if (graphemes == nullptr) return;
  graphemes->setText(text);
  int32_t start = graphemes->first();
  for (int32_t end = graphemes->next(); end != icu::BreakIterator::DONE; end = graphemes->next()) {
    if (!visit(start, end, GraphemeWidth(text, start, end))) return;
    start = end;
  }
}

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool HasRightToLeft(absl::string_view text) {
  if (IsAscii(text)) return false;
  const icu::UnicodeString unicode = FromUtf8(text);
  for (int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1)) {
    const UCharDirection direction = u_charDirection(unicode.char32At(i));
    if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
  }
  return false;
}

void AppendPrintable(UChar32 c, absl::string_view bytes, std::string& printable) {
  if (c < 0) {
    printable += "\uFFFD";
  } else if (c == '\n' || c == '\t' || c == '\r') {
    printable += ' ';
  } else if (IsControl(c)) {
    absl::StrAppendFormat(&printable, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
  } else {
    printable.append(bytes.data(), bytes.size());
  }
}

}  // namespace

std::string Printable(absl::string_view text) {
  if (IsAscii(text)) return std::string(text);
  std::string printable;
  printable.reserve(text.size());
  const int32_t size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    const int32_t start = i;
    UChar32 c;
    U8_NEXT(text.data(), i, size, c);
    AppendPrintable(c, text.substr(start, i - start), printable);
  }
  return printable;
}

int DisplayWidth(absl::string_view text) {
  if (IsAscii(text)) return static_cast<int>(text.size());
  int total = 0;
  ForEachGrapheme(FromUtf8(text), [&](int32_t, int32_t, int width) {
    total += width;
    return true;
  });
  return total;
}

std::string FitWidth(absl::string_view text, int cells) {
  if (DisplayWidth(text) <= cells) return std::string(text);
  if (cells <= 0) return "";
  const icu::UnicodeString unicode = FromUtf8(text);
  int used = 0;
  int32_t cut = 0;
  ForEachGrapheme(unicode, [&](int32_t, int32_t end, int width) {
    if (used + width > cells - 1) return false;
    used += width;
    cut = end;
    return true;
  });
  std::string fitted;
  unicode.tempSubString(0, cut).toUTF8String(fitted);
  while (!fitted.empty() && fitted.back() == ' ') fitted.pop_back();
  return absl::StrCat(fitted, kEllipsis);
}

std::string TableCell(absl::string_view text, int cells) {
  std::string fitted = FitWidth(text, cells);
  const int padding = std::max(0, cells - DisplayWidth(fitted));
  if (HasRightToLeft(fitted)) fitted = absl::StrCat(kFirstStrongIsolate, fitted, kPopIsolate);
  return absl::StrCat(fitted, std::string(padding, ' '));
}

}  // namespace sitrep
