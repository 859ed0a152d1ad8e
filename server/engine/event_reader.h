// Reads the names of an event: its places as regions, its participants as actors.
#ifndef SITREP_SERVER_ENGINE_EVENT_READER_H_
#define SITREP_SERVER_ENGINE_EVENT_READER_H_

#include <string>
#include <vector>

#include "gazetteer/place_gazetteer.h"
#include "server/engine/actor_reader.h"
#include "server/engine/current_actors.h"
#include "server/engine/place_reader.h"
#include "sitrep/v1/event_service.pb.h"
#include "storage/entry.pb.h"

namespace sitrep {

// Thread-safe.
class EventReader {
 public:
  // Both must outlive the reader.
  EventReader(const PlaceGazetteer& places, const CurrentActors& actors);

  // Reads the entry's event, which is checked and has no served fields yet: fills its region and
  // actor ids and the readings beside it. Nothing is guessed: an ambiguous name stays unread, with
  // a warning to its feeder that lists what it may be. All names of actors are read by the actors
  // that are current when the call begins.
  std::vector<v1::Warning> Read(storage::Entry& entry) const;

 private:
  const PlaceReader places_;
  const CurrentActors& actors_;
};

}  // namespace sitrep

#endif  // SITREP_SERVER_ENGINE_EVENT_READER_H_
