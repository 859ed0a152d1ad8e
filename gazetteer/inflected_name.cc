#include "gazetteer/inflected_name.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gazetteer/name_key.h"

namespace sitrep {
namespace {

// What an ending of an oblique case stands for: endings of the nominative, "|" between.
struct Ending {
  absl::string_view oblique;
  absl::string_view nominative;
};

// Russian and Ukrainian, nouns and adjectives together, as they are written; compared by key, so
// that й is и, ї is і and ё is е. An empty nominative is a bare stem.
constexpr Ending kCyrillicEndings[] = {
    {"щини", "щина"},
    {"щині", "щина"},
    {"щину", "щина"},
    {"щиною", "щина"},
    {"щине", "щина"},
    {"щины", "щина"},
    {"щиной", "щина"},
    {"чини", "чина"},
    {"чині", "чина"},
    {"чину", "чина"},
    {"чиною", "чина"},
    {"ого", "ий|ый|ой|ое|е"},
    {"его", "ий|ее|е"},
    {"ому", "ий|ый|ой|ое|е"},
    {"ему", "ий|ее|е"},
    {"ою", "ая|а"},
    {"ею", "я|а"},
    {"єю", "я"},
    {"ой", "ая|а"},
    {"ей", "я|ь|и"},
    {"ую", "ая"},
    {"юю", "яя"},
    {"ої", "а"},
    {"ій", "а|я"},
    {"ым", "ый|ий|ой|ое|ые|"},
    {"им", "ий|ие|ій|"},
    {"ім", "ий|е"},
    {"ых", "ые"},
    {"их", "ие|ий|і"},
    {"ыми", "ые"},
    {"ими", "ие|і"},
    {"ом", "|о|ий|ый|ой|ое"},
    {"ем", "ий|ее||ь|й|е"},
    {"єм", "й"},
    {"ах", "ы|и|а|і"},
    {"ях", "и|я|і"},
    {"ам", "ы|и|і"},
    {"ям", "и|і"},
    {"ами", "ы|и|і"},
    {"ями", "и|і"},
    {"ов", "ы|и"},
    {"ев", "и|ы"},
    {"ів", "и|і"},
    {"ові", "|о"},
    {"еві", "ь|"},
    {"єві", "й"},
    {"ью", "ь"},
    {"ця", "ець|ець|ця"},
    {"це", "ец|ца|ця"},
    {"ца", "ец"},
    {"цу", "ец"},
    {"цом", "ец"},
    {"ці", "ка|ця|ець"},
    {"зі", "га|г"},
    {"сі", "ха|х"},
    {"ии", "ия"},
    {"ию", "ия|ий"},
    {"ией", "ия"},
    {"ії", "ія"},
    {"ію", "ія|ій"},
    {"ією", "ія"},
    {"ия", "ий"},
    {"ы", "а|"},
    {"и", "а|я|ь"},
    {"і", "|а|ь|я|о|е"},
    {"ї", "я"},
    {"е", "|а|ь|я|о"},
    {"а", "|о"},
    {"я", "ь|й|е|о"},
    {"у", "|а|о"},
    {"ю", "я|ь|й|е"},
    {"й", "я"},
};

// Polish, Czech, Slovak, Croatian, Serbian, Slovene in Latin letters.
constexpr Ending kLatinEndings[] = {
    {"iego", "i|ie"},     {"ego", "y|e"},     {"iemu", "i|ie"}, {"emu", "y|e"},   {"eho", "y|e"},
    {"im", "i|ie"},       {"ym", "y|e"},      {"iej", "a|ia"},  {"ej", "a"},      {"ich", "ie|i"},
    {"ych", "e|y"},       {"owi", "|o"},      {"iem", "|o"},    {"em", "|o"},     {"om", "|o|a|y"},
    {"ach", "y|i|a"},     {"ech", "y"},       {"wie", "w|wa"},  {"nie", "n|na"},  {"bie", "b|ba"},
    {"zie", "z|za|d|da"}, {"sie", "s|sa"},    {"cie", "t|ta"},  {"dzie", "d|da"}, {"rze", "r|ra"},
    {"le", "l|la|lo"},    {"ce", "ka|ec|ca"}, {"ii", "ia|ie"},  {"ji", "ja|je"},  {"ie", "|a|o"},
    {"ou", "a|e"},        {"ovi", "|o"},      {"e", "|a|o"},    {"u", "|o|a"},    {"y", "a|"},
    {"i", "a|ia|"},       {"a", "|o"},        {"o", "a"},
};

// The letter that some stems change when an ending follows: Харкова is of Харків.
constexpr Ending kStems[] = {
    {"ов", "ів"}, {"ев", "ів"}, {"єв", "ів"}, {"поль", "піль"}, {"рл", "рел"}, {"роз", "ріг"},
};

constexpr absl::string_view kPrepositions[] = {
    "в",    "во", "на", "у",   "із",  "из", "до",   "від",  "от",  "под", "під", "за",
    "над",  "по", "со", "in",  "en",  "im", "dans", "aux",  "v",   "w",   "we",  "ve",
    "na",   "u",  "z",  "ze",  "do",  "od", "pod",  "from", "to",  "at",  "aus", "bei",
    "nach", "em", "no", "nos", "nas", "في", "من",   "إلى",  "على", "در",  "از",  "به",
};

// What follows an apostrophe and is no part of the name: Kiev'de, Ukrayna'nın, Russia's.
constexpr absl::string_view kAfterApostrophe[] = {
    "s",   "de",  "da",  "te",   "ta",   "den",  "dan",  "ten", "tan", "e",  "a",  "ye",   "ya",
    "i",   "ı",   "u",   "ü",    "yi",   "yı",   "yu",   "yü",  "in",  "ın", "un", "ün",   "nin",
    "nın", "nun", "nün", "deki", "daki", "teki", "taki", "nda", "nde", "na", "ne", "ndan", "nden",
};

constexpr absl::string_view kParticles[] = {
    "에서의", "에서는", "에서", "으로", "에게", "까지", "부터", "에는", "에",     "의",   "로",
    "은",     "는",     "이",   "가",   "을",   "를",   "와",   "과",   "からの", "での", "への",
    "から",   "まで",   "では", "には", "で",   "に",   "の",   "へ",   "は",     "が",   "を",
};

// Hebrew "in", "from", "to"; Arabic "in", "for".
constexpr absl::string_view kPrefixes[] = {"ב", "מ", "ל", "ب", "ل"};

constexpr int kFormsOfWordMax = 16;
// Longer names are no names of places or people that anybody inflects.
constexpr int kWordsMax = 4;

size_t Letters(absl::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

struct Rule {
  std::string oblique;
  std::vector<std::string> nominatives;
};

// By key, the longest first.
template <size_t N>
std::vector<Rule> MakeRules(const Ending (&endings)[N]) {
  std::vector<Rule> rules;
  for (const Ending& ending : endings) {
    Rule rule{NameKey(ending.oblique), {}};
    for (absl::string_view nominative : absl::StrSplit(ending.nominative, '|')) {
      rule.nominatives.push_back(NameKey(nominative));
    }
    rules.push_back(std::move(rule));
  }
  std::stable_sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) {
    return a.oblique.size() > b.oblique.size();
  });
  return rules;
}

bool IsCyrillic(absl::string_view word) {
  return !word.empty() && (word[0] == '\xD0' || word[0] == '\xD1' || word[0] == '\xD2');
}

constexpr size_t kStemLettersMin = 3;

void AddForm(std::string form, absl::string_view word, std::vector<std::string>& forms) {
  if (form == word || forms.size() >= kFormsOfWordMax) return;
  if (std::find(forms.begin(), forms.end(), form) == forms.end()) forms.push_back(std::move(form));
}

// The word itself, then what it may be in the nominative.
std::vector<std::string> FormsOf(absl::string_view word, bool latin) {
  static const auto* const cyrillic_rules = new std::vector<Rule>(MakeRules(kCyrillicEndings));
  static const auto* const latin_rules = new std::vector<Rule>(MakeRules(kLatinEndings));
  static const auto* const stem_rules = new std::vector<Rule>(MakeRules(kStems));
  std::vector<std::string> forms;
  const bool cyrillic = IsCyrillic(word);
  if (!cyrillic && !latin) return {std::string(word)};
  for (const Rule& rule : cyrillic ? *cyrillic_rules : *latin_rules) {
    if (!absl::EndsWith(word, rule.oblique)) continue;
    const absl::string_view stem = word.substr(0, word.size() - rule.oblique.size());
    if (Letters(stem) < kStemLettersMin) continue;
    for (const std::string& nominative : rule.nominatives) {
      std::string form = std::string(stem) + nominative;
      for (const Rule& change : *stem_rules) {
        if (!cyrillic || !absl::EndsWith(form, change.oblique)) continue;
        AddForm(form.substr(0, form.size() - change.oblique.size()) + change.nominatives.front(),
                word, forms);
      }
      AddForm(std::move(form), word, forms);
    }
  }
  forms.insert(forms.begin(), std::string(word));
  return forms;
}

bool StripWord(absl::string_view key_word) {
  static const auto* const words = [] {
    auto* made = new absl::flat_hash_set<std::string>();
    for (absl::string_view word : kPrepositions) made->insert(NameKey(word));
    return made;
  }();
  return words->contains(key_word);
}

// The name without one of the suffixes, if two characters at least are left.
template <size_t N>
bool ConsumeOneOf(const absl::string_view (&suffixes)[N], absl::string_view* name) {
  for (const absl::string_view suffix : suffixes) {
    if (!absl::EndsWith(*name, suffix)) continue;
    const absl::string_view rest = name->substr(0, name->size() - suffix.size());
    if (Letters(rest) < 2) continue;
    *name = rest;
    return true;
  }
  return false;
}

// "Kiev" of "Kiev'de".
bool ConsumeApostrophe(absl::string_view* name) {
  for (const absl::string_view apostrophe : {"'", "’", "ʼ"}) {
    const size_t at = name->rfind(apostrophe);
    if (at == absl::string_view::npos || at < 2) continue;
    const std::string after = absl::AsciiStrToLower(name->substr(at + apostrophe.size()));
    if (std::find(std::begin(kAfterApostrophe), std::end(kAfterApostrophe), after) ==
        std::end(kAfterApostrophe)) {
      continue;
    }
    *name = name->substr(0, at);
    return true;
  }
  return false;
}

}  // namespace

