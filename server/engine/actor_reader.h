// Reads names of actors by one dictionary, for events that come in.
#ifndef SITREP_SERVER_ENGINE_ACTOR_READER_H_
#define SITREP_SERVER_ENGINE_ACTOR_READER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gazetteer/actor_dictionary.h"
#include "server/engine/name_cache.h"

namespace sitrep {

// Remembers what names were read as; since it has one dictionary only, what it remembers stays
// right. Thread-safe.
class ActorReader {
 public:
  // What a name was read as.
  struct Reading {
    // The actor, then what it belongs to; empty if the name stays unread.
    std::vector<std::string> ids;
    // If it is ambiguous, whom it may mean.
    std::vector<std::string> candidates;
  };

  explicit ActorReader(std::shared_ptr<const ActorDictionary> dictionary);

  std::shared_ptr<const Reading> ReadForIngest(absl::string_view name) const;

  // Lives as long as the reader.
  const ActorDictionary& dictionary() const { return *dictionary_; }

 private:
  const std::shared_ptr<const ActorDictionary> dictionary_;
  mutable NameCache<Reading> known_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_ACTOR_READER_H_
