"""Filters of all sorts; their bounds are often exactly those of some event."""

import geometry
import vocabulary
from stubs import filter_pb2

_DAY_US = 86_400 * 1_000_000


def _set_micros(timestamp, micros):
    timestamp.seconds, timestamp.nanos = micros // 1_000_000, micros % 1_000_000 * 1000


class RandomFilters:
    """`history` are the facts of the events that the filters will meet."""

    def __init__(self, random, history, region_ids):
        self.random, self.history, self.region_ids = random, history, region_ids
        self.dated = [facts for facts in history if facts.span.dated]
        self.makers = [self._occurred, self._occurred, self._occurred, self._recorded,
                       self._max_age, self._regions, self._regions, self._regions, self._area,
                       self._area, self._area, self._actors, self._any_actors, self._participants,
                       self._kinds, self._kinds, self._statuses, self._verifications,
                       self._publishers, self._attributions, self._tags, self._codes, self._ids,
                       self._run_ids, self._submitted_by, self._min_killed, self._min_killed]

    def filter(self):
        random = self.random
        filter = filter_pb2.Filter(match=random.choice([0, 1, 2, 2, 2]))
        filter.include_test = random.random() < 0.3
        for make in random.sample(self.makers, random.choice([0, 1, 1, 2, 2, 3])):
            make(filter)
        if random.random() < 0.3:
            filter.place_roles.extend(random.sample(range(1, 6), random.choice([1, 2, 4])))
        if random.random() < 0.25:
            for make in random.sample(self.makers, random.choice([1, 1, 2])):
                make(filter.exclude)
        return filter

    def _some(self, values, most=3):
        return self.random.sample(values, self.random.randint(1, min(most, len(values))))

    def _instant(self):
        span = self.random.choice(self.dated).span
        return self.random.choice([span.start, span.end]) + self.random.choice([0, 0, 0, 1, -1])

    def _interval(self, interval, start, width):
        interval.Clear()
        if self.random.random() < 0.8:
            _set_micros(interval.start, start)
        if self.random.random() < 0.7 or not interval.HasField("start"):
            _set_micros(interval.end, start + width)

    def _occurred(self, filter):
        width = self.random.choice([1, 3600 * 1_000_000, _DAY_US, 10 * _DAY_US, 31 * _DAY_US,
                                    400 * _DAY_US])
        start, other = self._instant(), self._instant()
        # Both ends where something begins or ends, or only one.
        if self.random.random() < 0.4 and start != other:
            start, width = min(start, other), abs(start - other)
        self._interval(filter.occurred, start, width)

    def _recorded(self, filter):
        first, second = sorted(facts.recorded for facts in self.random.sample(self.history, 2))
        self._interval(filter.recorded, first, max(1, second - first))

    def _max_age(self, filter):
        filter.max_age.seconds = self.random.choice([5, 20, 45, 400, 700]) * 86_400

    def _regions(self, filter):
        filter.regions.extend(self._some(self.region_ids + vocabulary.UNREAD_PLACES[:2]))

    def _somewhere(self):
        random = self.random
        if random.random() < 0.15:
            return random.choice(vocabulary.OPEN_SEA + [(89.5, 20.0), (-89.0, 0.0)])
        region = random.choice(vocabulary.COUNTRIES + vocabulary.PROVINCES)
        return geometry.destination(random.choice(region.within), random.uniform(0, 360),
                                    random.uniform(0, 300))

    def _area(self, filter):
        filter.area.Clear()
        self.random.choice([self._circle, self._box, self._polygon])(filter.area)

    def _circle(self, area):
        lat, lon = self._somewhere()
        area.circle.center.lat, area.circle.center.lon = lat, lon
        area.circle.radius_km = self.random.choice([5, 60, 300, 800, 2500, 6000])

    def _box(self, area):
        random = self.random
        lat, lon = self._somewhere()
        height = random.choice([0.5, 4, 15, 40])
        width = random.choice([0.5, 4, 15, 60, 150, 360])
        area.box.south, area.box.north = max(-90.0, lat - height), min(90.0, lat + height)
        if width == 360:
            area.box.west, area.box.east = -180, 180
        else:
            area.box.west = (lon - width / 2 + 540) % 360 - 180
            area.box.east = (lon + width / 2 + 540) % 360 - 180

    def _polygon(self, area):
        """A star around a centre, perhaps with a hole in it."""
        random = self.random
        center = self._somewhere()
        count = random.choice([6, 8, 12])
        size_km = random.choice([40, 300, 1200])
        self._ring(area.polygon, center, count, size_km, 2 * size_km)
        if random.random() < 0.3:
            self._ring(area.polygon, center, count, 0.2 * size_km, 0.5 * size_km)

    def _ring(self, polygon, center, count, near_km, far_km):
        points = [geometry.destination(center, (i + self.random.uniform(-0.2, 0.2)) * 360 / count,
                                       self.random.uniform(near_km, far_km)) for i in range(count)]
        if self.random.random() < 0.5:
            points.reverse()
        if self.random.random() < 0.5:
            points.append(points[0])
        ring = polygon.rings.add()
        for lat, lon in points:
            ring.points.add(lat=lat, lon=lon)

    def _actors(self, filter):
        filter.actors.extend(self._some(vocabulary.ACTOR_IDS + vocabulary.UNREAD_ACTORS, 2))

    def _any_actors(self, filter):
        filter.any_actors.extend(self._some(vocabulary.ACTOR_IDS + vocabulary.UNREAD_ACTORS))

    def _participants(self, filter):
        for name in self._some(vocabulary.ACTOR_IDS + vocabulary.UNREAD_ACTORS, 2):
            roles = self.random.sample(range(1, 10), self.random.choice([0, 1, 3]))
            filter.participants.add(name=name, roles=roles)

    def _kinds(self, filter):
        filter.kinds.extend(self._some(range(1, 11), 4))

    def _statuses(self, filter):
        filter.statuses.extend(self._some(range(1, 6), 2))

    def _verifications(self, filter):
        filter.verifications.extend(self._some(range(1, 6), 2))

    def _publishers(self, filter):
        filter.publishers.extend(self._some(vocabulary.PUBLISHERS, 2))

    def _attributions(self, filter):
        filter.attributions.extend(self._some(vocabulary.ATTRIBUTIONS, 2))

    def _tags(self, filter):
        filter.tags.extend(self._some(vocabulary.TAGS + ["omega"], 2))

    def _codes(self, filter):
        for scheme, code in self._some(vocabulary.CODES, 2):
            filter.codes.add(scheme=scheme, code=code)

    def _ids(self, filter):
        ids = sorted({facts.id for facts in self.random.sample(self.history, 30)})
        filter.ids.extend(self._some(ids, 30) + ["no/such/event"])

    def _run_ids(self, filter):
        filter.run_ids.extend(self._some(vocabulary.RUNS, 2))

    def _submitted_by(self, filter):
        filter.submitted_by.append(
            self.random.choice([self.history[0].submitted_by, "somebody else"]))

    def _min_killed(self, filter):
        filter.min_killed = self.random.choice([1, 2, 3, 5, 8, 14, 60])
