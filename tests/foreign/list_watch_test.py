"""A plain gRPC client lists page by page, and watches."""

import sys
import threading
import time

import grpc

import cases
from foreign_case import ForeignTest
from ledger import list_all, submit
from stubs import admin_service_pb2, event_pb2, event_service_pb2, filter_pb2


class PagingTest(ForeignTest):
    def test_pages_together_are_the_snapshot_of_the_first(self):
        events = [self.event(i, tags=[self.feed]) for i in range(500)]
        for i, event in enumerate(events):
            event.occurred.start.seconds = i // 3
        submit(self.ledger, events)
        filter = filter_pb2.Filter(tags=[self.feed])
        expected, sequence = list_all(self.ledger, filter)
        self.assertEqual(len(expected), 500)

        stop = threading.Event()

        def amend():
            turn = 0
            while not stop.is_set():
                turn += 1
                changed = []
                for i in range(turn % 50, 500, 50):
                    # It moves to another place in the order, and half of them out of the filter.
                    event = self.event(i, f"turn {turn}", tags=[self.feed] if i % 2 else [])
                    event.occurred.start.seconds = (i * 7919 + turn) % 1000
                    changed.append(event)
                changed.append(self.event(f"new{turn}", tags=[self.feed]))
                submit(self.ledger, changed, on_conflict=event_service_pb2.ON_CONFLICT_AMEND_OWN)
        thread = threading.Thread(target=amend)
        # The first page is asked for before anything changes.
        request = event_service_pb2.ListEventsRequest(filter=filter, page_size=7)
        page = self.ledger.events.ListEvents(request, timeout=20)
        thread.start()
        try:
            results = list(page.results)
            while page.next_page_token:
                self.assertLessEqual(len(page.results), 7)
                request.page_token = page.next_page_token
                page = self.ledger.events.ListEvents(request, timeout=20)
                self.assertEqual(page.sequence, sequence)
                results.extend(page.results)
        finally:
            stop.set()
            thread.join()
        self.assertEqual(results, expected)
        self.assertNotEqual(list_all(self.ledger, filter)[0], expected)

    def test_page_sizes_are_bounded(self):
        submit(self.ledger, [self.event(i, tags=[self.feed]) for i in range(1000)])
        submit(self.ledger, [self.event(1000 + i, tags=[self.feed]) for i in range(50)])
        for asked, got in ((0, 100), (3, 3), (1000, 1000), (1001, 1000), (2**31 - 1, 1000)):
            request = event_service_pb2.ListEventsRequest(
                filter=filter_pb2.Filter(tags=[self.feed]), page_size=asked)
            page = self.ledger.events.ListEvents(request, timeout=20)
            self.assertEqual(len(page.results), got)
            self.assertTrue(page.next_page_token)
        self.assertEqual(self.invalid(
            self.ledger.events.ListEvents, event_service_pb2.ListEventsRequest(page_size=-1)),
            ["page_size"])

    def test_a_token_is_good_for_its_own_list_only(self):
        submit(self.ledger, [self.event(i, tags=[self.feed, "other"]) for i in range(10)])
        list_events = self.ledger.events.ListEvents
        request = event_service_pb2.ListEventsRequest(
            filter=filter_pb2.Filter(tags=[self.feed]), page_size=3)
        token = list_events(request, timeout=20).next_page_token
        request.page_token = token
        list_events(request, timeout=20)
        request.filter.tags[0] = "other"
        self.assertEqual(self.invalid(list_events, request), ["page_token"])
        request.filter.tags[0] = self.feed
        request.order = event_service_pb2.ORDER_OLDEST_FIRST
        self.assertEqual(self.invalid(list_events, request), ["page_token"])
        request.order = event_service_pb2.ORDER_NEWEST_FIRST
        for damaged in (token[:-2], token + "A", "x" + token[1:], "nonsense", "\u00e9"):
            request.page_token = damaged
            self.assertEqual(self.invalid(list_events, request), ["page_token"])

    def test_readings_say_what_a_name_was_taken_for(self):
        request = event_service_pb2.ListEventsRequest(
            filter=filter_pb2.Filter(regions=["강원도", "RU-KRS"], actors=["Corea del Norte"]))
        readings = {reading.name: set(reading.ids) for reading in
                    self.ledger.events.ListEvents(request, timeout=20).readings}
        self.assertEqual(readings, {"강원도": {"KP-07", "KR-42"}, "RU-KRS": {"RU-KRS"},
                                    "Corea del Norte": {"KP"}})

    def test_explain_says_how_and_only_if_asked(self):
        request = event_service_pb2.ListEventsRequest(filter=filter_pb2.Filter(regions=["UA"]))
        answer = self.ledger.events.ListEvents(request, timeout=20)
        self.assertFalse(answer.HasField("explanation"))
        request.explain = True
        answer = self.ledger.events.ListEvents(request, timeout=20)
        self.assertTrue(answer.explanation.steps)


