"""The server against the naive twin: random events and random filters, listed and watched.

    twin_test.py [--seed N] [--events N] [--filters N] [CASE...]

The seed is printed; the same seed and sizes give the same events and filters.
"""

import argparse
import random
import sys
import threading
import time
import unittest

import cases
import twin
import vocabulary
from ledger import Ledger, list_all, submit
from names import Names
from random_events import RandomEvents
from random_filters import RandomFilters
from stubs import event_pb2, event_service_pb2, filter_pb2

OPTIONS = argparse.Namespace(seed=None, events=2000, filters=300, cases=[])
CALL_EVENTS_MAX = 100
LIVE_WATCHERS = 8

CREATED = event_service_pb2.CHANGE_TYPE_CREATED
AMENDED = event_service_pb2.CHANGE_TYPE_AMENDED
EXITED = event_service_pb2.CHANGE_TYPE_EXITED


class World:
    """A server full of random events, the twin's copy of them, and random filters."""

    def __init__(self, options):
        seed = random.SystemRandom().getrandbits(32) if options.seed is None else options.seed
        print(f"--seed {seed} --events {options.events} --filters {options.filters}",
              file=sys.stderr, flush=True)
        self.random = random.Random(seed)
        self.ledger = Ledger()
        self.names = Names(self.ledger)
        self.now = int(time.time())
        # By sequence.
        self.submitted = {}
        self.call_ends = {0}
        self.check_vocabulary()
        self.names.learn_alternatives()
        generator = RandomEvents(self.random, self.now)
        early = self.ingest(generator, options.events // 2, "early")
        # What follows is read from the disk again.
        self.ledger.kill()
        self.ledger.start()
        self.history = self.read_back()
        filters = RandomFilters(self.random, self.history, self.region_ids())
        self.live = [LiveWatch(self.ledger, filters.filter()) for _ in range(LIVE_WATCHERS)]
        self.ingest(generator, options.events - options.events // 2, "late", early)
        self.history = self.read_back()
        filters = RandomFilters(self.random, self.history, self.region_ids())
        self.filters = [filters.filter() for _ in range(options.filters)]
        self.questions = {}

    def check_vocabulary(self):
        """A twin that errs about the map would blame the server."""
        regions = vocabulary.COUNTRIES + vocabulary.PROVINCES
        places = [event_pb2.Place(point={"lat": lat, "lon": lon},
                                  precision=event_pb2.PLACE_PRECISION_POINT)
                  for region in regions for lat, lon in region.within]
        readings = iter(self.names.read(places))
        for region in regions:
            for point in region.within:
                if region.id not in next(readings):
                    raise AssertionError(f"{point} does not lie in {region.id}")

    def ingest(self, generator, count, prefix, others=()):
        """Random calls of random events, of which some amend; the ids."""
        ids, made = list(others), 0
        while made < count:
            events = []
            for _ in range(min(self.random.randint(1, CALL_EVENTS_MAX), count - made)):
                amends = ids and self.random.random() < 0.25
                if not amends:
                    ids.append(f"{prefix}/{made}")
                    made += 1
                events.append(generator.event(self.random.choice(ids) if amends else ids[-1]))
            results = submit(self.ledger, events,
                             on_conflict=event_service_pb2.ON_CONFLICT_AMEND_OWN)
            for event, result in zip(events, results):
                if result.outcome not in (event_service_pb2.OUTCOME_CREATED,
                                          event_service_pb2.OUTCOME_AMENDED):
                    raise AssertionError(f"{result}\n{event}")
                self.submitted[result.sequence] = event
            self.call_ends.add(max(result.sequence for result in results))
        return ids

    def read_back(self):
        """The facts of every revision, in sequence order."""
        changes, _ = watch(self.ledger, filter_pb2.Filter(include_test=True))
        self.served = {change.sequence: change.event for change in changes}
        history = []
        for change in changes:
            mine = self.submitted.setdefault(change.sequence, content_of(change.event))
            history.append(twin.Facts(mine, change.event, self.names))
        self.call_ends |= {sequence for sequence, event in self.submitted.items()
                           if event.id.startswith("probe/")}
        return history

    def region_ids(self):
        """All that places were read as, and what lies around it."""
        return sorted({id for facts in self.history for place in facts.places
                       for id in place.region_ids})

    def question(self, filter):
        key = filter.SerializeToString(deterministic=True)
        if key not in self.questions:
            self.questions[key] = twin.Question(filter, self.names)
        return self.questions[key]

    def current(self):
        """The newest revision of each event."""
        newest = {facts.id: facts for facts in self.history}
        return sorted(newest.values(), key=lambda facts: facts.sequence)


def content_of(event):
    content = event_pb2.Event()
    content.CopyFrom(event)
    content.ClearField("record")
    for place in content.places:
        place.ClearField("region_ids")
    for participant in content.participants:
        participant.ClearField("actor_ids")
    return content


def watch(ledger, filter, after_sequence=0):
    """(changes, [(mark, how many changes came before it)]) from a sequence to the end."""
    request = event_service_pb2.WatchEventsRequest(filter=filter, after_sequence=after_sequence)
    call = ledger.events.WatchEvents(request, timeout=120)
    changes, marks = [], []
    for message in call:
        changes.extend(message.changes.changes)
        if message.HasField("progress"):
            marks.append((message.progress.sequence, len(changes)))
        if message.HasField("caught_up"):
            marks.append((message.caught_up.sequence, len(changes)))
            break
    call.cancel()
    return changes, marks


class LiveWatch:
    """A watch that runs while events come in."""

    def __init__(self, ledger, filter):
        self.filter, self.changes, self.marks = filter, [], []
        request = event_service_pb2.WatchEventsRequest(
            filter=filter, beginning=True, progress_interval={"nanos": 100_000_000})
        self._call = ledger.events.WatchEvents(request, timeout=300)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        try:
            for message in self._call:
                self.changes.extend(message.changes.changes)
                for mark in ("progress", "caught_up", "fell_behind"):
                    if message.HasField(mark):
                        self.marks.append((getattr(message, mark).sequence, len(self.changes)))
        except Exception as error:  # Cancelled at the end.
            self.error = error

    def finish(self, sequence):
        """Waits for progress to this sequence."""
        deadline = time.monotonic() + 30
        while not (self.marks and self.marks[-1][0] >= sequence) and time.monotonic() < deadline:
            time.sleep(0.05)
        self._call.cancel()
        self._thread.join()


def expected_list(world, some_twin, filter, newest_first):
    """[(facts, answer, uncertain_on)] in order; and the ids that are not to be compared."""
    question, now = world.question(filter), int(time.time() * 1e6)
    found, unclear = [], set()
    for facts in world.current():
        answer, uncertain = some_twin.verdict(facts, question, now)
        if answer is twin.UNCLEAR:
            unclear.add(facts.id)
        elif twin.wants(filter, answer):
            found.append((facts, answer, uncertain))
    found.sort(key=lambda match: match[0].position(), reverse=newest_first)
    # Undated ones come last either way.
    found.sort(key=lambda match: not match[0].span.dated)
    return found, unclear


def expected_changes(world, some_twin, filter):
    """[(sequence, type, answer, uncertain_on)]; and the sequences that are not to be compared."""
    question = world.question(filter)
    before, found, unclear = {}, [], set()
    for facts in world.history:
        verdict = some_twin.verdict(facts, question, facts.recorded)
        old = before.get(facts.id)
        before[facts.id] = verdict
        if verdict[0] is twin.UNCLEAR or (old and old[0] is twin.UNCLEAR):
            unclear.add(facts.sequence)
        elif twin.wants(filter, verdict[0]):
            found.append((facts.sequence, AMENDED if old else CREATED) + verdict)
        elif old and twin.wants(filter, old[0]):
            found.append((facts.sequence, EXITED) + old)
    return found, unclear


def answer_of(match):
    return {filter_pb2.MATCH_CERTAIN: twin.CERTAIN, filter_pb2.MATCH_POSSIBLE: twin.POSSIBLE}[match]


def as_changes(changes, unclear):
    return [(change.sequence, change.type, answer_of(change.match),
             tuple(sorted(change.uncertain_on)))
            for change in changes if change.sequence not in unclear]


def first_difference(mine, theirs):
    """(position, the twin's element, the server's); nothing if there is none."""
    for i in range(max(len(mine), len(theirs))):
        a = mine[i] if i < len(mine) else ()
        b = theirs[i] if i < len(theirs) else ()
        if a != b:
            return i, a, b
    return ()


class TwinTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World(OPTIONS)
        cls.addClassCleanup(cls.world.ledger.close)
        cls.twin = twin.Twin()
        # What the server listed: (filter, newest_first, [(sequence, id, answer, uncertain_on)]).
        cls.lists = []
        cls.list_everything()

    @classmethod
    def list_everything(cls):
        world = cls.world
        for filter in world.filters:
            for newest_first in world.random.choice([[True], [False], [True, False]]):
                order = (event_service_pb2.ORDER_NEWEST_FIRST if newest_first
                         else event_service_pb2.ORDER_OLDEST_FIRST)
                results, _ = list_all(world.ledger, filter, order,
                                      world.random.choice([17, 60, 100, 333, 1000]))
                cls.lists.append((filter, newest_first, [
                    (result.event.record.sequence, result.event.id, answer_of(result.match),
                     tuple(sorted(result.uncertain_on)))
                    for result in results]))

    def compare_list(self, some_twin, filter, newest_first, listed):
        found, unclear = expected_list(self.world, some_twin, filter, newest_first)
        mine = [(facts.sequence, facts.id, answer, uncertain) for facts, answer, uncertain in found]
        theirs = [match for match in listed if match[1] not in unclear]
        return first_difference(mine, theirs), len(unclear)

    def check_same(self, filter, difference):
        if not difference:
            return
        position, mine, theirs = difference
        events = {element[0]: str(self.world.served[element[0]]) for element in (mine, theirs)
                  if element}
        self.fail(f"at {position} the twin has {mine}, the server {theirs}\nfilter:\n{filter}\n"
                  + "\n".join(f"sequence {key}:\n{text}" for key, text in events.items()))

    def test_reading_back_gives_every_revision_once_as_submitted(self):
        sequences = [facts.sequence for facts in self.world.history]
        self.assertEqual(sequences, list(range(1, len(sequences) + 1)))
        for sequence, event in self.world.submitted.items():
            served = content_of(self.world.served[sequence])
            self.assertEqual(served, event)

    def test_killed_is_the_twins(self):
        for facts in self.world.history:
            record = self.world.served[facts.sequence].record
            theirs = twin.bounds_of(record.killed) if record.HasField("killed") else None
            self.assertEqual(theirs, facts.killed, facts.event)
            self.assertEqual(record.kind, facts.kind)

    def test_regions_are_followed_by_what_contains_them(self):
        for facts in self.world.history:
            for place in facts.places:
                if place.region_ids:
                    self.assertEqual(place.region_ids[1:],
                                     self.world.names.ancestors(place.region_ids[0]))

    def test_lists_are_the_twins(self):
        unclear = compared = matches = 0
        for filter, newest_first, listed in self.lists:
            difference, missed = self.compare_list(self.twin, filter, newest_first, listed)
            with self.subTest(newest_first=newest_first):
                self.check_same(filter, difference)
            unclear, compared = unclear + missed, compared + len(self.world.current())
            matches += len(listed)
        print(f"{len(self.lists)} lists, {matches} matches, {unclear / compared:.1%} unclear",
              file=sys.stderr)
        # A twin that knows nothing, or filters that match nothing, would show nothing.
        self.assertLess(unclear / compared, 0.1)
        self.assertGreater(matches, 10 * len(self.lists))

    def check_marks(self, changes, marks, expected, unclear):
        at_mark = 0
        for sequence, delivered in marks:
            self.assertGreaterEqual(sequence, at_mark, "progress went back")
            at_mark = sequence
            self.assertIn(sequence, self.world.call_ends, "progress inside a call")
            sent = {change.sequence for change in changes[:delivered]}
            missing = [change for change in expected
                       if change[0] <= sequence and change[0] not in sent]
            self.assertEqual(missing, [], "progress ahead of a match")

    def test_watches_from_the_beginning_are_the_twins(self):
        for filter in self.world.filters[:max(1, len(self.world.filters) // 2)]:
            changes, marks = watch(self.world.ledger, filter)
            expected, unclear = expected_changes(self.world, self.twin, filter)
            theirs = as_changes(changes, unclear)
            with self.subTest():
                self.check_same(filter, first_difference(expected, theirs))
                self.check_marks(changes, marks, expected, unclear)

    def test_any_sequence_is_a_place_to_resume(self):
        last = self.world.history[-1].sequence
        for filter in self.world.filters[:max(1, len(self.world.filters) // 6)]:
            after = self.world.random.randint(0, last)
            changes, _ = watch(self.world.ledger, filter, after)
            expected, unclear = expected_changes(self.world, self.twin, filter)
            with self.subTest(after=after):
                self.check_same(filter, first_difference(
                    [change for change in expected if change[0] > after],
                    as_changes(changes, unclear)))

    def test_watches_that_saw_it_happen_are_the_twins(self):
        last = self.world.history[-1].sequence
        for live in self.world.live:
            live.finish(last)
            expected, unclear = expected_changes(self.world, self.twin, live.filter)
            theirs = as_changes(live.changes, unclear)
            with self.subTest():
                self.check_same(live.filter, first_difference(expected, theirs))
                self.assertGreaterEqual(live.marks[-1][0], last)
                self.check_marks(live.changes, live.marks, expected, unclear)

    def test_a_twin_that_errs_is_noticed(self):
        """Each of these errors shows in some list; so the comparison can fail."""
        for broken in BROKEN_TWINS:
            with self.subTest(broken.__name__):
                self.assertTrue(any(
                    self.compare_list(broken(), filter, newest_first, listed)[0]
                    for filter, newest_first, listed in self.lists))


class ForgetsOpenEnds(twin.Twin):
    def time(self, span, start, end):
        return super().time(span._replace(open_start=False, open_end=False), start, end)


class TakesLastingForMomentary(twin.Twin):
    def time(self, span, start, end):
        return super().time(span._replace(lasting=False), start, end)


class EndsLater(twin.Twin):
    def time(self, span, start, end):
        # More than a microsecond, which no interval of a random run need end within.
        return super().time(span, start, end + 3_600_000_000)


class KnowsNoUndatedEvents(twin.Twin):
    def time(self, span, start, end):
        return super().time(span, start, end) if span.dated else twin.NO


class TakesCoarsePlacesForSure(twin.Twin):
    def place_in_regions(self, place, question):
        return 2 * min(1, super().place_in_regions(place, question))


class ForgetsAlternatives(twin.Twin):
    def place_in_regions(self, place, question):
        return super().place_in_regions(place._replace(alternatives=[]), question)


class CountsLaunches(twin.Twin):
    def best(self, facts, question, answer_of):
        roles = question.roles
        question.roles = roles | {event_pb2.PLACE_ROLE_LAUNCH}
        try:
            return super().best(facts, question, answer_of)
        finally:
            question.roles = roles


class ForgetsRadius(twin.Twin):
    def disc(self, area, point, radius_km):
        return super().disc(area, point, 0)


class WantsAnyActor(twin.Twin):
    actors = lambda self, facts, question, now: (
        twin.CERTAIN if self.takes_part(facts, question.filter.actors) else twin.NO)


class ForgetsRoles(twin.Twin):
    def takes_part(self, facts, names, roles=()):
        return super().takes_part(facts, names)


class TakesUnsaidForNo(twin.Twin):
    def unless_unsaid(self, value, asked):
        return super().unless_unsaid(value, asked) if value else twin.NO


class NeedsTheUpperBound(twin.Twin):
    def min_killed(self, facts, question, now):
        return max(twin.NO, super().min_killed(facts, question, now) - 1)


class ExcludesPossibleOnes(twin.Twin):
    def exclude(self, facts, question, now):
        answer = super().exclude(facts, question, now)
        return twin.NO if answer == twin.POSSIBLE else answer


class ShowsTests(twin.Twin):
    def verdict(self, facts, question, now):
        return self.verdict_without_hiding(facts, question, now)


BROKEN_TWINS = [
    ForgetsOpenEnds, TakesLastingForMomentary, EndsLater, KnowsNoUndatedEvents,
    TakesCoarsePlacesForSure, ForgetsAlternatives, CountsLaunches, ForgetsRadius, WantsAnyActor,
    ForgetsRoles, TakesUnsaidForNo, NeedsTheUpperBound, ExcludesPossibleOnes, ShowsTests
]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--events", type=int, default=OPTIONS.events)
    parser.add_argument("--filters", type=int, default=OPTIONS.filters)
    parser.add_argument("cases", nargs="*")
    parser.parse_args(namespace=OPTIONS)
    cases.run(OPTIONS.cases)
