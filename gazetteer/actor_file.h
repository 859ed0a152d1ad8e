// The readable files of data/actors, taken apart into entries. Format: data/actors/README.md.
#ifndef SITREP_GAZETTEER_ACTOR_FILE_H_
#define SITREP_GAZETTEER_ACTOR_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace sitrep {

// One paragraph of a file.
struct ActorEntry {
  std::string where;  // "people.txt:12", the paragraph's first line
  std::string id;
  std::string kind;
  std::string name;
  std::vector<std::string> belongs_to;  // `of`
  bool whole = false;
  std::string body_kind;                // `kind` of a body
  std::vector<std::string> names;       // of all languages, `name` not among them
  std::vector<std::string> adjectives;  // `adj`
  std::vector<std::string> phrases;
  std::vector<std::string> words;
};

// The entries of one readable file. INVALID_ARGUMENT names `file`, line and fault.
absl::StatusOr<std::vector<ActorEntry>> ParseActorFile(absl::string_view file,
                                                       absl::string_view text);

// The states and territories of the built table, with their three-letter codes in `words`.
// INVALID_ARGUMENT as above.
absl::StatusOr<std::vector<ActorEntry>> ParseStateTable(absl::string_view file,
                                                        absl::string_view text);

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_ACTOR_FILE_H_
