#include "gazetteer/actor_name_index.h"

#include <algorithm>
#include <optional>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gazetteer/inflected_name.h"
#include "gazetteer/name_key.h"

namespace sitrep {
namespace {

// How good each kind of reading is. Only the order means something.
constexpr double kExactScore = 1;
constexpr double kWholeNameScore = 0.97;
constexpr double kFullPersonScore = 0.95;
constexpr double kBodyScore = 0.92;
constexpr double kStateWordScore = 0.9;
constexpr double kSurnameScore = 0.85;
constexpr double kInflectedPart = 0.95;
constexpr double kTransliteratedPenalty = 0.05;

// Of surnames of Russian women, which are also the genitive of men's.
constexpr absl::string_view kFeminineEndings[] = {"ова", "ева", "ина", "ына", "іна"};
// ... and in other cases than the nominative. In keys й is и, and ї is і.
constexpr absl::string_view kFeminineObliqueEndings[] = {"овои", "евои", "инои", "ынои", "овоі",
                                                         "евоі", "євоі", "іноі", "иноі"};
constexpr double kSoundScore = 0.7;
constexpr double kSimilarScore = 0.6;
constexpr double kSharedWordScore = 0.3;

// Shorter words sound like too many others.
constexpr size_t kSurnameSoundBytesMin = 5;
constexpr size_t kNameSoundBytesMin = 6;
// What is shorter is no word to suggest by.
constexpr size_t kSharedWordBytesMin = 4;

size_t Index(NameLevel level) { return static_cast<size_t>(level); }

std::vector<std::string> AtLevel(const std::vector<NameWord>& words, NameLevel level) {
  std::vector<std::string> parts;
  for (const NameWord& word : words) parts.push_back(word.at(level));
  return parts;
}

bool AnyEmpty(const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [](const auto& word) { return word.empty(); });
}

void AddHit(ActorNameIndex::Hit hit, std::vector<ActorNameIndex::Hit>& hits) {
  for (ActorNameIndex::Hit& known : hits) {
    if (known.actor != hit.actor) continue;
    if (hit.score > known.score) known = hit;
    return;
  }
  hits.push_back(hit);
}

std::vector<ActorNameIndex::Hit> Sorted(std::vector<ActorNameIndex::Hit> hits) {
  std::sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) {
    return a.score != b.score ? a.score > b.score : a.actor < b.actor;
  });
  return hits;
}

v1::MatchedBy MatchedAt(NameLevel level) {
  switch (level) {
    case NameLevel::kKey:
      return v1::MATCHED_BY_NORMALIZED;
    case NameLevel::kLatin:
      return v1::MATCHED_BY_TRANSLITERATED;
    case NameLevel::kSound:
      return v1::MATCHED_BY_PHONETIC;
  }
  return v1::MATCHED_BY_UNSPECIFIED;
}

double ScoreAt(NameLevel level, double score) {
  switch (level) {
    case NameLevel::kKey:
      return score;
    case NameLevel::kLatin:
      return score - kTransliteratedPenalty;
    case NameLevel::kSound:
      return score * kSoundScore;
  }
  return 0;
}

// "Иванова" may be he in the genitive, but as well she in the nominative; in Latin letters it is
// she.
bool MayBeOfAWoman(absl::string_view surname_key) {
  return std::any_of(std::begin(kFeminineEndings), std::end(kFeminineEndings),
                     [&](absl::string_view ending) { return absl::EndsWith(surname_key, ending); });
}

// "Лавровой" is of a woman whatever else it may be.
bool IsOfAWoman(absl::string_view surname_key) {
  return std::any_of(std::begin(kFeminineObliqueEndings), std::end(kFeminineObliqueEndings),
                     [&](absl::string_view ending) { return absl::EndsWith(surname_key, ending); });
}

size_t SpellingHash(uint32_t actor, absl::string_view name) { return absl::HashOf(actor, name); }

// About what the built-in dictionary needs: growing step by step would take longer than the rest.
constexpr size_t kNamesExpected = 32'000;
constexpr size_t kLatinNamesExpected = 14'000;

}  // namespace

ActorNameIndex::ActorNameIndex() {
  names_[Index(NameLevel::kKey)].reserve(kNamesExpected);
  names_[Index(NameLevel::kLatin)].reserve(kLatinNamesExpected);
  spellings_.reserve(kNamesExpected);
}

void ActorNameIndex::AddNumber(uint32_t actor, Numbers& numbers) {
  if (std::find(numbers.begin(), numbers.end(), actor) == numbers.end()) numbers.push_back(actor);
}

