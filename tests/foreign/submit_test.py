"""A plain gRPC client submits: identity, conflicts, limits, and bytes that are no events."""

import sys
import time
import uuid

import grpc

import cases
from foreign_case import SUBMIT, ForeignTest, field, outcomes, statement
from ledger import list_all, submit
from stubs import event_pb2, event_service_pb2, filter_pb2

CREATED = event_service_pb2.OUTCOME_CREATED
UNCHANGED = event_service_pb2.OUTCOME_UNCHANGED
AMENDED = event_service_pb2.OUTCOME_AMENDED
CONFLICT = event_service_pb2.OUTCOME_CONFLICT
INVALID = event_service_pb2.OUTCOME_INVALID
STALE = event_service_pb2.OUTCOME_STALE


class SubmitTest(ForeignTest):
    def test_results_come_in_request_order_with_consecutive_sequences(self):
        events = [self.event(i) for i in (3, 1, 2)]
        results = submit(self.ledger, events)
        self.assertEqual([result.event_id for result in results], [event.id for event in events])
        self.assertEqual(outcomes(results), [CREATED] * 3)
        first = results[0].sequence
        self.assertEqual([result.sequence for result in results], [first, first + 1, first + 2])

    def test_a_stream_is_answered_batch_by_batch(self):
        # More than the server reads unanswered.
        batches = [[self.event(100 * batch + i) for i in range(3)] for batch in range(40)]
        requests = [event_service_pb2.IngestEventsRequest(
            batch_id=1000 + number, submit=event_service_pb2.SubmitEventsRequest(events=events))
                    for number, events in enumerate(batches)]
        answers = list(self.ledger.events.IngestEvents(iter(requests), timeout=20))
        self.assertEqual([answer.batch_id for answer in answers], list(range(1000, 1040)))
        sequences = [result.sequence for answer in answers for result in answer.results]
        self.assertEqual(sequences, list(range(sequences[0], sequences[0] + 120)))
        for answer, events in zip(answers, batches):
            self.assertEqual([result.event_id for result in answer.results],
                             [event.id for event in events])
            self.assertEqual(outcomes(answer.results), [CREATED] * 3)
            self.assertGreaterEqual(answer.durable_sequence, answer.results[-1].sequence)
            self.assertGreaterEqual(answer.max_unanswered_batches, 2)

    def test_the_same_content_is_unchanged_against_any_revision(self):
        old, new = self.event(1, "old"), self.event(1, "new")
        submit(self.ledger, [old])
        amended = submit(self.ledger, [new],
                         on_conflict=event_service_pb2.ON_CONFLICT_AMEND_OWN)[0]
        self.assertEqual((amended.outcome, amended.revision), (AMENDED, 2))
        for event in (old, new):
            result = submit(self.ledger, [event])[0]
            self.assertEqual((result.outcome, result.revision, result.sequence),
                             (UNCHANGED, 2, amended.sequence))

    def test_the_served_form_is_unchanged(self):
        event = self.event(1, "served again",
                           places=[event_pb2.Place(name="Kursk", precision="PLACE_PRECISION_ADMIN1")],
                           participants=[event_pb2.Participant(name="Russia")],
                           sources=[event_pb2.Source(publisher="A"), event_pb2.Source(publisher="B")])
        submit(self.ledger, [event])
        served = self.get(event.id)
        self.assertEqual(served.places[0].region_ids[0], "RU-KRS")
        self.assertEqual(served.participants[0].actor_ids[0], "RU")
        self.assertEqual([source.key for source in served.sources], ["1", "2"])
        self.assertEqual(outcomes(submit(self.ledger, [served])), [UNCHANGED])

    def get(self, id):
        request = event_service_pb2.GetEventRequest(event_id=id)
        return self.ledger.events.GetEvent(request, timeout=20).event

    def test_other_content_is_a_conflict_that_names_the_fields(self):
        submit(self.ledger, [self.event(1, "old", tags=["a"])])
        result = submit(self.ledger, [self.event(1, "new", tags=["b"], language="en")])[0]
        self.assertEqual((result.outcome, result.revision), (CONFLICT, 1))
        self.assertEqual(result.status.code, grpc.StatusCode.ALREADY_EXISTS.value[0])
        detail = event_service_pb2.ConflictDetail()
        self.assertTrue(result.status.details[0].Unpack(detail))
        self.assertEqual((detail.event_id, detail.current_revision), (self.feed + "/1", 1))
        self.assertEqual(set(detail.differing_fields), {"summary", "tags[0]", "language"})
        self.assertEqual(self.get(self.feed + "/1").summary, "old")

    def test_a_skipped_conflict_leaves_what_is_there(self):
        submit(self.ledger, [self.event(1, "old")])
        result = submit(self.ledger, [self.event(1, "new")],
                        on_conflict=event_service_pb2.ON_CONFLICT_SKIP)[0]
        self.assertEqual((result.outcome, result.revision), (UNCHANGED, 1))
        self.assertTrue(result.warnings)
        self.assertEqual(self.get(self.feed + "/1").summary, "old")

    def test_an_expected_revision_amends_the_current_one_only(self):
        submit(self.ledger, [self.event(1, "one")])
        id = self.feed + "/1"
        amended = submit(self.ledger, [self.event(1, "two")], expected_revisions={id: 1},
                         change_reason=event_pb2.CHANGE_REASON_CORRECTION, reason="a typo")[0]
        self.assertEqual((amended.outcome, amended.revision), (AMENDED, 2))
        record = self.get(id).record
        self.assertEqual((record.reason, record.change_reason, record.revision),
                         ("a typo", event_pb2.CHANGE_REASON_CORRECTION, 2))
        self.assertNotEqual(record.prev_sequence, 0)
        late = submit(self.ledger, [self.event(1, "three")], expected_revisions={id: 1})[0]
        self.assertEqual(late.outcome, CONFLICT)
        self.assertEqual(late.status.code, grpc.StatusCode.ABORTED.value[0])
        # Who names the current revision may go back to what was there before.
        back = submit(self.ledger, [self.event(1, "one")], expected_revisions={id: 2})[0]
        self.assertEqual((back.outcome, back.revision), (AMENDED, 3))

    def test_an_expected_revision_of_an_unknown_event_is_a_conflict(self):
        result = submit(self.ledger, [self.event(1)], expected_revisions={self.feed + "/1": 4})[0]
        self.assertEqual(result.outcome, CONFLICT)
        self.assertEqual(result.status.code, grpc.StatusCode.ABORTED.value[0])

    def test_validate_only_decides_and_stores_nothing(self):
        submit(self.ledger, [self.event(1, "old")])
        before = list_all(self.ledger)[1]
        results = submit(self.ledger, [self.event(1, "new"), self.event(2), self.event(2, "other"),
                                       self.event(1, "old"), statement("\n")], validate_only=True)
        self.assertEqual(outcomes(results), [CONFLICT, CREATED, CONFLICT, UNCHANGED, INVALID])
        self.assertEqual(list_all(self.ledger)[1], before)
        self.fails(grpc.StatusCode.NOT_FOUND, self.ledger.events.GetEvent,
                   event_service_pb2.GetEventRequest(event_id=self.feed + "/2"))

    def test_an_older_content_version_is_stale(self):
        submit(self.ledger, [self.event(1, "seven", content_version=7)])
        own = {"on_conflict": event_service_pb2.ON_CONFLICT_AMEND_OWN}
        result = submit(self.ledger, [self.event(1, "six", content_version=6)], **own)[0]
        self.assertEqual((result.outcome, result.revision), (STALE, 1))
        self.assertEqual(result.status.code, grpc.StatusCode.FAILED_PRECONDITION.value[0])
        result = submit(self.ledger, [self.event(1, "eight", content_version=8)], **own)[0]
        self.assertEqual((result.outcome, result.revision), (AMENDED, 2))

    def test_the_same_id_twice_is_decided_in_order(self):
        one, two = self.event(1, "one"), self.event(1, "two")
        self.assertEqual(outcomes(submit(self.ledger, [one, one, two, self.event(2), one])),
                         [CREATED, UNCHANGED, CONFLICT, CREATED, UNCHANGED])
        results = submit(self.ledger, [self.event(3, "one"), self.event(3, "two"),
                                       self.event(3, "three")],
                         on_conflict=event_service_pb2.ON_CONFLICT_AMEND_OWN)
        self.assertEqual(outcomes(results), [CREATED, AMENDED, AMENDED])
        self.assertEqual([result.revision for result in results], [1, 2, 3])
        self.assertEqual(self.get(self.feed + "/3").summary, "three")

    def test_an_empty_id_gets_a_uuid_of_version_7(self):
        results = submit(self.ledger, [statement("", "no id"), statement("", "no id")])
        self.assertEqual(outcomes(results), [CREATED] * 2)
        ids = [uuid.UUID(result.event_id) for result in results]
        self.assertEqual([id.version for id in ids], [7, 7])
        self.assertNotEqual(ids[0], ids[1])
        self.assertAlmostEqual((ids[0].int >> 80) / 1000, time.time(), delta=60)

    def test_a_call_has_at_most_1000_events(self):
        events = [self.event(i) for i in range(1001)]
        self.assertEqual(self.invalid(
            self.ledger.events.SubmitEvents, event_service_pb2.SubmitEventsRequest(events=events)),
            ["events"])
        self.assertEqual(outcomes(submit(self.ledger, events[:1000])), [CREATED] * 1000)
        self.assertEqual(submit(self.ledger, []), [])

    def test_a_message_above_8_mib_is_resource_exhausted(self):
        events = [self.event(i, "x" * 8000, tags=["y" * 500] * 64) for i in range(250)]
        request = event_service_pb2.SubmitEventsRequest(events=events)
        self.assertGreater(request.ByteSize(), 8 << 20)
        self.fails(grpc.StatusCode.RESOURCE_EXHAUSTED, self.ledger.events.SubmitEvents, request)
        del request.events[190:]
        self.assertGreater(request.ByteSize(), 7 << 20)
        answer = self.ledger.events.SubmitEvents(request, timeout=60)
        self.assertEqual(outcomes(answer.results), [CREATED] * 190)

    def test_every_bad_field_is_named_at_once(self):
        event = self.event(1, places=[event_pb2.Place(name="x"), event_pb2.Place(radius_km=5)])
        event.places[0].point.lat = 91
        event.places[0].point.lon = float("nan")
        event.occurred.start.seconds = 100
        event.occurred.end.seconds = 99
        event.casualties.add().killed.low = 5
        event.casualties[0].killed.high = 4
        result = submit(self.ledger, [event])[0]
        self.assertEqual((result.outcome, result.event_id), (INVALID, event.id))
        self.assertEqual(result.status.code, grpc.StatusCode.INVALID_ARGUMENT.value[0])
        self.assertLessEqual({"places[0].point.lat", "places[0].point.lon", "places[1].radius_km",
                              "occurred.end", "casualties[0].killed.low"},
                             set(self.bad_fields(result.status)))

    def test_limits_hold_at_the_bound_and_not_one_past_it(self):
        place = event_pb2.Place(country="UA")
        for name, at, past, path in [
            ("places", [place] * 64, [place] * 65, "places"),
            ("tags", ["t"] * 64, ["t"] * 65, "tags"),
            ("participants", [event_pb2.Participant(name="p")] * 256,
             [event_pb2.Participant(name="p")] * 257, "participants"),
            ("links", [event_pb2.Link(event_id="l")] * 256, [event_pb2.Link(event_id="l")] * 257,
             "links"),
            ("codes", [event_pb2.Code(scheme="s", code="c")] * 32,
             [event_pb2.Code(scheme="s", code="c")] * 33, "codes"),
            ("summary", "s" * 8192, "s" * 8193, "summary"),
            ("tags", ["t" * 512], ["t" * 513], "tags[0]"),
            ("id", self.feed + "é" * (200 - len(self.feed)),
             self.feed + "é" * (201 - len(self.feed)), "id"),
        ]:
            with self.subTest(name):
                good = statement(**{"id": f"{self.feed}/{name}{len(at)}", name: at})
                bad = statement(**{"id": f"{self.feed}/{name}{len(past)}", name: past})
                results = submit(self.ledger, [good, bad])
                self.assertEqual(outcomes(results), [CREATED, INVALID])
                self.assertIn(path, self.bad_fields(results[1].status))

    def test_control_characters_and_years_out_of_range_are_refused(self):
        late = self.event(1)
        late.occurred.start.seconds = 253402300800  # 10000-01-01
        edge = self.event(2)
        edge.occurred.start.seconds = 253402300799
        first = self.event(3)
        first.occurred.start.seconds = -62135596800  # 0001-01-01
        early = self.event(4)
        early.occurred.start.seconds = -62135596801
        results = submit(self.ledger, [late, edge, first, early, statement("a\tb")])
        self.assertEqual(outcomes(results), [INVALID, CREATED, CREATED, INVALID, INVALID])
        self.assertEqual(self.bad_fields(results[0].status), ["occurred.start"])
        self.assertEqual(self.bad_fields(results[4].status), ["id"])

    def test_one_unreadable_event_spoils_nobody_else(self):
        good = [self.event(i).SerializeToString() for i in range(4)]
        utf8 = field(1, (self.feed + "/utf8").encode()) + field(5, b"\xff\xfe")
        cut = field(1, b"cut") + b"\x2a\x7fshort"
        results = self.submit_raw(good[0], utf8, good[1], cut, good[2], b"\xff\xff\xff", good[3])
        self.assertEqual(outcomes(results),
                         [CREATED, INVALID, CREATED, INVALID, CREATED, INVALID, CREATED])
        self.assertEqual(self.bad_fields(results[1].status), ["summary"])
        for i in range(4):
            self.get(f"{self.feed}/{i}")

    def test_unknown_fields_and_enum_numbers_are_refused_by_path(self):
        unknown = self.event(1).SerializeToString() + field(999, b"x")
        deep = self.event(2).SerializeToString() + field(7, field(1, b"Kursk") + field(77, b""))
        number = self.event(3).SerializeToString() + b"\x18\x63"  # status = 99
        results = self.submit_raw(unknown, deep, number, self.event(4).SerializeToString())
        self.assertEqual(outcomes(results), [INVALID, INVALID, INVALID, CREATED])
        self.assertEqual([self.bad_fields(result.status) for result in results[:3]],
                         [["999"], ["places[0].77"], ["status"]])

    def test_an_unknown_enum_number_in_the_envelope_is_refused(self):
        payload = field(1, self.event(1).SerializeToString()) + b"\x18\x63"  # on_conflict = 99
        self.assertEqual(self.invalid(lambda **options: self.ledger.channel.unary_unary(SUBMIT)(
            payload, **options)), ["on_conflict"])

    def test_an_unknown_name_is_stored_with_a_warning_and_found_by_it(self):
        event = self.event(1, places=[event_pb2.Place(name="Qwrtpsville")])
        result = submit(self.ledger, [event])[0]
        self.assertEqual(result.outcome, CREATED)
        self.assertEqual([warning.field for warning in result.warnings], ["places[0].name"])
        results, _ = list_all(self.ledger, filter_pb2.Filter(regions=["QWRTPSVILLE"]))
        self.assertEqual([found.event.id for found in results], [event.id])

    def test_scripts_are_kept_as_they_came(self):
        event = self.event(1, "Курск 쿠르스크 قمة e\u0301\u200f", places=[
            event_pb2.Place(name="Ku\u0301rsk", country="RU", precision="PLACE_PRECISION_ADMIN1")])
        submit(self.ledger, [event])
        served = self.get(event.id)
        self.assertEqual((served.summary, served.places[0].name),
                         (event.summary, event.places[0].name))
        self.assertEqual(served.places[0].region_ids[0], "RU-KRS")


if __name__ == "__main__":
    cases.run(sys.argv[1:])
