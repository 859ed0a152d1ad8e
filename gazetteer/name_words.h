// The words of a name, each as it is compared: by its key, in Latin letters, by its sound.
#ifndef SITREP_GAZETTEER_NAME_WORDS_H_
#define SITREP_GAZETTEER_NAME_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace sitrep {

// How closely two words must agree, the closest first.
enum class NameLevel { kKey, kLatin, kSound };
inline constexpr NameLevel kNameLevels[] = {NameLevel::kKey, NameLevel::kLatin, NameLevel::kSound};

// One word. `latin` is empty for scripts whose letters do not tell the sound well enough (Chinese,
// Arabic, ...): such names match through their own aliases, not through guesses.
struct NameWord {
  std::string key;
  std::string latin;

  std::string at(NameLevel level) const;
};

std::vector<NameWord> NameWords(absl::string_view name);

// The words at one level with a space between each; empty if any of them is empty.
std::string JoinWords(const std::vector<NameWord>& words, NameLevel level);

// Whether the name is two to four capital letters and nothing else. Such a name is often a common
// word when it is written small (CAR, LeT, MOM).
bool IsAcronym(absl::string_view name);

// Whether the name has letters with case and all of them are small.
bool IsAllSmall(absl::string_view name);

// What a word in plain lower-case Latin letters sounds like, so that the usual transliterations of
// one name agree: Lavrov, Lawrow, Lavroff; Zelensky, Selenskyj; Lukashenko, Loukachenko. Vowels are
// kept, coarsely: Putin is not Patton.
std::string SoundKey(absl::string_view latin);

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_NAME_WORDS_H_
