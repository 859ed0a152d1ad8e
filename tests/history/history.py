"""Who acts in a recorded history: writers that amend, and watchers that are cut off and stall."""

import random
import threading
import time

import grpc

from guarantees import Stream
from stubs import event_pb2, event_service_pb2, filter_pb2

CALL_EVENTS_MAX = 30
TAGS = ["a", "b", "c", "d"]
# Long enough to fall out of the stream's buffers while others go on.
STALL_SECONDS_MAX = 1.5
LOST = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)

CHANGED = (event_service_pb2.OUTCOME_CREATED, event_service_pb2.OUTCOME_AMENDED)
CREATED = event_service_pb2.CHANGE_TYPE_CREATED
AMENDED = event_service_pb2.CHANGE_TYPE_AMENDED
EXITED = event_service_pb2.CHANGE_TYPE_EXITED


def lost(error):
    """Whether the connection went, as it may: ValueError is a channel that was closed under us."""
    return isinstance(error, ValueError) or error.code() in LOST


class Actor(threading.Thread):
    """Acts until it is stopped, and keeps why it could not."""

    def __init__(self, seed, ledger):
        super().__init__(daemon=True)
        self.random, self.ledger = random.Random(seed), ledger
        self.stopping, self.error = threading.Event(), None

    def run(self):
        try:
            while not self.stopping.is_set():
                self.act()
        except Exception as error:
            self.error = error


class Writer(Actor):
    """Random calls, each again until it is answered; some events amend what is there."""

    def __init__(self, number, seed, ledger, pause):
        super().__init__(seed, ledger)
        self.feed, self.pause, self.made = f"feed{number}", pause, 0
        # The last sequence of each call.
        self.call_ends, self.retries = set(), 0

    def act(self):
        events = {}
        for _ in range(self.random.choice([1, 1, 2, self.random.randint(1, CALL_EVENTS_MAX)])):
            amends = self.made and self.random.random() < 0.3
            number = self.random.randrange(self.made) if amends else self.made
            self.made += not amends
            events[f"{self.feed}/{number}"] = self.event(f"{self.feed}/{number}")
        request = event_service_pb2.SubmitEventsRequest(
            events=events.values(), on_conflict=event_service_pb2.ON_CONFLICT_AMEND_OWN)
        self.call_ends.add(max(self.submit(request)))
        time.sleep(self.random.random() * 2 * self.pause)

    def event(self, id):
        event = event_pb2.Event(id=id, summary=f"{self.random.getrandbits(64):x}",
                                status=self.random.randrange(6))
        event.tags.extend(self.random.sample(TAGS, self.random.choice([0, 1, 1, 2])))
        if self.random.random() < 0.01:
            event.tags.append("rare")
        getattr(event, self.random.choice(["strike", "clash", "meeting"])).SetInParent()
        event.casualties.add().killed.low = self.random.randrange(10)
        event.sources.add(quote="x" * self.random.choice([10, 10, 10, 2000, 8000]))
        return event

    def submit(self, request):
        tries = 0
        while True:
            try:
                results = self.ledger.events.SubmitEvents(request, timeout=30).results
                break
            except (grpc.RpcError, ValueError) as error:
                if not lost(error):
                    raise
                tries += 1
                self.retries += 1
                time.sleep(0.02)
        for result in results:
            if result.outcome not in CHANGED and not tries:
                raise AssertionError(f"{result}")
        return [result.sequence for result in results]


