// The words for kinds of places around a name: oblast, province, -do, 주, 省.
#ifndef SITREP_GAZETTEER_TYPE_WORDS_H_
#define SITREP_GAZETTEER_TYPE_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace sitrep {

enum class TypeHint {
  kNone,
  kRegion,  // the name is said to be of a province or of a part of a country
  kCity,    // of a city, town or village
};

struct BareName {
  std::string key;  // the name's key without the type words; the whole key if nothing would be left
  TypeHint hint = TypeHint::kNone;
  bool changed = false;  // something was taken off
};

// Takes type words, and the articles and prepositions that tie them to the name, off a key that
// NameKey or TransliteratedKey made: "the kursk region", "region de kursk", "курская область",
// "쿠르스크 주" and "库尔斯克州" all leave the bare name.
BareName WithoutTypeWords(absl::string_view key);

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_TYPE_WORDS_H_
