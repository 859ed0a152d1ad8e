// The key under which a name that stands for itself is stored and sought.
#ifndef SITREP_SERVER_ENGINE_SEARCH_KEY_H_
#define SITREP_SERVER_ENGINE_SEARCH_KEY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "gazetteer/name_key.h"

namespace sitrep {

// Its NameKey; a name of which that leaves nothing (symbols only) is its own key. Empty only for
// "".
inline std::string SearchKey(absl::string_view name) {
  std::string key = NameKey(name);
  return key.empty() ? std::string(name) : key;
}

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_SEARCH_KEY_H_