class Watcher(Actor):
    """Records what a filter brings; cancels and stalls at random, and goes on where it was."""

    def __init__(self, seed, ledger, filter):
        super().__init__(seed, ledger)
        self.filter, self.streams, self.call = filter, [], None
        self.fell_behind, self.stalls = 0, 0

    def position(self):
        return next((stream.messages[-1][1] for stream in reversed(self.streams)
                     if stream.messages), 0)

    def request(self):
        return event_service_pb2.WatchEventsRequest(
            filter=self.filter, after_sequence=self.position(),
            progress_interval={"nanos": 100_000_000})

    def act(self):
        stream, request = Stream(self.position(), []), self.request()
        self.streams.append(stream)
        # Half of the streams last until somebody else ends them.
        messages_max = self.random.choice([None, self.random.randint(1, 60)])
        try:
            self.call = self.ledger.events.WatchEvents(request)
            for number, message in enumerate(self.call):
                self.record(stream, message)
                if number == messages_max and not self.stopping.is_set():
                    self.call.cancel()
                if self.random.random() < 0.01:
                    self.stalls += 1
                    self.stopping.wait(self.random.random() * STALL_SECONDS_MAX)
        except (grpc.RpcError, ValueError) as error:
            if not lost(error):
                raise
            time.sleep(0.02)

    def record(self, stream, message):
        for change in message.changes.changes:
            stream.messages.append(("change", change.sequence, change.type))
        for mark in ("progress", "caught_up"):
            if message.HasField(mark):
                stream.messages.append(("mark", getattr(message, mark).sequence))
        self.fell_behind += message.HasField("fell_behind")

    def finish(self, last, seconds_max=60):
        """Ends once everything up to a sequence was marked."""
        deadline = time.monotonic() + seconds_max
        while self.error is None and time.monotonic() < deadline and not (
                self.streams and self.streams[-1].messages and
                self.streams[-1].messages[-1][0] == "mark" and self.position() >= last):
            time.sleep(0.05)
        self.stopping.set()
        self.call.cancel()
        self.join(timeout=20)


class Reader(Watcher):
    """A named subscription: acknowledges some of what it sees, and goes on after that."""

    def __init__(self, seed, ledger, filter, name):
        super().__init__(seed, ledger, filter)
        self.name, self.acknowledged = name, 0

    def request(self):
        request = super().request()
        request.beginning = True
        request.subscription, request.take_over = self.name, True
        return request

    def record(self, stream, message):
        if message.HasField("started"):
            if message.started.sequence < self.acknowledged:
                raise AssertionError(f"{self.name} goes on after {message.started.sequence}, "
                                     f"though {self.acknowledged} was acknowledged")
            self.streams[-1] = Stream(message.started.sequence, stream.messages)
        super().record(stream, message)
        if stream.messages and self.random.random() < 0.5:
            request = event_service_pb2.AcknowledgeWatchRequest(
                subscription=self.name, sequence=stream.messages[-1][1])
            self.ledger.events.AcknowledgeWatch(request, timeout=30)
            self.acknowledged = request.sequence


def random_filter(random):
    """Over values that the writers use; some that the index knows nothing of."""
    filter = filter_pb2.Filter()
    if random.random() < 0.2:
        filter.tags.append("rare")
    elif random.random() < 0.4:
        filter.tags.extend(random.sample(TAGS, random.choice([1, 2])))
    if random.random() < 0.4:
        filter.kinds.append(random.choice([event_pb2.KIND_STRIKE, event_pb2.KIND_CLASH]))
    if random.random() < 0.3:
        filter.statuses.append(random.randint(1, 5))
        filter.match = random.choice([filter_pb2.MATCH_CERTAIN, filter_pb2.MATCH_POSSIBLE])
    if random.random() < 0.3:
        filter.min_killed = random.randrange(1, 10)
    return filter


def matches(filter, event):
    """The naive twin of these filters."""
    if filter.tags and not set(filter.tags) & set(event.tags):
        return False
    if filter.kinds and event.record.kind not in filter.kinds:
        return False
    if filter.min_killed and event.casualties[0].killed.low < filter.min_killed:
        # Nothing says that there were no more.
        return filter.match == filter_pb2.MATCH_POSSIBLE and said(filter, event)
    return said(filter, event)


def said(filter, event):
    if not filter.statuses or event.status in filter.statuses:
        return True
    return event.status == 0 and filter.match == filter_pb2.MATCH_POSSIBLE


def expected_changes(filter, events):
    """[(sequence, type)] of all revisions in sequence order."""
    before, found = {}, []
    for event in events:
        now, old = matches(filter, event), before.get(event.id)
        if now:
            found.append((event.record.sequence, CREATED if old is None else AMENDED))
        elif old:
            found.append((event.record.sequence, EXITED))
        before[event.id] = now
    return found