class WatchTest(ForeignTest):
    def watch(self, **fields):
        call = self.ledger.events.WatchEvents(event_service_pb2.WatchEventsRequest(**fields),
                                              timeout=30)
        self.addCleanup(call.cancel)
        return call

    def next_change(self, call):
        for message in call:
            if message.HasField("changes"):
                self.assertEqual(len(message.changes.changes), 1)
                return message.changes.changes[0]
        self.fail("the watch ended")

    def mine(self):
        return filter_pb2.Filter(tags=[self.feed])

    def test_started_comes_first_and_now_means_now(self):
        submit(self.ledger, [self.event(1, tags=[self.feed])])
        sequence = list_all(self.ledger)[1]
        call = self.watch(filter=self.mine(), now=True)
        started = next(call).started
        self.assertEqual(started.sequence, sequence)
        self.assertTrue(started.ledger_id)
        submit(self.ledger, [self.event(2, tags=[self.feed])])
        change = self.next_change(call)
        self.assertEqual((change.type, change.event.id, change.match),
                         (event_service_pb2.CHANGE_TYPE_CREATED, self.feed + "/2",
                          filter_pb2.MATCH_CERTAIN))

    def test_amendments_enter_stay_and_leave(self):
        own = {"on_conflict": event_service_pb2.ON_CONFLICT_AMEND_OWN}
        tags = {"tags": [self.feed]}
        call = self.watch(filter=self.mine(), now=True, include_previous=True)
        next(call)
        for event in (self.event(1), self.event(1, "in", **tags), self.event(1, "still", **tags),
                      self.event(1, "out"), self.event(1, "out again"),
                      self.event(1, "back", **tags)):
            submit(self.ledger, [event], **own)
        seen = [self.next_change(call) for _ in range(4)]
        self.assertEqual([(change.type, change.event.summary, change.previous.summary)
                          for change in seen],
                         [(event_service_pb2.CHANGE_TYPE_AMENDED, "in", ""),
                          (event_service_pb2.CHANGE_TYPE_AMENDED, "still", "in"),
                          (event_service_pb2.CHANGE_TYPE_EXITED, "out", "still"),
                          (event_service_pb2.CHANGE_TYPE_AMENDED, "back", "out again")])

    def test_any_sequence_is_a_place_to_resume(self):
        results = submit(self.ledger, [self.event(i, tags=[self.feed]) for i in range(10)])
        call = self.watch(filter=self.mine(), after_sequence=results[6].sequence)
        seen = []
        for message in call:
            seen += [change.sequence for change in message.changes.changes]
            if message.HasField("caught_up"):
                break
        self.assertEqual(seen, [result.sequence for result in results[7:]])

    def test_progress_moves_though_nothing_matches(self):
        call = self.watch(filter=self.mine(), now=True,
                          progress_interval={"nanos": 100_000_000})
        next(call)
        last = submit(self.ledger, [self.event(i) for i in range(5)])[-1].sequence
        started = time.monotonic()
        for message in call:
            self.assertFalse(message.HasField("changes"))
            if message.progress.sequence >= last:
                break
        self.assertLess(time.monotonic() - started, 5)

    def test_a_start_beyond_the_end_or_of_another_ledger_is_out_of_range(self):
        end = list_all(self.ledger)[1]
        self.watch_fails(grpc.StatusCode.OUT_OF_RANGE, after_sequence=end + 1000)
        self.watch_fails(grpc.StatusCode.OUT_OF_RANGE, after_sequence=0, ledger_id="another")

    def test_what_can_not_be_asked_is_refused(self):
        self.watch_fails(grpc.StatusCode.INVALID_ARGUMENT, take_over=True)
        self.watch_fails(grpc.StatusCode.INVALID_ARGUMENT, subscription="s", matching_first=True)
        for seconds in (-1, 3601):
            self.watch_fails(grpc.StatusCode.INVALID_ARGUMENT,
                             progress_interval={"seconds": seconds})

    def test_a_cancelled_watch_is_forgotten(self):
        calls = [self.watch(now=True) for _ in range(20)]
        for call in calls:
            next(call)
        status = lambda: self.ledger.admin.GetStatus(admin_service_pb2.GetStatusRequest(),
                                                     timeout=20)
        self.assertGreaterEqual(status().watchers, 20)
        before = status().watchers
        for call in calls:
            call.cancel()
        deadline = time.monotonic() + 10
        while status().watchers > before - 20 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(status().watchers, before - 20)

    def test_a_reader_that_stops_costs_nobody_else_anything(self):
        slow = self.watch(now=True)
        next(slow)
        payload = [self.event(i, participants=[event_pb2.Participant(name="p", office="x" * 400)])
                   for i in range(1000)]
        for event in payload:
            event.statement.quote = "x" * 5000
        first = submit(self.ledger, payload)[0].sequence
        call = self.watch(after_sequence=first - 1)
        seen = []
        for message in call:
            seen += [change.sequence for change in message.changes.changes]
            if message.HasField("caught_up"):
                break
        self.assertEqual(seen, list(range(first, first + 1000)))
        late = []
        while len(late) < 1000:
            late += [change.sequence for change in next(slow).changes.changes]
        self.assertEqual(late, seen)


if __name__ == "__main__":
    cases.run(sys.argv[1:])
