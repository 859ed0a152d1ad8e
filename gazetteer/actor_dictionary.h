// Names -> actors: states, their bodies, organisations, armed groups, people.
#ifndef SITREP_GAZETTEER_ACTOR_DICTIONARY_H_
#define SITREP_GAZETTEER_ACTOR_DICTIONARY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gazetteer/actor.h"
#include "gazetteer/actor_file.h"
#include "gazetteer/actor_name_index.h"
#include "sitrep/v1/directory_service.pb.h"

namespace sitrep {

// One actor that a name may stand for.
struct ActorCandidate {
  const Actor* actor;  // owned by the dictionary
  v1::MatchedBy matched_by;
  double score;  // 0 to 1, comparable within one answer
};

// What a name was read as when an event comes in.
struct ActorReading {
  const Actor* actor = nullptr;            // none if unknown or ambiguous
  std::vector<ActorCandidate> candidates;  // if ambiguous: what it may be, best first
};

// Reads names of actors in any script. It knows every state by all its CLDR names and codes, for
// each state its government, armed forces, foreign and defence ministry ("Russian Foreign
// Ministry", "Armed Forces of Ukraine"), and what stands in data/actors: bodies, groups and people
// with their aliases. Around the name of a person, titles and what he or she belongs to are noise
// ("Russian Foreign Minister Lavrov"), the order of the parts is free ("PUTIN, Vladimir V."), and a
// surname alone is enough where no one else has it.
//
// Immutable after construction; any number of threads may use one. Pointers to actors live as long
// as the dictionary. Names are UTF-8 and may be anything; what means nothing gives nothing.
class ActorDictionary {
 public:
  // A text in one of the two formats, and how errors call it.
  struct Source {
    std::string file;
    absl::string_view text;  // read only during the call
  };

  // `states` is the table that gazetteer/build/build_states.py writes, `entries` are the readable
  // files (format: data/actors/README.md). INVALID_ARGUMENT names file, line and fault.
  static absl::StatusOr<std::unique_ptr<const ActorDictionary>> Parse(
      const Source& states, const std::vector<Source>& entries);

  // The dictionary that is built into the binary, parsed at the first call.
  static const ActorDictionary& Embedded();

  // What is built in and these entries besides, each an actor or an `also`; they may name each
  // other and built-in ones. INVALID_ARGUMENT names an entry's `where` and the fault. Takes as long
  // as parsing what is built in, some 100 ms.
  static absl::StatusOr<std::unique_ptr<const ActorDictionary>> EmbeddedWith(
      std::vector<ActorEntry> entries);

  ~ActorDictionary();

  // The actor with this id, or null.
  const Actor* Find(absl::string_view id) const;

  // At most `limit` actors that an id or a name may mean, best first; empty if none.
  std::vector<ActorCandidate> Resolve(absl::string_view name, int limit) const;

  // The ids that a name in a filter stands for, best first: an id stands for itself, a name for
  // every actor that bears it, else for those that sound like it. Empty if it means nothing.
  std::vector<std::string> ReadForQuery(absl::string_view name) const;

  // The one actor that a name in an event surely means: only by exact, normalised and
  // transliterated readings. An ambiguous name gives none and the candidates.
  ActorReading ReadForIngest(absl::string_view name) const;

  // The actor, then all that it belongs to or represents, nearest first: Lavrov, the Russian
  // foreign ministry, Russia. Just the id itself for one that is not in the dictionary.
  std::vector<std::string> Closure(absl::string_view id) const;

  // At most `limit` actors with names similar to one that means nothing, best first.
  std::vector<ActorCandidate> Suggest(absl::string_view name, int limit) const;

  size_t size() const { return actors_.size(); }

 private:
  class Builder;

  ActorDictionary();
  static absl::StatusOr<std::unique_ptr<const ActorDictionary>> Build(
      const Source& states, const std::vector<Source>& sources, std::vector<ActorEntry> entries);
  std::vector<ActorCandidate> Candidates(const std::vector<ActorNameIndex::Hit>& hits) const;
  std::vector<ActorCandidate> Sure(absl::string_view name, ActorNameIndex::Acronyms acronyms) const;

  std::vector<Actor> actors_;
  absl::flat_hash_map<std::string, uint32_t> numbers_;  // by id
  std::unique_ptr<const ActorNameIndex> index_;
};

}  // namespace sitrep

#endif  // SITREP_GAZETTEER_ACTOR_DICTIONARY_H_
