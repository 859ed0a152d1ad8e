// Names of people at one level of comparison.
#ifndef SITREP_GAZETTEER_PERSON_NAMES_H_
#define SITREP_GAZETTEER_PERSON_NAMES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"

namespace sitrep {

// Finds people by the words of a name: a surname with any of the person's other names and initials,
// in any order, or a name that counts only whole. Other words must be noise. Filled once, then any
// thread may ask.
class PersonNames {
 public:
  struct Hit {
    uint32_t actor;
    bool full;  // more than the surname was given
  };
  // Whether the word at an index says nothing about who it is, beside the name of this person.
  using IsNoise = absl::FunctionRef<bool(uint32_t actor, size_t index)>;

  // Adds one name of a person. If not `whole`, the last word is the surname.
  void Add(uint32_t actor, const std::vector<std::string>& words, bool whole);

  // Everybody whose name this may be, each once.
  std::vector<Hit> Find(const std::vector<std::string>& words, IsNoise is_noise) const;

 private:
  struct WholeName {
    uint32_t actor;
    std::vector<std::string> words;
  };

  bool MatchesSurname(uint32_t actor, size_t surname_index, const std::vector<std::string>& words,
                      IsNoise is_noise, bool& full) const;

  absl::flat_hash_map<std::string, std::vector<uint32_t>> surnames_;
  absl::flat_hash_map<uint32_t, absl::flat_hash_set<std::string>> all_words_;
  // By first word.
  absl::flat_hash_map<std::string, std::vector<WholeName>> whole_names_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_PERSON_NAMES_H_
