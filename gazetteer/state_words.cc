#include "gazetteer/state_words.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gazetteer/name_key.h"

namespace sitrep {

bool StateWords::Word::Matches(absl::string_view word) const {
  return stem ? absl::StartsWith(word, text) : word == text;
}

void StateWords::AddPattern(uint32_t state, absl::string_view pattern) {
  Pattern parsed{state, {}};
  bool plain = true;
  for (absl::string_view part : absl::StrSplit(pattern, ' ', absl::SkipEmpty())) {
    const bool stem = absl::ConsumeSuffix(&part, "*");
    // A hyphen within makes one part several words, of which the last is the stem.
    const std::string key = NameKey(part);
    for (const absl::string_view word : absl::StrSplit(key, ' ', absl::SkipEmpty())) {
      parsed.words.push_back({std::string(word), false});
    }
    if (!parsed.words.empty()) parsed.words.back().stem = stem;
    plain &= !stem;
  }
  if (parsed.words.empty()) return;
  std::vector<Word>& known = words_of_[state];
  known.insert(known.end(), parsed.words.begin(), parsed.words.end());
  if (!plain) {
    stems_.push_back(std::move(parsed));
    return;
  }
  const std::string joined = absl::StrJoin(
      parsed.words, " ", [](std::string* out, const Word& word) { out->append(word.text); });
  std::vector<uint32_t>& states = plain_[joined];
  if (std::find(states.begin(), states.end(), state) == states.end()) states.push_back(state);
}

void StateWords::AddPhrase(int body, absl::string_view phrase) {
  const std::string key = NameKey(phrase);
  if (key.empty()) return;
  phrases_.emplace(key, body);
  const size_t words = 1 + std::count(key.begin(), key.end(), ' ');
  phrase_words_max_ = std::max(phrase_words_max_, words);
}

std::vector<uint32_t> StateWords::StatesOf(const std::vector<std::string>& words) const {
  if (const auto plain = plain_.find(absl::StrJoin(words, " ")); plain != plain_.end()) {
    return plain->second;
  }
  std::vector<uint32_t> states;
  for (const Pattern& pattern : stems_) {
    const bool matches = std::equal(
        words.begin(), words.end(), pattern.words.begin(), pattern.words.end(),
        [](const std::string& word, const Word& expected) { return expected.Matches(word); });
    if (matches && std::find(states.begin(), states.end(), pattern.state) == states.end()) {
      states.push_back(pattern.state);
    }
  }
  return states;
}

bool StateWords::BelongsTo(uint32_t state, absl::string_view word) const {
  const auto words = words_of_.find(state);
  return words != words_of_.end() &&
         std::any_of(words->second.begin(), words->second.end(),
                     [word](const Word& known) { return known.Matches(word); });
}

std::vector<StateWords::Phrase> StateWords::PhrasesIn(const std::vector<std::string>& words) const {
  std::vector<Phrase> found;
  for (size_t length = std::min(words.size(), phrase_words_max_); length > 0; --length) {
    for (size_t begin = 0; begin + length <= words.size(); ++begin) {
      const auto phrase =
          phrases_.find(absl::StrJoin(words.begin() + begin, words.begin() + begin + length, " "));
      if (phrase != phrases_.end()) found.push_back({phrase->second, begin, begin + length});
    }
  }
  return found;
}

std::vector<std::pair<std::string, int>> StateWords::SplitPhrase(absl::string_view word) const {
  std::vector<std::pair<std::string, int>> splits;
  for (size_t begin = 1; begin < word.size(); ++begin) {
    const bool inside_character = (word[begin] & 0xC0) == 0x80;
    if (inside_character || absl::ascii_isascii(word[begin])) continue;
    const auto phrase = phrases_.find(word.substr(begin));
    if (phrase != phrases_.end()) splits.emplace_back(word.substr(0, begin), phrase->second);
  }
  return splits;
}

}  // namespace sitrep
