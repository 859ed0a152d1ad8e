"""kill -9 of the real server at random moments under load: what was acknowledged is there, what is
there is there once, and a watcher that resumes sees everything once and in order.

    kill_test.py [--seed N] [--seconds N]
"""

import argparse
import collections
import random
import sys
import threading
import time
import unittest

import grpc

import cases
from ledger import Ledger, list_all, submit
from stubs import event_pb2, event_service_pb2

OPTIONS = argparse.Namespace(seed=None, seconds=15.0)
SUBMITTERS = 4
WATCHERS = 2
CALL_EVENTS_MAX = 20
# More than the server reads at once.
STREAM_BATCHES_MAX = 12
KILLS_MIN = 4

CREATED = event_service_pb2.OUTCOME_CREATED
UNCHANGED = event_service_pb2.OUTCOME_UNCHANGED
AMENDED = event_service_pb2.OUTCOME_AMENDED


class Submitter(threading.Thread):
    """Submits until stopped, each call again until it is answered."""

    def __init__(self, number, seed, stubs_of):
        super().__init__(daemon=True)
        self.random = random.Random(seed * 1000 + number)
        self.feed, self.stubs_of = f"feed{number}", stubs_of
        self.stopping = threading.Event()
        # By event id: the last acknowledged (sequence, summary). Replaced as a whole, so that
        # others may read it.
        self.acknowledged = {}
        self.made, self.retries, self.error = 0, 0, None

    def run(self):
        try:
            while not self.stopping.is_set():
                self.submit(self.next_call())
        except Exception as error:
            self.error = error

    def next_call(self, taken=()):
        """Events of a call, other ones than those whose ids are taken."""
        events = {}
        for _ in range(self.random.randint(1, CALL_EVENTS_MAX)):
            if self.acknowledged and self.random.random() < 0.25:
                id = f"{self.feed}/{self.random.randrange(self.made)}"
                if id in taken:
                    continue
            else:
                id = f"{self.feed}/{self.made}"
                self.made += 1
            event = event_pb2.Event(id=id, summary=f"{self.random.getrandbits(64):x}")
            event.occurred.start.seconds = self.random.randrange(1_700_000_000, 1_760_000_000)
            event.statement.quote = "x" * self.random.choice([10, 10, 300, 5000])
            # One revision an event and call, so that a retry finds what it made.
            events[id] = event
        return list(events.values()) or self.next_call(taken)

    def submit(self, events):
        request = event_service_pb2.SubmitEventsRequest(
            events=events, on_conflict=event_service_pb2.ON_CONFLICT_AMEND_OWN)
        tries = 0
        while True:
            try:
                results = self.stubs_of().SubmitEvents(request, timeout=30).results
                break
            except (grpc.RpcError, ValueError) as error:
                # ValueError: the channel was closed under our feet.
                if isinstance(error, grpc.RpcError) and error.code() not in (
                        grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
                    raise
                tries += 1
                self.retries += 1
                time.sleep(0.02)
        self.note(events, results, tries)

    def note(self, events, results, tries):
        expected = (CREATED, AMENDED, UNCHANGED) if tries else (CREATED, AMENDED)
        for event, result in zip(events, results):
            if result.outcome not in expected:
                raise AssertionError(f"{result} for {event.id} after {tries} retries")
        sequences = [result.sequence for result in results]
        if sequences != list(range(sequences[0], sequences[0] + len(events))):
            raise AssertionError(f"a call's sequences are not consecutive: {sequences}")
        self.acknowledged = {**self.acknowledged, **{
            event.id: (result.sequence, event.summary) for event, result in zip(events, results)}}


class Streamer(Submitter):
    """Submits over streams with several batches under way; what is unanswered goes out again."""

    def run(self):
        try:
            while not self.stopping.is_set():
                batches, taken = collections.deque(), set()
                for _ in range(self.random.randint(1, STREAM_BATCHES_MAX)):
                    batches.append(self.next_call(taken))
                    taken.update(event.id for event in batches[-1])
                self.stream(batches)
        except Exception as error:
            self.error = error

    def stream(self, batches):
        tries = 0
        while batches:
            requests = [event_service_pb2.IngestEventsRequest(
                batch_id=number, submit=event_service_pb2.SubmitEventsRequest(
                    events=events, on_conflict=event_service_pb2.ON_CONFLICT_AMEND_OWN))
                        for number, events in enumerate(batches)]
            try:
                answered = 0
                for answer in self.stubs_of().IngestEvents(iter(requests), timeout=30):
                    if answer.batch_id != answered:
                        raise AssertionError(f"batch {answer.batch_id} answered for {answered}")
                    answered += 1
                    self.note(batches[0], answer.results, tries)
                    if answer.durable_sequence < answer.results[-1].sequence:
                        raise AssertionError(f"answered before it was durable: {answer}")
                    batches.popleft()
            except (grpc.RpcError, ValueError) as error:
                if isinstance(error, grpc.RpcError) and error.code() not in (
                        grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
                    raise
                tries += 1
                self.retries += 1
                time.sleep(0.02)


class Watcher(threading.Thread):
    """Watches everything from the beginning, and resumes where it was cut off."""

    def __init__(self, stubs_of):
        super().__init__(daemon=True)
        self.stubs_of = stubs_of
        self.stopping = threading.Event()
        # (sequence, id, summary), in the order of arrival.
        self.seen = []
        self.progress, self.resumed, self.error = 0, 0, None
        self.call = None

    def run(self):
        try:
            while not self.stopping.is_set():
                self.watch_once()
        except Exception as error:
            self.error = error

    def watch_once(self):
        request = event_service_pb2.WatchEventsRequest(
            after_sequence=self.seen[-1][0] if self.seen else 0,
            progress_interval={"nanos": 100_000_000})
        try:
            self.call = self.stubs_of().WatchEvents(request)
            for message in self.call:
                for change in message.changes.changes:
                    self.seen.append((change.sequence, change.event.id, change.event.summary))
                mark = message.progress.sequence or message.caught_up.sequence
                if mark:
                    self.progress = mark
                if mark and mark > (self.seen[-1][0] if self.seen else 0):
                    raise AssertionError(f"progress {mark} is ahead of {self.seen[-1:]}")
        except (grpc.RpcError, ValueError) as error:
            if isinstance(error, grpc.RpcError) and error.code() not in (
                    grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
                raise
            self.resumed += 1
            time.sleep(0.02)


class KillTest(unittest.TestCase):
    def setUp(self):
        seed = random.SystemRandom().getrandbits(32) if OPTIONS.seed is None else OPTIONS.seed
        print(f"--seed {seed} --seconds {OPTIONS.seconds:g}", file=sys.stderr, flush=True)
        self.random = random.Random(seed)
        self.ledger = Ledger()
        self.addCleanup(self.ledger.close)
        # Every other one over streams.
        self.submitters = [(Streamer if number % 2 else Submitter)(
            number, seed, lambda: self.ledger.events) for number in range(SUBMITTERS)]
        self.watchers = [Watcher(lambda: self.ledger.events) for _ in range(WATCHERS)]

    def check_nobody_failed(self):
        for thread in self.submitters + self.watchers:
            if thread.error:
                raise AssertionError(f"{thread}: {thread.error!r}") from thread.error

    def check_acknowledged(self, acknowledged):
        """What was acknowledged before the kill is there after it, or something newer is."""
        results, _ = list_all(self.ledger, page_size=1000)
        listed = {}
        for result in results:
            self.assertNotIn(result.event.id, listed, "listed twice")
            listed[result.event.id] = result.event
        for id, (sequence, summary) in acknowledged.items():
            self.assertIn(id, listed, "an acknowledged event is not listed")
            record = listed[id].record
            self.assertGreaterEqual(record.sequence, sequence)
            if record.sequence == sequence:
                self.assertEqual(listed[id].summary, summary)
        for id in self.random.sample(sorted(acknowledged), min(20, len(acknowledged))):
            request = event_service_pb2.GetEventRequest(event_id=id)
            event = self.ledger.events.GetEvent(request, timeout=20).event
            self.assertGreaterEqual(event.record.sequence, acknowledged[id][0])
        return listed

    def acknowledged(self):
        together = {}
        for submitter in self.submitters:
            together.update(submitter.acknowledged)
        return together

    def test_nothing_acknowledged_is_lost_and_nothing_comes_twice(self):
        for thread in self.submitters + self.watchers:
            thread.start()
        end, kills = time.monotonic() + OPTIONS.seconds, 0
        while time.monotonic() < end or kills < KILLS_MIN:
            time.sleep(self.random.choice([0.05, 0.3, 1.0]) * self.random.uniform(0.5, 1.5))
            acknowledged = self.acknowledged()
            self.ledger.kill()
            kills += 1
            self.ledger.start()
            self.check_acknowledged(acknowledged)
            self.check_nobody_failed()
        for submitter in self.submitters:
            submitter.stopping.set()
        for submitter in self.submitters:
            submitter.join(timeout=60)
            self.assertFalse(submitter.is_alive())
        self.check_end(kills)

    def check_end(self, kills):
        self.check_nobody_failed()
        acknowledged = self.acknowledged()
        listed = self.check_acknowledged(acknowledged)
        # Every call was answered in the end, so there is nothing but what was acknowledged.
        self.assertEqual(set(listed), set(acknowledged))
        last = max(event.record.sequence for event in listed.values())
        for watcher in self.watchers:
            deadline = time.monotonic() + 30
            while watcher.progress < last and time.monotonic() < deadline:
                time.sleep(0.05)
            watcher.stopping.set()
            watcher.call.cancel()
            watcher.join(timeout=20)
        self.check_nobody_failed()
        retries = sum(submitter.retries for submitter in self.submitters)
        print(f"{kills} kills, {last} revisions of {len(listed)} events, {retries} calls sent again",
              file=sys.stderr)
        for watcher in self.watchers:
            self.assertEqual([sequence for sequence, _, _ in watcher.seen],
                             list(range(1, last + 1)))
            newest = {id: (sequence, summary) for sequence, id, summary in watcher.seen}
            self.assertEqual(newest, acknowledged)
            self.assertGreater(watcher.resumed, 0)
        self.assertGreater(retries, 0)


class CommandLineTest(unittest.TestCase):
    """The command line has no other gRPC work to keep its connection moving."""

    # Its back-off grows to 1 s; the rest is for a loaded machine.
    BACK_SECONDS_MAX = 4.0

    def setUp(self):
        self.ledger = Ledger()
        self.addCleanup(self.ledger.close)

    def start(self, *arguments):
        process = self.ledger.sitrep_process(*arguments)
        self.addCleanup(process.kill)
        return process

    def restart(self, meanwhile=lambda: None):
        """Away long enough for tries to fail; the time of the return."""
        self.ledger.kill()
        meanwhile()
        time.sleep(2)
        self.ledger.start()
        return time.monotonic()

    def test_a_watch_is_back_soon_after_the_server_is(self):
        watch = self.start("watch", "--from", "beginning", "-o", "ndjson")
        submit(self.ledger, [event_pb2.Event(id="a/1", summary="before")])
        self.assertIn("before", watch.stdout.readline())
        back = self.restart()
        submit(self.ledger, [event_pb2.Event(id="a/2", summary="after")])
        self.assertIn("after", watch.stdout.readline())
        self.assertLess(time.monotonic() - back, self.BACK_SECONDS_MAX)

    def test_a_submission_is_back_soon_after_the_server_is(self):
        submission = self.start("submit", "-")
        submission.stdin.write('{"id":"a/1","statement":{}}\n')
        submission.stdin.flush()
        while not list_all(self.ledger)[0]:
            time.sleep(0.05)
        submission.stdin.write('{"id":"a/2","statement":{}}\n')
        back = self.restart(submission.stdin.close)
        self.assertEqual(submission.wait(timeout=60), 0, submission.stderr.read())
        self.assertLess(time.monotonic() - back, self.BACK_SECONDS_MAX)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--seconds", type=float, default=OPTIONS.seconds)
    parser.parse_args(namespace=OPTIONS)
    cases.run()
