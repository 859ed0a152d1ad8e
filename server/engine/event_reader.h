// Reads the names of an event: its places as regions, its participants as actors.
#ifndef SITREP_SERVER_ENGINE_EVENT_READER_H_
#define SITREP_SERVER_ENGINE_EVENT_READER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"
#include "server/engine/name_cache.h"
#include "server/engine/place_reader.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/entry.pb.h"

namespace sitrep {

// Thread-safe. Remembers what names of actors were read as.
class EventReader {
 public:
  // Both must outlive the reader.
  EventReader(const PlaceGazetteer& places, const ActorDictionary& actors);

  // Reads the entry's event, which is checked and has no served fields yet: fills its region and
  // actor ids and the readings beside it. Nothing is guessed: an ambiguous name stays unread, with
  // a warning to its feeder that lists what it may be.
  std::vector<v1::Warning> Read(storage::Entry& entry) const;

 private:
  void ReadParticipant(int index, storage::Entry& entry, std::vector<v1::Warning>& warnings) const;
  // Adds the actor of a name and what it belongs to; false if the name stays unread.
  bool ReadActor(const std::string& name, const std::string& field,
                 google::protobuf::RepeatedPtrField<std::string>& ids,
                 std::vector<v1::Warning>& warnings) const;

  // What a name of an actor was read as.
  struct ActorIds {
    // The actor, then what it belongs to; empty if the name stays unread.
    std::vector<std::string> ids;
    // If it is ambiguous, whom it may mean.
    std::vector<std::string> candidates;
  };
  ActorIds ReadActorName(absl::string_view name) const;

  const PlaceReader places_;
  const ActorDictionary& actors_;
  mutable NameCache<ActorIds> known_actors_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_EVENT_READER_H_
