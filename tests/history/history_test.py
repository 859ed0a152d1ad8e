"""Random writers, amenders and watchers with random filters, cut off, stalled and killed -9; then
each guarantee is checked over what they recorded, and each checker over a record that was damaged.

    history_test.py [--seed N] [--seconds N] [--soak]

With --soak nobody is killed and events come at a steady pace, and the server's memory and
descriptors are compared at the start and at the end.
"""

import argparse
import os
import random
import sys
import time
import unittest

import cases
import guarantees
from guarantees import Stream, Truth
from history import Reader, Watcher, Writer, expected_changes, random_filter
from ledger import Ledger
from stubs import admin_service_pb2, event_service_pb2, filter_pb2

OPTIONS = argparse.Namespace(seed=None, seconds=15.0, soak=False)
WRITERS, WATCHERS, READERS = 3, 10, 2
KILLS_MIN = 3
# What a soak may add in its second half: in an hour, caches are full by then.
SOAK_DESCRIPTORS_MAX = 20
SOAK_MIB_MAX = 96


def resident_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


class HistoryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.seed = OPTIONS.seed if OPTIONS.seed is not None else random.randrange(1 << 32)
        print(f"seed {cls.seed}", file=sys.stderr)
        cls.random = random.Random(cls.seed)
        # Small windows, so that the server feels it when a reader stalls; small caches in a soak, so
        # that they are full when its second half begins.
        caches = ["--cache-mib", "48"] if OPTIONS.soak else []
        cls.ledger = Ledger(*caches, window_bytes=64 << 10)
        cls.addClassCleanup(cls.ledger.close)
        pause = 0.05 if OPTIONS.soak else 0.005
        cls.writers = [Writer(i, cls.random.random(), cls.ledger, pause) for i in range(WRITERS)]
        filters = [filter_pb2.Filter()] + [random_filter(cls.random) for _ in range(WATCHERS - 1)]
        cls.watchers = [Watcher(cls.random.random(), cls.ledger, filter) for filter in filters]
        cls.readers = [Reader(cls.random.random(), cls.ledger, random_filter(cls.random),
                              f"reader {i}") for i in range(READERS)]
        cls.record()
        cls.read_truth()

    @classmethod
    def everybody(cls):
        return cls.writers + cls.watchers + cls.readers

    @classmethod
    def record(cls):
        for actor in cls.everybody():
            actor.start()
        if OPTIONS.soak:
            cls.soak()
        else:
            cls.kill_at_random()
        for writer in cls.writers:
            writer.stopping.set()
        for writer in cls.writers:
            writer.join(timeout=60)
        cls.check_nobody_failed()

    @classmethod
    def kill_at_random(cls):
        end, kills = time.monotonic() + OPTIONS.seconds, 0
        while time.monotonic() < end or kills < KILLS_MIN:
            time.sleep(cls.random.choice([0.3, 1.0, 3.0]) * cls.random.uniform(0.5, 1.5))
            cls.ledger.kill()
            cls.ledger.start()
            kills += 1
            cls.check_nobody_failed()
        print(f"{kills} kills", file=sys.stderr)

    @classmethod
    def soak(cls):
        cls.samples = []
        for tenth in range(11):
            cls.samples.append((resident_mib(cls.ledger.process.pid),
                                descriptors(cls.ledger.process.pid)))
            print(f"{tenth * 10}%: {cls.samples[-1][0]} MiB resident, {cls.samples[-1][1]} "
                  "descriptors", file=sys.stderr)
            if tenth < 10:
                time.sleep(OPTIONS.seconds / 10)
            cls.check_nobody_failed()

    @classmethod
    def check_nobody_failed(cls):
        for actor in cls.everybody():
            if actor.error is not None:
                raise actor.error

    @classmethod
    def read_truth(cls):
        """Everything that the ledger holds, by one watch that nobody disturbs."""
        cls.last = cls.ledger.admin.GetStatus(admin_service_pb2.GetStatusRequest()).sequence
        for watcher in cls.watchers + cls.readers:
            watcher.finish(cls.last)
        cls.check_nobody_failed()
        request = event_service_pb2.WatchEventsRequest(beginning=True)
        call, cls.events = cls.ledger.events.WatchEvents(request, timeout=120), []
        for message in call:
            cls.events.extend(change.event for change in message.changes.changes)
            if message.HasField("caught_up"):
                break
        call.cancel()
        cls.call_ends = {0}.union(*(writer.call_ends for writer in cls.writers))

    def truth(self, watcher):
        return Truth(expected_changes(watcher.filter, self.events), self.call_ends, self.last)

    def check(self, guarantee):
        for watcher in self.watchers:
            problem = guarantee(watcher.streams, self.truth(watcher))
            self.assertIsNone(problem, f"{problem}; filter {watcher.filter}")

    def test_the_history_is_worth_checking(self):
        self.assertEqual([event.record.sequence for event in self.events],
                         list(range(1, self.last + 1)))
        changes = sum(len(guarantees.changes_of(stream)) for watcher in self.watchers
                      for stream in watcher.streams)
        streams = sum(len(watcher.streams) for watcher in self.watchers)
        stalls = sum(watcher.stalls for watcher in self.watchers)
        behind = sum(watcher.fell_behind for watcher in self.watchers)
        print(f"{self.last} revisions, {changes} changes in {streams} streams, {stalls} stalls, "
              f"{behind} times fell behind", file=sys.stderr)
        self.assertGreater(changes, self.last)
        self.assertGreater(stalls, 0)
        self.assertGreater(behind, 0)
        # In a soak nobody ends them.
        if not OPTIONS.soak:
            self.assertGreater(streams, 3 * len(self.watchers))

    def test_ordered(self):
        self.check(guarantees.ordered)

    def test_unique(self):
        self.check(guarantees.unique)

    def test_atomic(self):
        self.check(guarantees.atomic)

    def test_reliable(self):
        self.check(guarantees.reliable)

    def test_resumable(self):
        self.check(guarantees.resumable)

    def test_bookmarkable(self):
        self.check(guarantees.bookmarkable)

    def test_a_subscription_brings_everything_at_least_once_and_in_order(self):
        for reader in self.readers:
            truth = self.truth(reader)
            for guarantee in (guarantees.ordered, guarantees.unique, guarantees.reliable):
                self.assertIsNone(guarantee(reader.streams, truth))
            seen = {change for stream in reader.streams
                    for change in guarantees.changes_of(stream)}
            self.assertEqual(seen, set(truth.changes))
            if not OPTIONS.soak:
                self.assertGreater(len(reader.streams), 1)

    def test_memory_and_descriptors_stay(self):
        if not OPTIONS.soak:
            self.skipTest("only a soak shows that")
        middle, late = self.samples[len(self.samples) // 2], self.samples[-1]
        self.assertLessEqual(late[1] - middle[1], SOAK_DESCRIPTORS_MAX)
        self.assertLessEqual(late[0] - middle[0], SOAK_MIB_MAX)

    def test_each_checker_notices_its_damage(self):
        watcher = self.watchers[0]
        truth = self.truth(watcher)
        for guarantee, damage in DAMAGES.items():
            with self.subTest(guarantee.__name__):
                streams = [Stream(stream.after, list(stream.messages))
                           for stream in watcher.streams]
                damage(streams, truth)
                self.assertIsNotNone(guarantee(streams, truth))


def places(streams, wanted):
    """(messages, position) of everything that is wanted."""
    return [(stream.messages, i) for stream in streams
            for i, message in enumerate(stream.messages) if wanted(stream.messages, i)]


def is_change(messages, i):
    return messages[i][0] == "change"


def swap_two_changes(streams, truth):
    messages, i = places(streams, lambda messages, i: is_change(messages, i)
                         and i > 0 and is_change(messages, i - 1))[0]
    messages[i - 1], messages[i] = messages[i], messages[i - 1]


def repeat_a_change(streams, truth):
    messages, i = places(streams, is_change)[0]
    messages.insert(i, messages[i])


def move_a_mark_into_a_call(streams, truth):
    inside = next(s for s in range(1, truth.last) if s not in truth.call_ends)
    messages, i = places(streams, lambda messages, i: messages[i][0] == "mark")[-1]
    messages[i] = ("mark", inside)


def lose_a_change_before_a_mark(streams, truth):
    messages, i = places(streams, lambda messages, i: is_change(messages, i)
                         and any(later[0] == "mark" for later in messages[i:]))[0]
    del messages[i]


def lose_the_end_of_a_stream(streams, truth):
    messages = next(stream.messages for stream in streams if places([stream], is_change))
    del messages[places([Stream(0, messages)], is_change)[0][1]:]


def let_a_mark_run_ahead(streams, truth):
    messages, i = places(streams, is_change)[0]
    messages.insert(i, ("mark", messages[i][1]))


DAMAGES = {
    guarantees.ordered: swap_two_changes,
    guarantees.unique: repeat_a_change,
    guarantees.atomic: move_a_mark_into_a_call,
    guarantees.reliable: lose_a_change_before_a_mark,
    guarantees.resumable: lose_the_end_of_a_stream,
    guarantees.bookmarkable: let_a_mark_run_ahead,
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--seconds", type=float, default=OPTIONS.seconds)
    parser.add_argument("--soak", action="store_true")
    parser.parse_args(namespace=OPTIONS)
    cases.run()
