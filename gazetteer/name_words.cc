#include "gazetteer/name_words.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gazetteer/name_key.h"
#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace sitrep {
namespace {

bool IsAscii(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isascii(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

// Latin, Greek, Cyrillic, Armenian, Georgian: what lies below U+0590, U+10A0 to U+10FF and the
// extensions at U+1C80 to U+1CBF and U+1D00 to U+1FFF.
bool IsAlphabetic(absl::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) == 0x80 || byte < 0xE0) {
      if (byte >= 0xD7 && byte < 0xE0) return false;  // U+05C0 and beyond
      continue;
    }
    if (byte != 0xE1 || i + 1 >= text.size()) return false;
    const auto next = static_cast<unsigned char>(text[i + 1]);
    const bool georgian = next == 0x82 || next == 0x83 || next == 0xB2;
    if (!georgian && next < 0xB4) return false;
  }
  return true;
}

// Letter groups and what they sound like, the longer first where one begins another.
constexpr std::pair<absl::string_view, absl::string_view> kSounds[] = {
    {"shch", "s"}, {"tsch", "s"}, {"tch", "s"}, {"sch", "s"}, {"sz", "s"}, {"sh", "s"},
    {"ch", "s"},   {"cz", "s"},   {"cs", "s"},  {"ts", "s"},  {"tz", "s"}, {"zh", "s"},
    {"kh", "h"},   {"gh", "g"},   {"ph", "f"},  {"th", "t"},  {"dh", "d"}, {"dj", "j"},
    {"dz", "s"},   {"ck", "k"},   {"qu", "k"},  {"ou", "u"},  {"oo", "u"}, {"oe", "u"},
    {"ei", "e"},   {"ey", "e"},   {"ij", "e"},  {"yi", "e"},  {"ai", "a"}, {"ay", "a"},
};

char SoundOf(char letter) {
  switch (letter) {
    case 'b':
    case 'd':
    case 'g':
    case 'h':
    case 'l':
    case 'm':
    case 'n':
    case 'p':
    case 'r':
    case 't':
    case 'a':
      return letter;
    case 'f':
    case 'v':
    case 'w':
      return 'v';
    case 's':
    case 'z':
    case 'x':
    case 'c':
      return 's';
    case 'k':
    case 'q':
      return 'k';
    case 'e':
    case 'i':
    case 'j':
    case 'y':
      return 'e';
    case 'o':
    case 'u':
      return 'u';
    default:
      return letter;  // a digit
  }
}

// How many code points of each kind a name has.
struct LetterCounts {
  int capital = 0;
  int small = 0;
  int other = 0;
};

LetterCounts CountLetters(absl::string_view name) {
  LetterCounts counts;
  const auto length = static_cast<int32_t>(name.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(name.data(), i, length, c);
    ++(c >= 0 && u_isupper(c)   ? counts.capital
       : c >= 0 && u_islower(c) ? counts.small
                                : counts.other);
  }
  return counts;
}

bool IsVowel(char sound) { return sound == 'a' || sound == 'e' || sound == 'u'; }

}  // namespace

bool IsAcronym(absl::string_view name) {
  const LetterCounts counts = CountLetters(name);
  return counts.small == 0 && counts.other == 0 && counts.capital >= 2 && counts.capital <= 4;
}

bool IsAllSmall(absl::string_view name) {
  const LetterCounts counts = CountLetters(name);
  return counts.small > 0 && counts.capital == 0;
}

std::string SoundKey(absl::string_view latin) {
  std::string sound;
  const auto append = [&sound](char c) {
    if (sound.empty() || sound.back() != c) sound.push_back(c);
  };
  while (!latin.empty()) {
    size_t taken = 0;
    for (const auto& [letters, sounds] : kSounds) {
      if (!absl::StartsWith(latin, letters)) continue;
      append(SoundOf(sounds.front()));
      taken = letters.size();
      break;
    }
    if (taken == 0) {
      append(SoundOf(latin.front()));
      taken = 1;
    }
    latin.remove_prefix(taken);
  }
  // Endings vary most: -sky, -skyj, -skiy.
  while (sound.size() > 3 && IsVowel(sound.back())) sound.pop_back();
  return sound;
}

std::string NameWord::at(NameLevel level) const {
  switch (level) {
    case NameLevel::kKey:
      return key;
    case NameLevel::kLatin:
      return latin;
    case NameLevel::kSound:
      return SoundKey(latin);
  }
  return "";
}

std::vector<NameWord> NameWords(absl::string_view name) {
  std::vector<NameWord> words;
  const std::string key = NameKey(name);
  for (const absl::string_view part : absl::StrSplit(key, ' ', absl::SkipEmpty())) {
    NameWord word;
    word.key = std::string(part);
    if (IsAscii(part)) {
      word.latin = word.key;
    } else if (IsAlphabetic(part)) {
      word.latin = TransliteratedKey(part);
    }
    words.push_back(std::move(word));
  }
  return words;
}

std::string JoinWords(const std::vector<NameWord>& words, NameLevel level) {
  std::string joined;
  for (const NameWord& word : words) {
    const std::string part = word.at(level);
    if (part.empty()) return "";
    if (!joined.empty()) joined.push_back(' ');
    joined += part;
  }
  return joined;
}

}  // namespace sitrep
