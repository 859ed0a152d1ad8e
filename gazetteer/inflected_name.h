// The dictionary forms of names that stand in a sentence: "на Харківщині", "в Курской области".
#ifndef SITREP_GAZETTEER_INFLECTED_NAME_H_
#define SITREP_GAZETTEER_INFLECTED_NAME_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace sitrep {

// The name without what a sentence puts around it: a preposition before it, a Turkish case after an
// apostrophe, an English or German possessive, a Hebrew or Arabic prefix, a Korean or Japanese
// particle after it. The name itself if there is nothing of the kind. The rest has at least two
// characters.
std::string WithoutSentence(absl::string_view name);

// The keys that a key (NameKey) in an oblique case may have in the nominative, the key itself not
// among them: for Russian, Ukrainian and Belarusian in Cyrillic, and, `latin` given, for Polish,
// Czech, Slovak and South Slavic names. They over-generate: each has to be found to mean anything.
// Each word is put into the nominative by itself; at most kBaseFormsMax, those that change the
// fewest words first, and none for more than four words.
std::vector<std::string> BaseForms(absl::string_view key, bool latin);

inline constexpr int kBaseFormsMax = 300;

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_INFLECTED_NAME_H_
