#include "gazetteer/name_key.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <memory>

#include "absl/strings/ascii.h"

namespace sitrep {
namespace {

bool IsAscii(absl::string_view text) {
  for (unsigned char c : text) {
    if (c >= 0x80) return false;
  }
  return true;
}

bool IsValidUtf8(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const int32_t size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c;
    U8_NEXT(bytes, i, size, c);
    if (c < 0) return false;
  }
  return true;
}

std::string AsciiKey(absl::string_view name) {
  std::string key;
  key.reserve(name.size());
  bool gap = false;
  for (char c : name) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      if (gap && !key.empty()) key.push_back(' ');
      gap = false;
      key.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
    } else if (c != '\'' && c != '`') {
      gap = true;
    }
  }
  return key;
}

// Accents, and the vowel points of scripts that are usually written without them. The marks of
// other scripts (Indic vowels, the voicing of kana) tell letters apart.
bool IsStrippedMark(UChar32 c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0483 && c <= 0x0489) ||
         (c >= 0x0591 && c <= 0x05C7 && u_charType(c) == U_NON_SPACING_MARK) ||
         (c >= 0x0610 && c <= 0x061A) || (c >= 0x064B && c <= 0x065F) || c == 0x0670 ||
         (c >= 0x06D6 && c <= 0x06ED && u_charType(c) == U_NON_SPACING_MARK) ||
         (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
         (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) ||
         (c >= 0xFE20 && c <= 0xFE2F);
}

// Apostrophes and what stands for them in romanisations.
bool IsApostrophe(UChar32 c) {
  switch (c) {
    case '\'':
    case '`':
    case 0x00B4:
    case 0x02B9:
    case 0x02BA:
    case 0x02BB:
    case 0x02BC:
    case 0x02BE:
    case 0x02BF:
    case 0x02C8:
    case 0x02CA:
    case 0x02CB:
    case 0x055A:
    case 0x05F3:
    case 0x05F4:
    case 0x0640:  // the Arabic stretching stroke
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032:
    case 0x2035:
    case 0xA78B:
    case 0xA78C:
      return true;
    default:
      return false;
  }
}

// Letters that canonical decomposition leaves alone but writers interchange.
absl::string_view Variant(UChar32 c) {
  switch (c) {
    case 0x00E6:
      return "ae";
    case 0x00F8:
      return "o";
    case 0x0111:
    case 0x00F0:
      return "d";
    case 0x00FE:
      return "th";
    case 0x0127:
      return "h";
    case 0x0131:
      return "i";
    case 0x0142:
      return "l";
    case 0x0153:
      return "oe";
    case 0x0167:
      return "t";
    case 0x0259:
      return "a";  // the Azerbaijani schwa
    case 0x0456:
      return "\xd1\x96";
    case 0x0640:
      return "";
    case 0x0649:  // alef maksura
    case 0x06CC:  // Farsi yeh
    case 0x06D2:
      return "\xd9\x8a";
    case 0x06A9:  // keheh
    case 0x06AA:
      return "\xd9\x83";
    case 0x0629:  // teh marbuta
    case 0x06C1:  // heh goal
    case 0x06BE:
    case 0x06D5:
      return "\xd9\x87";
    case 0x0671:
      return "\xd8\xa7";
    default:
      return {};
  }
}

