// One entry of the actor dictionary.
#ifndef SITREP_GAZETTEER_ACTOR_H_
#define SITREP_GAZETTEER_ACTOR_H_

#include <string>
#include <vector>

namespace sitrep {

struct Actor {
  std::string id;    // "RU" (ISO 3166-1 alpha-2), "Q58217" (Wikidata) or a local one: "mfa:RU"
  std::string kind;  // "state", "person", "organization", ...: see data/actors/README.md
  std::string name;  // for display, in English
  std::vector<std::string> belongs_to;  // ids, what it belongs to or represents, nearest first
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_ACTOR_H_
