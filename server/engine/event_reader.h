// Reads the names of an event: its places as regions, its participants as actors.
#ifndef SITREP_SERVER_ENGINE_EVENT_READER_H_
#define SITREP_SERVER_ENGINE_EVENT_READER_H_

#include <string>
#include <vector>

#include "gazetteer/actor_dictionary.h"
#include "gazetteer/place_gazetteer.h"
#include "server/engine/place_reader.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/entry.pb.h"

namespace sitrep {

// An event with what its names were read as, and what its feeder should know about that.
struct EventReading {
  // `event` has its served region and actor ids, but no record yet.
  storage::Entry entry;
  std::vector<v1::Warning> warnings;
};

// Immutable; any number of threads may use one.
class EventReader {
 public:
  // Both must outlive the reader.
  EventReader(const PlaceGazetteer& places, const ActorDictionary& actors);

  // Reads a checked event without served fields. Nothing is guessed: an ambiguous name stays
  // unread, with a warning that lists what it may be.
  EventReading Read(const v1::Event& content) const;

 private:
  void ReadParticipant(int index, EventReading& reading) const;
  // Adds the actor of a name and what it belongs to; false if the name stays unread.
  bool ReadActor(const std::string& name, const std::string& field,
                 google::protobuf::RepeatedPtrField<std::string>& ids,
                 std::vector<v1::Warning>& warnings) const;

  const PlaceReader places_;
  const ActorDictionary& actors_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_EVENT_READER_H_