void ActorNameIndex::AddName(uint32_t actor, absl::string_view name, Tolerance tolerance) {
  const std::vector<NameWord> words = NameWords(name);
  if (words.empty()) return;
  spellings_.insert(SpellingHash(actor, name));
  if (IsAcronym(name)) {
    AddNumber(actor, acronyms_[JoinWords(words, NameLevel::kKey)]);
    return;
  }
  std::string key = JoinWords(words, NameLevel::kKey);
  std::string latin = JoinWords(words, NameLevel::kLatin);
  // A woman of that name has it in Latin letters among her names, too.
  if (MayBeOfAWoman(words.back().key)) latin.clear();
  if (!latin.empty() && latin != key) AddNumber(actor, names_[Index(NameLevel::kLatin)][latin]);
  AddNumber(actor, names_[Index(NameLevel::kKey)][std::move(key)]);
  if (tolerance == Tolerance::kNone) return;
  std::string sound = JoinWords(words, NameLevel::kSound);
  if (tolerance == Tolerance::kSound && !sound.empty()) {
    AddNumber(actor, names_[Index(NameLevel::kSound)][std::move(sound)]);
  }
  if (!latin.empty()) similar_.Add(actor, std::move(latin));
  for (const NameWord& word : words) written_words_[actor].insert(word.key);
}

void ActorNameIndex::AddPersonName(uint32_t actor, absl::string_view name, bool whole) {
  const std::vector<NameWord> words = NameWords(name);
  for (const NameLevel level : kNameLevels) {
    if (level != NameLevel::kKey && !words.empty() && MayBeOfAWoman(words.back().key)) break;
    const std::vector<std::string> parts = AtLevel(words, level);
    if (parts.empty() || AnyEmpty(parts)) continue;
    const bool too_short =
        parts.back().size() < kSurnameSoundBytesMin && (!whole || parts.size() == 1);
    if (level == NameLevel::kSound && too_short) continue;
    persons_[Index(level)].Add(actor, parts, whole);
  }
  for (const NameWord& word : words) {
    if (word.latin.size() >= kSharedWordBytesMin) AddNumber(actor, by_word_[word.latin]);
  }
  if (!words.empty() && !whole) similar_.Add(actor, words.back().latin);
}

void ActorNameIndex::AddState(uint32_t actor, absl::string_view code) {
  states_.insert(actor);
  codes_.emplace(code, actor);
}

void ActorNameIndex::AddStatePattern(uint32_t state, absl::string_view pattern) {
  state_words_.AddPattern(state, pattern);
}

void ActorNameIndex::AddBodyPhrase(int body, absl::string_view phrase) {
  state_words_.AddPhrase(body, phrase);
}

void ActorNameIndex::AddBody(int body, uint32_t state, uint32_t actor) {
  bodies_[{body, state}] = actor;
}

void ActorNameIndex::AddTitle(absl::string_view word) { titles_.insert(NameKey(word)); }

void ActorNameIndex::SetBelongsTo(uint32_t person, std::vector<uint32_t> actors) {
  belongs_to_[person] = std::move(actors);
}

// Chinese, Japanese and Korean write a title right behind the name.
std::vector<NameWord> ActorNameIndex::SplitTitles(std::vector<NameWord> words) const {
  std::vector<NameWord> split;
  for (NameWord& word : words) {
    std::optional<std::string> title;
    const bool splits = word.latin.empty() && !titles_.contains(word.key);
    for (size_t begin = 1; splits && begin < word.key.size() && !title; ++begin) {
      if ((word.key[begin] & 0xC0) == 0x80) continue;
      if (titles_.contains(word.key.substr(begin))) title = word.key.substr(begin);
    }
    if (!title) {
      split.push_back(std::move(word));
      continue;
    }
    word.key.resize(word.key.size() - title->size());
    split.push_back(std::move(word));
    split.push_back({*std::move(title), ""});
  }
  return split;
}

// The states that the words name, be it by adjective, by name, or as an English possessive; with
// `beside_a_body` also by acronym, since no one would take "car" in "CAR army" for a common word.
std::vector<uint32_t> ActorNameIndex::StatesNamed(const std::vector<std::string>& words,
                                                  bool beside_a_body) const {
  std::vector<uint32_t> states = state_words_.StatesOf(words);
  const auto add = [&](const NamesByKey& names, const std::string& key) {
    const auto bearers = names.find(key);
    if (bearers == names.end()) return;
    for (const uint32_t actor : bearers->second) {
      const bool known = std::find(states.begin(), states.end(), actor) != states.end();
      if (states_.contains(actor) && !known) states.push_back(actor);
    }
  };
  std::string key = absl::StrJoin(words, " ");
  for (int attempt = 0; attempt < 2 && states.empty(); ++attempt) {
    add(names_[Index(NameLevel::kKey)], key);
    if (beside_a_body) add(acronyms_, key);
    if (!absl::EndsWith(key, "s")) break;
    key.pop_back();
  }
  return states;
}

