"""Events of all sorts, as imprecise as sources are."""

import calendar
import datetime

import geometry
import vocabulary
from stubs import event_pb2

_DAY = 86_400
# From here on, for about this long.
_BEGINNING = calendar.timegm((2024, 1, 1, 0, 0, 0))
_DAYS = 900

_DETAILS = ["meeting", "strike", "deployment", "arms_transfer", "statement", "clash", "violence",
            "unrest", "agreement", "other"]


def _timestamp(target, seconds, micros=0):
    target.seconds, target.nanos = int(seconds), micros * 1000


class RandomEvents:
    """`now` is the time in seconds about which the events that test max_age lie."""

    def __init__(self, random, now):
        self.random, self.now = random, now

    def event(self, id):
        random = self.random
        event = event_pb2.Event(id=id, summary=f"made at random, {random.getrandbits(64):x}")
        if random.random() < 0.92:
            getattr(event, random.choice(_DETAILS)).SetInParent()
        event.status = random.choice([0, 1, 2, 3, 3, 3, 4, 5])
        event.verification = random.choice([0, 0, 1, 2, 3, 4, 5])
        event.test = random.random() < 0.05
        if random.random() < 0.9:
            self._occurred(event.occurred)
        for _ in range(random.choice([0, 1, 1, 1, 2, 2, 3])):
            self._place(event.places.add())
        for _ in range(random.choice([0, 1, 2, 2, 3])):
            self._participant(event.participants.add())
        self._sources(event)
        self._casualties(event)
        event.tags.extend(random.sample(vocabulary.TAGS, random.choice([0, 0, 1, 2])))
        for scheme, code in random.sample(vocabulary.CODES, random.choice([0, 0, 1, 2])):
            event.codes.add(scheme=scheme, code=code)
        if random.random() < 0.3:
            event.extraction.run_id = random.choice(vocabulary.RUNS)
        return event

    def _occurred(self, span):
        random = self.random
        span.precision = random.randrange(8)
        if span.precision == event_pb2.TIME_PRECISION_UNKNOWN:
            return
        day = _BEGINNING + random.randrange(_DAYS) * _DAY
        if random.random() < 0.15:
            # Half a day from every whole number of days ago.
            _timestamp(span.start, self.now - random.randrange(40) * _DAY - _DAY // 2)
        elif span.precision == event_pb2.TIME_PRECISION_WEEK:
            # A Monday: 1970 began on a Thursday.
            _timestamp(span.start, day - (day // _DAY + 3) % 7 * _DAY)
        else:
            _timestamp(span.start, self._aligned(day, span.precision))
        if random.random() < 0.3 or span.precision == event_pb2.TIME_PRECISION_WEEK:
            width = random.choice([0, 1, 3600, _DAY, 3 * _DAY, 40 * _DAY, 500 * _DAY])
            _timestamp(span.end, span.start.seconds + width, span.start.nanos // 1000)
        span.lasting = random.random() < 0.3
        span.open_start = random.random() < 0.15
        span.open_end = random.random() < 0.15

    def _aligned(self, day, precision):
        """The beginning of a unit, mostly."""
        random = self.random
        if random.random() < 0.3:
            return day + random.randrange(_DAY)
        date = datetime.datetime.utcfromtimestamp(day)
        if precision == event_pb2.TIME_PRECISION_MONTH:
            return day - (date.day - 1) * _DAY
        if precision == event_pb2.TIME_PRECISION_YEAR:
            return calendar.timegm((date.year, 1, 1, 0, 0, 0))
        if precision == event_pb2.TIME_PRECISION_HOUR:
            return day + random.randrange(24) * 3600
        return day

    def _place(self, place):
        random = self.random
        place.role = random.choice([0, 1, 1, 2, 2, 3, 4, 5])
        random.choice([self._point, self._point, self._city, self._city, self._coarse,
                       self._coarse, self._coarse, self._near, self._either, self._unread,
                       self._anywhere])(place)

    def _set_point(self, place, point, spread_km):
        lat, lon = geometry.destination(point, self.random.uniform(0, 360),
                                        self.random.uniform(0, spread_km))
        place.point.lat, place.point.lon = round(lat, 6), round(lon, 6)

    def _some_region(self):
        return self.random.choice(vocabulary.COUNTRIES + vocabulary.PROVINCES)

    def _point(self, place):
        random = self.random
        place.precision = random.choice([
            event_pb2.PLACE_PRECISION_POINT, event_pb2.PLACE_PRECISION_SETTLEMENT,
            event_pb2.PLACE_PRECISION_UNSPECIFIED])
        if random.random() < 0.15:
            self._set_point(place, random.choice(vocabulary.OPEN_SEA), 100)
        else:
            self._set_point(place, random.choice(self._some_region().within), 300)
        if random.random() < 0.3:
            place.radius_km = random.choice([1, 20, 150, 1000])

    def _city(self, place):
        place.name, place.country = self.random.choice(vocabulary.CITIES)
        place.precision = event_pb2.PLACE_PRECISION_SETTLEMENT
        if self.random.random() < 0.2:
            place.radius_km = 0

    def _coarse(self, place):
        if self.random.random() < 0.5:
            region = self.random.choice(vocabulary.COUNTRIES)
            place.precision = event_pb2.PLACE_PRECISION_COUNTRY
        else:
            region = self.random.choice(vocabulary.PROVINCES)
            place.precision = self.random.choice([
                event_pb2.PLACE_PRECISION_ADMIN1, event_pb2.PLACE_PRECISION_ADMIN2,
                event_pb2.PLACE_PRECISION_AREA])
        place.name, place.country = region.name, region.country

    def _near(self, place):
        """Its point never narrows it below its province."""
        region = self.random.choice(vocabulary.PROVINCES)
        place.precision = self.random.choice([
            event_pb2.PLACE_PRECISION_NEAR, event_pb2.PLACE_PRECISION_ADMIN2])
        self._set_point(place, self.random.choice(region.within), 5)

    def _either(self, place):
        """X or Y."""
        names = [region.name for region in vocabulary.COUNTRIES]
        place.precision = event_pb2.PLACE_PRECISION_COUNTRY
        if self.random.random() < 0.4:
            names = [region.name for region in vocabulary.PROVINCES]
            place.precision = event_pb2.PLACE_PRECISION_ADMIN1
        place.alternatives.extend(
            self.random.sample(names + vocabulary.UNREAD_PLACES, self.random.choice([1, 2, 3])))
        if self.random.random() < 0.3:
            place.name = self.random.choice(names)

    def _unread(self, place):
        place.name = self.random.choice(vocabulary.UNREAD_PLACES)
        place.precision = event_pb2.PLACE_PRECISION_SETTLEMENT
        if self.random.random() < 0.4:
            self._set_point(place, self.random.choice(self._some_region().within), 100)
        elif self.random.random() < 0.4:
            place.country = self.random.choice(vocabulary.COUNTRIES).country
            place.precision = event_pb2.PLACE_PRECISION_ADMIN1

    def _anywhere(self, place):
        place.precision = event_pb2.PLACE_PRECISION_UNKNOWN

    def _participant(self, participant):
        participant.name, participant.represents = self.random.choice(vocabulary.ACTORS)
        participant.role = self.random.randrange(10)

    def _sources(self, event):
        for i in range(self.random.choice([0, 1, 1, 2])):
            event.sources.add(key=f"s{i}", publisher=self.random.choice(vocabulary.PUBLISHERS),
                              attribution=self.random.choice(vocabulary.ATTRIBUTIONS + [""]))

    def _casualties(self, event):
        """Of one or two sides; rival readings where sources differ."""
        random = self.random
        if random.random() < 0.4:
            return
        keys = [source.key for source in event.sources]
        for _ in range(random.choice([1, 1, 2, 3])):
            casualties = event.casualties.add(side=random.choice(["", "Redland", "Blueland"]))
            if keys and len(keys) > 1:
                target = random.choice([casualties, casualties.killed])
                target.said_by.append(random.choice(keys))
            if random.random() < 0.85:
                self._estimate(casualties.killed)
            else:
                casualties.wounded.best = 3

    def _estimate(self, estimate):
        estimate.SetInParent()
        numbers = sorted(self.random.choice([0, 1, 2, 3, 5, 8, 13, 50]) for _ in range(3))
        for name, number in zip(("low", "best", "high"), numbers):
            if self.random.random() < 0.5:
                setattr(estimate, name, number)
