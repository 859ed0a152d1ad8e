// How the actor dictionary finds names; see ActorDictionary for what it promises.
#ifndef SITREP_GAZETTEER_ACTOR_NAME_INDEX_H_
#define SITREP_GAZETTEER_ACTOR_NAME_INDEX_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "gazetteer/name_words.h"
#include "gazetteer/person_names.h"
#include "gazetteer/similar_names.h"
#include "gazetteer/state_words.h"
#include "gazetteer/table.h"
#include "sitrep/v1/directory_service.pb.h"

namespace sitrep {

// Names of actors, which are known by their numbers here. Filled once, then any thread may ask.
class ActorNameIndex {
 public:
  struct Hit {
    uint32_t actor;
    v1::MatchedBy matched_by;
    double score;
  };

  ActorNameIndex();

  // How far from its letters a name may be recognised. Never more than kSpelling for states: some
  // languages' name of one state sounds like another state (Niger, Nigeria) or city (Colombo).
  enum class Tolerance {
    kNone,      // letter by letter, also in other alphabets
    kSpelling,  // also suggested for what is spelt almost alike
    kSound,     // also recognised by its sound
  };

  void AddName(uint32_t actor, absl::string_view name, Tolerance tolerance);
  void AddPersonName(uint32_t actor, absl::string_view name, bool whole);
  // Makes the actor one that adjectives and bodies may be of. Its code counts only in capitals.
  void AddState(uint32_t actor, absl::string_view code);
  void AddStatePattern(uint32_t state, absl::string_view pattern);
  void AddBodyPhrase(int body, absl::string_view phrase);
  // The actor that is this kind of body of this state.
  void AddBody(int body, uint32_t state, uint32_t actor);
  void AddTitle(absl::string_view word);
  // What a person belongs to: its written names are noise beside the person's.
  void SetBelongsTo(uint32_t person, std::vector<uint32_t> actors);

  // Whether an acronym may be written in small letters: a person who asks for "un" means the UN, a
  // text that says "car" means no Central African Republic.
  enum class Acronyms { kAnyCase, kCapitals };

  // Who bears the name surely: exact, normalised and, only if those give nothing, transliterated.
  // Best first.
  std::vector<Hit> Read(absl::string_view name, Acronyms acronyms) const;
  // Whose name sounds like it.
  std::vector<Hit> Sounding(absl::string_view name) const;
  // Whose name is spelt almost like it, or shares a word with it.
  std::vector<Hit> Similar(absl::string_view name) const;

 private:
  using Hits = std::vector<Hit>;
  using Numbers = absl::InlinedVector<uint32_t, 2>;
  using PlainMap = absl::flat_hash_map<std::string, Numbers>;
  // The largest of them take megabytes.
  using NamesByKey = absl::flat_hash_map<std::string, Numbers, PlainMap::hasher,
                                         PlainMap::key_equal, TableAllocator<PlainMap::value_type>>;

  // Read, but for an acronym in parentheses behind the name.
  Hits ReadPlain(absl::string_view name, Acronyms acronyms) const;
  std::vector<NameWord> SplitTitles(std::vector<NameWord> words) const;
  void FindWhole(const std::vector<NameWord>& words, NameLevel level, Hits& hits) const;
  std::vector<uint32_t> StatesNamed(const std::vector<std::string>& words,
                                    bool beside_a_body) const;
  void FindByKey(absl::string_view name, const std::vector<NameWord>& words, Acronyms acronyms,
                 Hits& hits) const;
  void FindStates(const std::vector<std::string>& keys, Hits& hits) const;
  void FindBodies(const std::vector<std::string>& keys, Hits& hits) const;
  void FindPersons(const std::vector<NameWord>& words, NameLevel level, Hits& hits) const;
  // By the nominative that Slavic names in Cyrillic may have.
  // What bears just this form of a name.
  void FindForm(const std::string& form, Hits& hits) const;
  void FindInflected(const std::vector<NameWord>& words, Hits& hits) const;
  bool IsNoise(uint32_t person, const NameWord& word) const;

  static void AddNumber(uint32_t actor, Numbers& numbers);

  // By NameLevel. What is the same at kKey and kLatin stands at kKey only.
  NamesByKey names_[3];
  NamesByKey acronyms_;
  PersonNames persons_[3];  // by NameLevel
  SimilarNames similar_;
  NamesByKey by_word_;  // people, by any word of their names
  absl::flat_hash_map<std::string, uint32_t> codes_;
  absl::flat_hash_set<uint32_t> states_;
  absl::flat_hash_set<size_t> spellings_;  // hashes of actor and name as written
  StateWords state_words_;
  absl::flat_hash_map<std::pair<int, uint32_t>, uint32_t> bodies_;
  absl::flat_hash_set<std::string> titles_;
  absl::flat_hash_map<uint32_t, std::vector<uint32_t>> belongs_to_;
  absl::flat_hash_map<uint32_t, absl::flat_hash_set<std::string>> written_words_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_ACTOR_NAME_INDEX_H_
