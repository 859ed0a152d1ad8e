"""What the tests of a plain gRPC client share."""

import unittest

import grpc

from ledger import Ledger
from stubs import error_details_pb2, event_pb2, event_service_pb2, status_pb2

METHODS = [
    "/sitrep.v1.EventService/SubmitEvents", "/sitrep.v1.EventService/GetEvent",
    "/sitrep.v1.EventService/ListEvents", "/sitrep.v1.DirectoryService/ResolvePlaces",
    "/sitrep.v1.DirectoryService/ResolveActors", "/sitrep.v1.AdminService/GetStatus",
    "/sitrep.v1.EventService/CountEvents", "/sitrep.v1.EventService/AcknowledgeWatch",
    "/sitrep.v1.EventService/ListSubscriptions", "/sitrep.v1.EventService/DeleteSubscription",
    "/sitrep.v1.DirectoryService/GetPlace", "/sitrep.v1.DirectoryService/PutActors"
]
SUBMIT = METHODS[0]
WATCH = "/sitrep.v1.EventService/WatchEvents"
INGEST = "/sitrep.v1.EventService/IngestEvents"


def statement(id, summary="", **fields):
    event = event_pb2.Event(id=id, summary=summary, **fields)
    event.statement.SetInParent()
    return event


def field(number, payload):
    """A length-delimited field."""
    def varint(value):
        out = bytearray()
        while value > 0x7F:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
        return bytes(out)
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def outcomes(results):
    return [result.outcome for result in results]


class ForeignTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ledger = Ledger()
        cls.addClassCleanup(cls.ledger.close)

    def setUp(self):
        # Ids of one case never meet those of another.
        self.feed = self.id().rsplit(".", 1)[1]

    def event(self, number, summary="", **fields):
        return statement(f"{self.feed}/{number}", summary, **fields)

    def raw(self, method, payload):
        return self.ledger.channel.unary_unary(method)(payload, timeout=20)

    def submit_raw(self, *events):
        answer = self.raw(SUBMIT, b"".join(field(1, event) for event in events))
        return list(event_service_pb2.SubmitEventsResponse.FromString(answer).results)

    def details(self, error):
        """The google.rpc.Status of a failed call; it must say what the call's status says."""
        metadata = dict(error.trailing_metadata() or ())
        self.assertIn("grpc-status-details-bin", metadata, error)
        status = status_pb2.Status.FromString(metadata["grpc-status-details-bin"])
        self.assertEqual(status.code, error.code().value[0])
        return status

    def bad_fields(self, status):
        request = error_details_pb2.BadRequest()
        self.assertTrue(status.details and status.details[0].Unpack(request), status)
        self.assertTrue(all(violation.description for violation in request.field_violations))
        return [violation.field for violation in request.field_violations]

    def fails(self, code, call, *arguments, **options):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, timeout=20, **options)
        self.assertEqual(caught.exception.code(), code, caught.exception)
        return caught.exception

    def invalid(self, call, *arguments):
        """The bad fields that the refusal names."""
        error = self.fails(grpc.StatusCode.INVALID_ARGUMENT, call, *arguments)
        return self.bad_fields(self.details(error))

    def watch_fails(self, code, **fields):
        request = event_service_pb2.WatchEventsRequest(**fields)
        with self.assertRaises(grpc.RpcError) as caught:
            for _ in self.ledger.events.WatchEvents(request, timeout=20):
                pass
        self.assertEqual(caught.exception.code(), code, caught.exception)
        return self.details(caught.exception)
