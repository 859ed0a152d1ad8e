// Words for states and their bodies: adjectives, inhabitants, inflected names, "armed forces of".
#ifndef SITREP_GAZETTEER_STATE_WORDS_H_
#define SITREP_GAZETTEER_STATE_WORDS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace sitrep {

// Patterns of words, each for an actor or a kind of body. All words are name keys. Filled once,
// then any thread may ask.
class StateWords {
 public:
  // A pattern such as "российск*" or "северн* коре*": each word whole or, with a star, a beginning.
  void AddPattern(uint32_t state, absl::string_view pattern);
  // A phrase for a kind of body, such as "foreign ministry".
  void AddPhrase(int body, absl::string_view phrase);

  // The states that these words mean together.
  std::vector<uint32_t> StatesOf(const std::vector<std::string>& words) const;
  // Whether the word occurs in a pattern of this state.
  bool BelongsTo(uint32_t state, absl::string_view word) const;

  // Where the words hold a phrase for a kind of body.
  struct Phrase {
    int body;
    size_t begin, end;  // words
  };
  // All phrases in the words, the longest first.
  std::vector<Phrase> PhrasesIn(const std::vector<std::string>& words) const;

  // For scripts without spaces: splits a word that ends in a phrase. Every way to split, the
  // longest phrase first: what stands before, and the kind of body.
  std::vector<std::pair<std::string, int>> SplitPhrase(absl::string_view word) const;

 private:
  struct Word {
    std::string text;
    bool stem;
    bool Matches(absl::string_view word) const;
  };
  struct Pattern {
    uint32_t state;
    std::vector<Word> words;
  };

  // Patterns without a stem, by their words with spaces between.
  absl::flat_hash_map<std::string, std::vector<uint32_t>> plain_;
  std::vector<Pattern> stems_;
  absl::flat_hash_map<uint32_t, std::vector<Word>> words_of_;
  absl::flat_hash_map<std::string, int> phrases_;
  size_t phrase_words_max_ = 0;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_STATE_WORDS_H_
