// One canonical key for the many ways to write one name.
#ifndef SITREP_GAZETTEER_NAME_KEY_H_
#define SITREP_GAZETTEER_NAME_KEY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace sitrep {

// Changes whenever NameKey or TransliteratedKey gives another key for any name: keys stand in the
// index and in the built gazetteer, which must then be built anew.
inline constexpr int kNameKeyVersion = 2;

// The name without what writers vary: compatibility forms (NFKC), case, accents and vowel points of
// Latin, Greek, Cyrillic, Hebrew and Arabic (marks that distinguish letters in other scripts stay),
// spelling variants of one letter (l with stroke, dotless i, Persian and Arabic yeh and kaf).
// Apostrophes, soft and hard signs written as apostrophes and invisible characters vanish; other
// punctuation, hyphens and white space become single spaces between words. Idempotent.
//
// Empty if no letter or digit remains or the name is not valid UTF-8. Any thread may call it; plain
// ASCII takes a short way (well under 1 us).
std::string NameKey(absl::string_view name);

// The key of the name as written in plain Latin letters (ICU Any-Latin, Latin-ASCII), so that names
// in different alphabets can meet. Chinese characters are read as Mandarin, whatever the language.
// Empty where NameKey is empty. Some 10 us; ASCII as quick as NameKey.
std::string TransliteratedKey(absl::string_view name);

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_NAME_KEY_H_