void ActorNameIndex::FindByKey(absl::string_view name, const std::vector<NameWord>& words,
                               Acronyms acronyms, Hits& hits) const {
  if (const auto code = codes_.find(name); code != codes_.end()) {
    AddHit({code->second, v1::MATCHED_BY_EXACT, kExactScore}, hits);
  }
  const std::string key = JoinWords(words, NameLevel::kKey);
  const auto add = [&](const NamesByKey& names) {
    const auto bearers = names.find(key);
    if (bearers == names.end()) return;
    for (const uint32_t actor : bearers->second) {
      const bool exact = spellings_.contains(SpellingHash(actor, name));
      AddHit({actor, exact ? v1::MATCHED_BY_EXACT : v1::MATCHED_BY_NORMALIZED,
              exact ? kExactScore : kWholeNameScore},
             hits);
    }
  };
  add(names_[Index(NameLevel::kKey)]);
  if (acronyms == Acronyms::kAnyCase || !IsAllSmall(name)) add(acronyms_);
}

// At kLatin also what is written in Latin letters as it is, which stands at kKey.
void ActorNameIndex::FindWhole(const std::vector<NameWord>& words, NameLevel level,
                               Hits& hits) const {
  const std::string joined = JoinWords(words, level);
  const auto add = [&](const NamesByKey& names) {
    const auto bearers = names.find(joined);
    if (joined.empty() || bearers == names.end()) return;
    for (const uint32_t actor : bearers->second) {
      AddHit({actor, MatchedAt(level), ScoreAt(level, kWholeNameScore)}, hits);
    }
  };
  add(names_[Index(level)]);
  if (level == NameLevel::kLatin) add(names_[Index(NameLevel::kKey)]);
}

void ActorNameIndex::FindStates(const std::vector<std::string>& keys, Hits& hits) const {
  for (const uint32_t state : StatesNamed(keys, false)) {
    AddHit({state, v1::MATCHED_BY_NORMALIZED, kStateWordScore}, hits);
  }
}

void ActorNameIndex::FindBodies(const std::vector<std::string>& keys, Hits& hits) const {
  const auto add = [&](int body, const std::vector<std::string>& rest) {
    bool found = false;
    for (const uint32_t state : StatesNamed(rest, true)) {
      const auto actor = bodies_.find({body, state});
      if (actor == bodies_.end()) continue;
      AddHit({actor->second, v1::MATCHED_BY_NORMALIZED, kBodyScore}, hits);
      found = true;
    }
    return found;
  };
  for (const StateWords::Phrase& phrase : state_words_.PhrasesIn(keys)) {
    std::vector<std::string> rest;
    for (size_t i = 0; i < keys.size(); ++i) {
      const bool in_phrase = i >= phrase.begin && i < phrase.end;
      if (!in_phrase && !titles_.contains(keys[i])) rest.push_back(keys[i]);
    }
    if (!rest.empty() && add(phrase.body, rest)) return;
  }
  if (keys.size() != 1) return;
  for (const auto& [before, body] : state_words_.SplitPhrase(keys.front())) {
    if (add(body, {before})) return;
  }
}

bool ActorNameIndex::IsNoise(uint32_t person, const NameWord& word) const {
  if (titles_.contains(word.key)) return true;
  const auto actors = belongs_to_.find(person);
  if (actors == belongs_to_.end()) return false;
  for (const uint32_t actor : actors->second) {
    if (state_words_.BelongsTo(actor, word.key)) return true;
    const auto words = written_words_.find(actor);
    if (words != written_words_.end() && words->second.contains(word.key)) return true;
  }
  return false;
}

void ActorNameIndex::FindPersons(const std::vector<NameWord>& words, NameLevel level,
                                 Hits& hits) const {
  // A word without letters at this level is an empty one, which only noise may be.
  const auto noise = [&](uint32_t person, size_t index) { return IsNoise(person, words[index]); };
  for (const PersonNames::Hit& hit : persons_[Index(level)].Find(AtLevel(words, level), noise)) {
    const double score = hit.full ? kFullPersonScore : kSurnameScore;
    AddHit({hit.actor, MatchedAt(level), ScoreAt(level, score)}, hits);
  }
}

void ActorNameIndex::FindForm(const std::string& form, Hits& hits) const {
  const auto& names = names_[Index(NameLevel::kKey)];
  if (const auto bearers = names.find(form); bearers != names.end()) {
    for (const uint32_t actor : bearers->second) {
      AddHit({actor, v1::MATCHED_BY_NORMALIZED, kWholeNameScore}, hits);
    }
  }
  std::vector<NameWord> words;
  for (const absl::string_view word : absl::StrSplit(form, ' ')) {
    words.push_back({std::string(word), ""});
  }
  FindPersons(words, NameLevel::kKey, hits);
}