bool IsLetterOrDigit(UChar32 c) {
  return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

bool IsHan(UChar32 c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

icu::UnicodeString FromUtf8(absl::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

// A transliterator of this thread: they are not thread-safe and take a while to make.
icu::Transliterator* ThreadTransliterator(const char* id) {
  UErrorCode error = U_ZERO_ERROR;
  icu::Transliterator* made = icu::Transliterator::createInstance(id, UTRANS_FORWARD, error);
  return U_SUCCESS(error) ? made : nullptr;
}

// How English writes the letters of Russian and Ukrainian, which ICU's scholarly reading does not.
absl::string_view LatinOfCyrillic(UChar32 c, bool ukrainian) {
  static constexpr absl::string_view kLetters[] = {
      "a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "y",    "k", "l", "m", "n", "o",  "p",
      "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "",  "y", "",  "e", "yu", "ya"};
  if (ukrainian && c == 0x0433) return "h";
  if (ukrainian && c == 0x0438) return "y";
  if (c >= 0x0430 && c <= 0x044F) return kLetters[c - 0x0430];
  switch (c) {
    case 0x0451:
      return "e";
    case 0x0452:
      return "dj";
    case 0x0454:
      return "ye";
    case 0x0456:
    case 0x0457:
      return "i";
    case 0x0458:
      return "j";
    case 0x0459:
      return "lj";
    case 0x045A:
      return "nj";
    case 0x045B:
      return "c";
    case 0x045E:
      return "w";
    case 0x045F:
      return "dz";
    case 0x0491:
      return "g";
    default:
      return {};
  }
}

// A name in Cyrillic as English would write it; empty if it holds letters of other alphabets.
std::string CyrillicToLatin(absl::string_view name) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) return {};
  const icu::UnicodeString text = fold->normalize(FromUtf8(name), error);
  const bool ukrainian =
      text.indexOf(u'\u0456') >= 0 || text.indexOf(u'\u0454') >= 0 || text.indexOf(u'\u0457') >= 0;
  std::string latin;
  for (int32_t i = 0; i < text.length(); ++i) {
    const UChar32 c = text[i];
    const absl::string_view letters = LatinOfCyrillic(c, ukrainian);
    if (letters.data() != nullptr) {
      latin.append(letters.data(), letters.size());
    } else if (c < 0x80) {
      latin.push_back(static_cast<char>(c));
    } else if (u_isalpha(c)) {
      return {};
    } else if (!IsApostrophe(c)) {
      latin.push_back(' ');
    }
  }
  return latin;
}

icu::UnicodeString FoldAndDecompose(absl::string_view name) {
  UErrorCode error = U_ZERO_ERROR;
  static const icu::Normalizer2* const nfkc_casefold =
      icu::Normalizer2::getNFKCCasefoldInstance(error);
  static const icu::Normalizer2* const nfd = icu::Normalizer2::getNFDInstance(error);
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
  if (U_FAILURE(error)) return text;
  return nfd->normalize(nfkc_casefold->normalize(text, error), error);
}

// Traditional Chinese characters as their simplified forms.
void Simplify(icu::UnicodeString* text) {
  thread_local const std::unique_ptr<icu::Transliterator> simplifier(
      ThreadTransliterator("Traditional-Simplified"));
  if (simplifier != nullptr) simplifier->transliterate(*text);
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

std::string UnicodeKey(absl::string_view name) {
  const icu::UnicodeString folded = FoldAndDecompose(name);
  icu::UnicodeString kept;
  bool gap = false;
  bool han = false;
  for (int32_t i = 0; i < folded.length();) {
    const UChar32 c = folded.char32At(i);
    i += U16_LENGTH(c);
    if (IsStrippedMark(c) || IsApostrophe(c)) continue;
    if (!IsLetterOrDigit(c)) {
      gap = gap || u_charType(c) != U_FORMAT_CHAR;
      continue;
    }
    if (gap && !kept.isEmpty()) kept.append(u' ');
    gap = false;
    han = han || IsHan(c);
    const absl::string_view variant = Variant(c);
    if (variant.data() != nullptr) {
      kept.append(FromUtf8(variant));
    } else {
      kept.append(c);
    }
  }
  if (han) Simplify(&kept);
  UErrorCode error = U_ZERO_ERROR;
  static const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(error);
  return U_SUCCESS(error) ? ToUtf8(nfc->normalize(kept, error)) : std::string();
}

}  // namespace

std::string NameKey(absl::string_view name) {
  if (IsAscii(name)) return AsciiKey(name);
  return IsValidUtf8(name) ? UnicodeKey(name) : std::string();
}

std::string TransliteratedKey(absl::string_view name) {
  std::string key = NameKey(name);
  if (IsAscii(key)) return key;
  if (const std::string latin = CyrillicToLatin(name); !latin.empty()) return NameKey(latin);
  thread_local const std::unique_ptr<icu::Transliterator> to_latin(
      ThreadTransliterator("Any-Latin; Latin-ASCII"));
  if (to_latin == nullptr) return key;
  // From the name rather than the key: vowel points and accents help the reading.
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const nfkc = icu::Normalizer2::getNFKCInstance(error);
  if (U_FAILURE(error)) return key;
  icu::UnicodeString text = nfkc->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                                name.data(), static_cast<int32_t>(name.size()))),
                                            error);
  to_latin->transliterate(text);
  return NameKey(ToUtf8(text));
}

}  // namespace sitrep
