"""The naive twin: what an event answers to a filter, written from the meaning alone.

It takes from the server only how names were read (region_ids, actor_ids) and what it recorded
(sequence, time, submitter). An answer is NO, POSSIBLE or CERTAIN; UNCLEAR where a place lies so near
an edge, or its outline is known so coarsely, that the twin can't tell: such pairs are not compared.
"""

import calendar
import collections
import datetime
import math
import unicodedata

import geometry
import vocabulary
from stubs import event_pb2, filter_pb2

NO, POSSIBLE, CERTAIN = 0, 1, 2
UNCLEAR = None

INFINITY = 1 << 62
# Between readings of the clock of ours and of the server.
AGE_MARGIN_US = 600 * 1_000_000

_PRECISE = (event_pb2.PLACE_PRECISION_POINT, event_pb2.PLACE_PRECISION_SETTLEMENT)
_REGIONS = {region.id: region for region in vocabulary.COUNTRIES + vocabulary.PROVINCES}
_SAMPLES = {id: geometry.cap_samples(region.center, region.reach_km)
            for id, region in _REGIONS.items()}


def micros(timestamp):
    return timestamp.seconds * 1_000_000 + timestamp.nanos // 1000


def folded(text):
    """Without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text)
                   if not unicodedata.combining(c)).casefold()


# An event as the predicates see it. `end` is exclusive; `dated` is false for UNKNOWN.
Span = collections.namedtuple("Span", "dated start end lasting open_start open_end")
PlaceFact = collections.namedtuple(
    "PlaceFact", "role region_ids point radius_km anywhere unread alternatives")


def span_of(event):
    span = event.occurred
    if not event.HasField("occurred") or span.precision == event_pb2.TIME_PRECISION_UNKNOWN:
        return Span(False, 0, 0, False, False, False)
    start = micros(span.start)
    end = micros(span.end) if span.HasField("end") else _following(start, span.precision)
    return Span(True, start, max(end, start + 1), span.lasting, span.open_start, span.open_end)


def _following(start, precision):
    """The end of the unit that begins at the start, or that the start lies in."""
    time = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=start)
    if precision == event_pb2.TIME_PRECISION_HOUR:
        end = time.replace(minute=0, second=0, microsecond=0) + datetime.timedelta(hours=1)
    elif precision == event_pb2.TIME_PRECISION_DAY:
        end = time.replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
    elif precision == event_pb2.TIME_PRECISION_WEEK:
        end = time + datetime.timedelta(days=7)
    elif precision == event_pb2.TIME_PRECISION_MONTH:
        end = datetime.datetime(time.year + time.month // 12, time.month % 12 + 1, 1)
    elif precision == event_pb2.TIME_PRECISION_YEAR:
        end = datetime.datetime(time.year + 1, 1, 1)
    else:
        return start + 1
    return calendar.timegm(end.timetuple()) * 1_000_000


def bounds_of(estimate):
    """(lower, upper), both inclusive."""
    low, best, high = (getattr(estimate, name) if estimate.HasField(name) else None
                       for name in ("low", "best", "high"))
    lower = low if low is not None else best if best is not None else 0
    upper = high if high is not None else best if low is None and best is not None else INFINITY
    return lower, upper


def killed_of(event):
    """Bounds over all casualties; None if nobody says anything about dead."""
    sides = {}
    for casualties in event.casualties:
        if casualties.HasField("killed"):
            said_by = tuple(sorted(casualties.killed.said_by or casualties.said_by))
            sides.setdefault(casualties.side, {}).setdefault(said_by, []).append(
                bounds_of(casualties.killed))
    if not sides:
        return None
    total_lower, total_upper = 0, 0
    for readings in sides.values():
        sums = [(sum(lower for lower, _ in parts), sum(upper for _, upper in parts))
                for parts in readings.values()]
        total_lower += min(lower for lower, _ in sums)
        total_upper += max(upper for _, upper in sums)
    return total_lower, min(total_upper, INFINITY)


class Facts:
    """A revision: the event as it was submitted, with how the server read it."""

    def __init__(self, event, served, names):
        self.event, self.sequence = event, served.record.sequence
        self.id, self.test = event.id, event.test
        self.recorded = micros(served.record.recorded_at)
        self.submitted_by = served.record.submitted_by
        self.kind = event_pb2.Kind.Value(
            "KIND_" + (event.WhichOneof("detail") or "unspecified").upper())
        self.span = span_of(event)
        self.killed = killed_of(event)
        self.publishers = {folded(source.publisher) for source in event.sources}
        self.attributions = {folded(source.attribution) for source in event.sources}
        self.codes = {(code.scheme, code.code) for code in event.codes}
        self.tags = set(event.tags)
        self.places = [_place_fact(mine, theirs, names)
                       for mine, theirs in zip(event.places, served.places)]
        self.participants = [
            (mine.role, set(theirs.actor_ids) | {mine.name, mine.represents})
            for mine, theirs in zip(event.participants, served.participants)]

    def position(self):
        """Where it stands in a list, oldest first; undated ones last."""
        return (self.span.start, self.sequence)


def _place_fact(mine, theirs, names):
    region_ids = list(theirs.region_ids)
    city = bool(region_ids) and region_ids[0].startswith("geonames:")
    precise = mine.precision in _PRECISE or (
        mine.precision == event_pb2.PLACE_PRECISION_UNSPECIFIED
        and (city or (mine.HasField("point") and not mine.name)))
    point = None
    if precise and mine.HasField("point"):
        point = (mine.point.lat, mine.point.lon)
    elif precise and city:
        point = names.point(region_ids[0])
    return PlaceFact(
        role=mine.role or event_pb2.PLACE_ROLE_SITE, region_ids=region_ids, point=point,
        radius_km=mine.radius_km, anywhere=mine.precision == event_pb2.PLACE_PRECISION_UNKNOWN,
        unread=mine.name if mine.name in vocabulary.UNREAD_PLACES else None,
        alternatives=[(name, names.reading(name, mine.precision)) for name in mine.alternatives])


class Question:
    """A filter, prepared once."""

    def __init__(self, filter, names):
        self.filter = filter
        self.roles = set(filter.place_roles) or {
            event_pb2.PLACE_ROLE_SITE, event_pb2.PLACE_ROLE_TARGET, event_pb2.PLACE_ROLE_ORIGIN,
            event_pb2.PLACE_ROLE_DESTINATION}
        self.regions = set(filter.regions)
        self.around = {id for region in filter.regions for id in names.ancestors(region)}
        self.area = _area_of(filter.area)
        self.coarse = {} if self.area is None else {
            id: _relation(self.area, region) for id, region in _REGIONS.items()}
        self.publishers = {folded(name) for name in filter.publishers}
        self.attributions = {folded(name) for name in filter.attributions}
        self.codes = {(code.scheme, code.code) for code in filter.codes}
        self.ids = set(filter.ids)
        self.exclude = Question(filter.exclude, names) if filter.HasField("exclude") else None


def _area_of(area):
    shape = area.WhichOneof("shape")
    if shape == "circle":
        return geometry.Circle((area.circle.center.lat, area.circle.center.lon),
                               area.circle.radius_km)
    if shape == "box":
        box = area.box
        return geometry.Box(box.south, box.west, box.north, box.east)
    if shape == "polygon":
        rings = [[(point.lat, point.lon) for point in ring.points] for ring in area.polygon.rings]
        vertices = [geometry.vector(point) for point in rings[0]]
        total = [sum(axis) for axis in zip(*vertices)]
        size = sum(x * x for x in total) ** 0.5
        x, y, z = (value / size for value in total)
        center = (math.degrees(math.asin(z)), math.degrees(math.atan2(y, x)))
        return geometry.Polygon(center, rings)
    return None


def _relation(area, region):
    """How a region's outline lies to an area, where that is obvious."""
    deep = [area.inside_km(point) for point in region.within]
    if any(km > 30 for km in deep) and any(km < -30 for km in deep):
        return POSSIBLE
    # A cap whose centre is so far outside can't meet the area.
    if area.inside_km(region.center) < -(region.reach_km + 100):
        return NO
    if isinstance(area, geometry.Polygon):
        return UNCLEAR
    if all(area.inside_km(point) > 150 for point in _SAMPLES[region.id]):
        return CERTAIN
    return UNCLEAR