std::string WithoutSentence(absl::string_view name) {
  absl::string_view rest = absl::StripAsciiWhitespace(name);
  const size_t space = rest.find(' ');
  if (space != absl::string_view::npos && StripWord(NameKey(rest.substr(0, space)))) {
    rest = absl::StripAsciiWhitespace(rest.substr(space));
  }
  if (ConsumeApostrophe(&rest) || ConsumeOneOf(kParticles, &rest)) return std::string(rest);
  for (const absl::string_view prefix : kPrefixes) {
    const absl::string_view word = absl::StripPrefix(rest, prefix);
    if (word.size() != rest.size() && Letters(word) > 2) return std::string(word);
  }
  return std::string(rest);
}

std::vector<std::string> BaseForms(absl::string_view key, bool latin) {
  if (std::count(key.begin(), key.end(), ' ') >= kWordsMax) return {};
  // How many words were changed, and the words so far.
  std::vector<std::pair<int, std::string>> forms = {{0, ""}};
  for (const absl::string_view word : absl::StrSplit(key, ' ', absl::SkipEmpty())) {
    std::vector<std::pair<int, std::string>> longer;
    for (const std::string& form : FormsOf(word, latin)) {
      for (const auto& [changed, before] : forms) {
        const bool same = form == word;
        longer.emplace_back(changed + !same, before.empty() ? form : before + " " + form);
      }
    }
    if (longer.size() > kBaseFormsMax * 2) longer.resize(kBaseFormsMax * 2);
    forms = std::move(longer);
  }
  std::vector<std::string> keys;
  std::stable_sort(forms.begin(), forms.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [changed, form] : forms) {
    if (changed > 0 && keys.size() < kBaseFormsMax) keys.push_back(std::move(form));
  }
  return keys;
}

}  // namespace sitrep