void ActorNameIndex::FindInflected(const std::vector<NameWord>& words, Hits& hits) const {
  if (words.size() == 1 && MayBeOfAWoman(words.back().key)) return;
  const bool is_of_a_woman = !words.empty() && IsOfAWoman(words.back().key);
  Hits found;
  for (const std::string& form : BaseForms(JoinWords(words, NameLevel::kKey), /*latin=*/false)) {
    if (is_of_a_woman && !MayBeOfAWoman(form)) continue;
    FindForm(form, found);
    if (!is_of_a_woman) continue;
    // Whoever has the form without its ending is a man, and this is his genitive.
    Hits men;
    FindForm(std::string(absl::StripSuffix(form, "а")), men);
    const auto is_a_man = [&](const Hit& hit) {
      return std::any_of(men.begin(), men.end(),
                         [&](const Hit& man) { return man.actor == hit.actor; });
    };
    found.erase(std::remove_if(found.begin(), found.end(), is_a_man), found.end());
  }
  for (Hit& hit : found) {
    hit.score *= kInflectedPart;
    AddHit(hit, hits);
  }
}

std::vector<ActorNameIndex::Hit> ActorNameIndex::Read(absl::string_view name,
                                                      Acronyms acronyms) const {
  Hits hits = ReadPlain(name, acronyms);
  if (!hits.empty()) return hits;
  // "Rapid Support Forces (RSF)": the acronym says no more than the name, if it says the same.
  const size_t open = name.find('(');
  if (open == absl::string_view::npos || !absl::EndsWith(name, ")")) return hits;
  const absl::string_view inner = name.substr(open + 1, name.size() - open - 2);
  hits = ReadPlain(name.substr(0, open), acronyms);
  const Hits same = ReadPlain(inner, acronyms);
  if (same.empty()) return IsAcronym(inner) ? hits : Hits{};
  hits.erase(std::remove_if(hits.begin(), hits.end(),
                            [&](const Hit& hit) {
                              return std::none_of(same.begin(), same.end(), [&](const Hit& other) {
                                return other.actor == hit.actor;
                              });
                            }),
             hits.end());
  return hits;
}

std::vector<ActorNameIndex::Hit> ActorNameIndex::ReadPlain(absl::string_view name,
                                                           Acronyms acronyms) const {
  Hits hits;
  std::vector<NameWord> words = NameWords(name);
  if (words.empty()) return hits;
  FindByKey(name, words, acronyms, hits);
  if (hits.empty() && words.size() > 1 && words.front().key == "the") {
    words.erase(words.begin());
    FindByKey(name, words, acronyms, hits);
  }
  if (!hits.empty()) return Sorted(std::move(hits));
  const std::vector<std::string> keys = AtLevel(words, NameLevel::kKey);
  const std::vector<NameWord> person_words = SplitTitles(words);
  FindStates(keys, hits);
  FindBodies(keys, hits);
  FindPersons(person_words, NameLevel::kKey, hits);
  if (!hits.empty()) return Sorted(std::move(hits));
  FindWhole(words, NameLevel::kLatin, hits);
  FindPersons(person_words, NameLevel::kLatin, hits);
  if (hits.empty()) FindInflected(words, hits);
  return Sorted(std::move(hits));
}

std::vector<ActorNameIndex::Hit> ActorNameIndex::Sounding(absl::string_view name) const {
  Hits hits;
  const std::vector<NameWord> words = NameWords(name);
  if (JoinWords(words, NameLevel::kSound).size() >= kNameSoundBytesMin) {
    FindWhole(words, NameLevel::kSound, hits);
  }
  FindPersons(words, NameLevel::kSound, hits);
  return Sorted(std::move(hits));
}

std::vector<ActorNameIndex::Hit> ActorNameIndex::Similar(absl::string_view name) const {
  Hits hits;
  const std::vector<NameWord> words = NameWords(name);
  for (const SimilarNames::Hit& hit : similar_.Find(JoinWords(words, NameLevel::kLatin))) {
    AddHit({hit.actor, v1::MATCHED_BY_FUZZY, kSimilarScore * hit.similarity}, hits);
  }
  for (const NameWord& word : words) {
    if (titles_.contains(word.key)) continue;
    if (const auto bearers = by_word_.find(word.latin); bearers != by_word_.end()) {
      for (const uint32_t actor : bearers->second) {
        AddHit({actor, v1::MATCHED_BY_FUZZY, kSharedWordScore}, hits);
      }
    }
  }
  return Sorted(std::move(hits));
}

}  // namespace sitrep