class Twin:
    """One method for each field of the filter, in the terms of the contract."""

    def verdict(self, facts, question, now):
        """(answer, names of the fields that are only possible)."""
        filter = question.filter
        if facts.test and not filter.include_test:
            return NO, ()
        return self.verdict_without_hiding(facts, question, now)

    def verdict_without_hiding(self, facts, question, now):
        uncertain, unclear = [], False
        for field, method in self.fields(question):
            answer = method(facts, question, now)
            if answer == NO:
                return NO, ()
            if answer is UNCLEAR:
                unclear = True
            elif answer == POSSIBLE:
                uncertain.append(field)
        if unclear:
            return UNCLEAR, ()
        return (POSSIBLE if uncertain else CERTAIN), tuple(sorted(uncertain))

    def fields(self, question):
        cached = getattr(question, "methods", None)
        if cached is None or cached[0] is not type(self):
            given = [field.name for field, _ in question.filter.ListFields()]
            question.methods = cached = (type(self), [
                (name, getattr(self, name)) for name in given
                if name not in ("match", "include_test", "include_retracted", "place_roles")])
        return cached[1]

    def occurred(self, facts, question, now):
        interval = question.filter.occurred
        start = micros(interval.start) if interval.HasField("start") else -INFINITY
        end = micros(interval.end) if interval.HasField("end") else INFINITY
        return self.time(facts.span, start, end)

    def time(self, span, start, end):
        if not span.dated:
            return POSSIBLE
        extended_start = -INFINITY if span.open_start else span.start
        extended_end = INFINITY if span.open_end else span.end
        if not (extended_start < end and start < extended_end):
            return NO
        if span.lasting:
            return CERTAIN if span.start < end and start < span.end else POSSIBLE
        return CERTAIN if start <= extended_start and extended_end <= end else POSSIBLE

    def recorded(self, facts, question, now):
        interval = question.filter.recorded
        after = not interval.HasField("start") or micros(interval.start) <= facts.recorded
        before = not interval.HasField("end") or facts.recorded < micros(interval.end)
        return CERTAIN if after and before else NO

    def max_age(self, facts, question, now):
        if not facts.span.dated:
            return POSSIBLE
        age = now - facts.span.start
        limit = question.filter.max_age.seconds * 1_000_000
        if abs(age - limit) < AGE_MARGIN_US:
            return UNCLEAR
        if age > limit:
            return NO
        return POSSIBLE if facts.span.open_start else CERTAIN

    def regions(self, facts, question, now):
        return self.best(facts, question, self.place_in_regions)

    def area(self, facts, question, now):
        return self.best(facts, question, self.place_in_area)

    def best(self, facts, question, answer_of):
        best, unclear = NO, False
        for place in facts.places:
            if place.role in question.roles:
                answer = answer_of(place, question)
                if answer is UNCLEAR:
                    unclear = True
                else:
                    best = max(best, answer)
        return UNCLEAR if unclear and best != CERTAIN else best

    def place_in_regions(self, place, question):
        if place.unread in question.regions or question.regions.intersection(place.region_ids):
            return CERTAIN
        if place.anywhere:
            return POSSIBLE
        if place.region_ids and place.region_ids[0] in question.around:
            return POSSIBLE
        for name, region_ids in place.alternatives:
            if name in question.regions or question.regions.intersection(region_ids):
                return POSSIBLE
        return NO

    def place_in_area(self, place, question):
        answers = [self.place_itself_in_area(place, question)]
        for _, region_ids in place.alternatives:
            relation = self.outline(region_ids, question)
            answers.append(min(relation, POSSIBLE) if relation is not UNCLEAR else UNCLEAR)
        if CERTAIN in answers:
            return CERTAIN
        if answers[0] is UNCLEAR:
            return UNCLEAR
        if POSSIBLE in answers:
            return POSSIBLE
        return UNCLEAR if UNCLEAR in answers else NO

    def place_itself_in_area(self, place, question):
        if place.anywhere:
            return UNCLEAR if place.region_ids else POSSIBLE
        if place.point is not None:
            return self.disc(question.area, place.point, place.radius_km)
        return self.outline(place.region_ids, question)

    def outline(self, region_ids, question):
        return question.coarse.get(region_ids[0], UNCLEAR) if region_ids else NO

    def disc(self, area, point, radius_km):
        inside_km = area.inside_km(point)
        margin_km = 0.5 + 0.002 * (abs(inside_km) + radius_km)
        if abs(abs(inside_km) - radius_km) < margin_km:
            return UNCLEAR
        if abs(inside_km) < radius_km:
            return POSSIBLE
        return CERTAIN if inside_km > 0 else NO

    def takes_part(self, facts, names, roles=()):
        return any((not roles or role in roles) and not actors.isdisjoint(names)
                   for role, actors in facts.participants)

    def actors(self, facts, question, now):
        return CERTAIN if all(self.takes_part(facts, [name])
                              for name in question.filter.actors) else NO

    def any_actors(self, facts, question, now):
        return CERTAIN if self.takes_part(facts, question.filter.any_actors) else NO

    def participants(self, facts, question, now):
        return CERTAIN if all(self.takes_part(facts, [clause.name], clause.roles)
                              for clause in question.filter.participants) else NO

    def kinds(self, facts, question, now):
        return CERTAIN if facts.kind in question.filter.kinds else NO

    def statuses(self, facts, question, now):
        return self.unless_unsaid(facts.event.status, question.filter.statuses)

    def verifications(self, facts, question, now):
        return self.unless_unsaid(facts.event.verification, question.filter.verifications)

    def unless_unsaid(self, value, asked):
        return POSSIBLE if value == 0 else CERTAIN if value in asked else NO

    def publishers(self, facts, question, now):
        return NO if facts.publishers.isdisjoint(question.publishers) else CERTAIN

    def attributions(self, facts, question, now):
        return NO if facts.attributions.isdisjoint(question.attributions) else CERTAIN

    def tags(self, facts, question, now):
        return NO if facts.tags.isdisjoint(question.filter.tags) else CERTAIN

    def codes(self, facts, question, now):
        return NO if facts.codes.isdisjoint(question.codes) else CERTAIN

    def ids(self, facts, question, now):
        return CERTAIN if facts.id in question.ids else NO

    def submitted_by(self, facts, question, now):
        return CERTAIN if facts.submitted_by in question.filter.submitted_by else NO

    def run_ids(self, facts, question, now):
        return CERTAIN if facts.event.extraction.run_id in question.filter.run_ids else NO

    def min_killed(self, facts, question, now):
        if facts.killed is None:
            return NO
        lower, upper = facts.killed
        least = question.filter.min_killed
        return CERTAIN if lower >= least else POSSIBLE if upper >= least else NO

    def exclude(self, facts, question, now):
        answer, _ = self.verdict_without_hiding(facts, question.exclude, now)
        return UNCLEAR if answer is UNCLEAR else CERTAIN - answer


def wants(filter, answer):
    return answer == CERTAIN or (answer == POSSIBLE and filter.match == filter_pb2.MATCH_POSSIBLE)
