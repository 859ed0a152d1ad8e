"""How the server reads names: the one thing that the twin takes from it."""

import vocabulary
from ledger import submit
from stubs import directory_service_pb2, event_pb2, event_service_pb2


class Names:
    def __init__(self, ledger):
        self._ledger = ledger
        self._candidates = {}
        self._readings = {}

    def _candidate(self, id):
        if id not in self._candidates:
            request = directory_service_pb2.ResolvePlacesRequest(names=[id])
            answer = self._ledger.directory_service.ResolvePlaces(request, timeout=20)
            found = [c for c in answer.resolutions[0].candidates if c.id == id]
            self._candidates[id] = found[0] if found else None
        return self._candidates[id]

    def ancestors(self, id):
        """What contains a region; nothing for a name that means nothing."""
        candidate = self._candidate(id)
        return list(candidate.ancestor_ids) if candidate else []

    def point(self, id):
        point = self._candidate(id).point
        return (point.lat, point.lon)

    def read(self, places):
        """The region_ids of places, each in an event of its own."""
        events = [event_pb2.Event(id=f"probe/{place.name}/{place.precision}/{place.point}".replace(
            "\n", " "), places=[place]) for place in places]
        submit(self._ledger, events)
        found = []
        for event in events:
            request = event_service_pb2.GetEventRequest(event_id=event.id)
            served = self._ledger.events.GetEvent(request, timeout=20).event
            found.append(list(served.places[0].region_ids))
        return found

    def learn_alternatives(self):
        """Alternatives are read like a name without help, but are not served."""
        places = [event_pb2.Place(name=region.name, precision=precision)
                  for regions, precision in (
                      (vocabulary.COUNTRIES, event_pb2.PLACE_PRECISION_COUNTRY),
                      (vocabulary.PROVINCES, event_pb2.PLACE_PRECISION_ADMIN1))
                  for region in regions]
        for place, region_ids in zip(places, self.read(places)):
            self._readings[place.name, place.precision] = region_ids

    def reading(self, name, precision):
        return [] if name in vocabulary.UNREAD_PLACES else self._readings[name, precision]
