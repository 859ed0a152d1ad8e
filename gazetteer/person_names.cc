#include "gazetteer/person_names.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace sitrep {
namespace {

// One letter, in UTF-8.
bool IsInitial(absl::string_view word) {
  if (word.empty() || word.size() > 4) return false;
  return std::all_of(word.begin() + 1, word.end(), [](char c) { return (c & 0xC0) == 0x80; });
}

// Whether `words` are all of `name`, in any order, and noise.
bool MatchesWhole(const std::vector<std::string>& name, const std::vector<std::string>& words,
                  absl::FunctionRef<bool(size_t)> is_noise) {
  std::vector<bool> used(name.size(), false);
  for (size_t i = 0; i < words.size(); ++i) {
    size_t k = 0;
    while (k < name.size() && (used[k] || name[k] != words[i])) ++k;
    if (k < name.size()) {
      used[k] = true;
    } else if (!is_noise(i)) {
      return false;
    }
  }
  return std::all_of(used.begin(), used.end(), [](bool u) { return u; });
}

void AddHit(PersonNames::Hit hit, std::vector<PersonNames::Hit>& hits) {
  for (PersonNames::Hit& known : hits) {
    if (known.actor != hit.actor) continue;
    known.full |= hit.full;
    return;
  }
  hits.push_back(hit);
}

}  // namespace

void PersonNames::Add(uint32_t actor, const std::vector<std::string>& words, bool whole) {
  if (words.empty()) return;
  if (whole) {
    whole_names_[words.front()].push_back({actor, words});
    return;
  }
  std::vector<uint32_t>& bearers = surnames_[words.back()];
  if (std::find(bearers.begin(), bearers.end(), actor) == bearers.end()) bearers.push_back(actor);
  all_words_[actor].insert(words.begin(), words.end());
}

bool PersonNames::MatchesSurname(uint32_t actor, size_t surname_index,
                                 const std::vector<std::string>& words, IsNoise is_noise,
                                 bool& full) const {
  const absl::flat_hash_set<std::string>& known = all_words_.at(actor);
  full = false;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i == surname_index) continue;
    const std::string& word = words[i];
    const bool given = known.contains(word) ||
                       (IsInitial(word) && std::any_of(known.begin(), known.end(), [&](auto& k) {
                          return absl::StartsWith(k, word);
                        }));
    if (given) {
      full = true;
    } else if (!is_noise(actor, i)) {
      return false;
    }
  }
  return true;
}

std::vector<PersonNames::Hit> PersonNames::Find(const std::vector<std::string>& words,
                                                IsNoise is_noise) const {
  std::vector<Hit> hits;
  for (size_t i = 0; i < words.size(); ++i) {
    if (const auto bearers = surnames_.find(words[i]); bearers != surnames_.end()) {
      for (const uint32_t actor : bearers->second) {
        bool full = false;
        if (MatchesSurname(actor, i, words, is_noise, full)) AddHit({actor, full}, hits);
      }
    }
    if (const auto names = whole_names_.find(words[i]); names != whole_names_.end()) {
      for (const WholeName& name : names->second) {
        const auto noise = [&](size_t index) { return is_noise(name.actor, index); };
        if (MatchesWhole(name.words, words, noise)) AddHit({name.actor, true}, hits);
      }
    }
  }
  return hits;
}

}  // namespace sitrep
