"""A plain gRPC client finds out what is served, and is told what it did wrong."""

import sys

import grpc

import cases
from foreign_case import INGEST, METHODS, WATCH, ForeignTest, field
from ledger import list_all, submit
from stubs import admin_service_pb2, directory_service_pb2, event_pb2, event_service_pb2
from stubs import filter_pb2, health_pb2, health_pb2_grpc, reflection_pb2, reflection_pb2_grpc

SERVICES = ["sitrep.v1.EventService", "sitrep.v1.DirectoryService", "sitrep.v1.AdminService"]


class DiscoveryTest(ForeignTest):
    def test_health_is_told_for_each_service(self):
        health = health_pb2_grpc.HealthStub(self.ledger.channel)
        for service in [""] + SERVICES:
            answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=20)
            self.assertEqual(answer.status, health_pb2.HealthCheckResponse.SERVING, service)
        self.fails(grpc.StatusCode.NOT_FOUND, health.Check,
                   health_pb2.HealthCheckRequest(service="sitrep.v1.NoService"))

    def test_reflection_lists_the_services_and_their_files(self):
        reflection = reflection_pb2_grpc.ServerReflectionStub(self.ledger.channel)
        ask = reflection_pb2.ServerReflectionRequest
        answers = list(reflection.ServerReflectionInfo(iter(
            [ask(list_services="")] + [ask(file_containing_symbol=name) for name in SERVICES]),
            timeout=20))
        listed = {service.name for service in answers[0].list_services_response.service}
        self.assertLessEqual(set(SERVICES), listed)
        for answer in answers[1:]:
            self.assertTrue(answer.file_descriptor_response.file_descriptor_proto)

    def test_every_declared_method_is_served(self):
        for file in (event_service_pb2, directory_service_pb2, admin_service_pb2):
            for service in file.DESCRIPTOR.services_by_name.values():
                for method in service.methods:
                    path = f"/{service.full_name}/{method.name}"
                    self.assertIn(path, METHODS + [WATCH, INGEST], "has no test here")
                    if path == INGEST:
                        continue  # submit_test streams
                    # An empty request means something, or is refused as the caller's mistake.
                    try:
                        call = self.ledger.channel.unary_stream(path)(b"", timeout=20)
                        next(call)
                        call.cancel()
                    except grpc.RpcError as error:
                        self.assertIn(error.code(), (grpc.StatusCode.INVALID_ARGUMENT,
                                                     grpc.StatusCode.NOT_FOUND), path)

    def test_status_tells_of_the_ledger(self):
        status = self.ledger.admin.GetStatus(admin_service_pb2.GetStatusRequest(), timeout=20)
        self.assertTrue(status.ledger_id and status.version and status.gazetteer_version)
        self.assertGreater(status.format_version, 0)
        submit(self.ledger, [self.event(1)])
        later = self.ledger.admin.GetStatus(admin_service_pb2.GetStatusRequest(), timeout=20)
        self.assertEqual((later.events, later.sequence), (status.events + 1, status.sequence + 1))

    def test_names_of_places_are_resolved(self):
        request = directory_service_pb2.ResolvePlacesRequest(names=["원산", "Kursk", "Qwrtpsdfg"])
        answer = self.ledger.directory_service.ResolvePlaces(request, timeout=20)
        self.assertEqual([resolution.name for resolution in answer.resolutions],
                         list(request.names))
        wonsan = answer.resolutions[0].candidates[0]
        self.assertTrue(wonsan.id.startswith("geonames:"))
        self.assertEqual(wonsan.kind, "city")
        self.assertLessEqual({"KP-07", "KP"}, set(wonsan.ancestor_ids))
        self.assertAlmostEqual(wonsan.point.lat, 39.15, delta=0.2)
        self.assertAlmostEqual(wonsan.population, 330_000, delta=100_000)
        self.assertIn("RU-KRS", [candidate.id for candidate in answer.resolutions[1].candidates])

    def test_names_of_actors_are_resolved(self):
        request = directory_service_pb2.ResolveActorsRequest(names=["Rusia", "Лавров", "KP"])
        answer = self.ledger.directory_service.ResolveActors(request, timeout=20)
        self.assertEqual(answer.resolutions[0].candidates[0].id, "RU")
        self.assertIn("RU", answer.resolutions[1].candidates[0].ancestor_ids)
        self.assertEqual(answer.resolutions[2].candidates[0].id, "KP")

    def test_a_place_is_got_by_its_id(self):
        get = self.ledger.directory_service.GetPlace
        request = directory_service_pb2.GetPlaceRequest
        region = get(request(id="KP-07"), timeout=20).region
        self.assertEqual((region.kind, region.country), ("admin1", "KP"))
        self.assertIn("KP", region.ancestor_ids)
        self.assertIn("KP-07", get(request(id="KP"), timeout=20).region.province_ids)
        status = self.details(self.fails(grpc.StatusCode.NOT_FOUND, get, request(id="Kursk")))
        self.assertIn("RU-KRS", status.message)
        self.assertEqual(self.invalid(get, request()), ["id"])

    def test_actors_are_put_once_and_known_from_then_on(self):
        put = self.ledger.directory_service.PutActors
        request = directory_service_pb2.PutActorsRequest(actors=[
            {"id": "grp:kingfisher", "kind": "armed_group", "name": "Kingfisher Column",
             "names": ["Колонна Зимородок"], "belongs_to": ["UA"]}])
        submit(self.ledger, [self.event(1, participants=[{"name": "Kingfisher Column"}])])
        answer = put(request, timeout=60)
        self.assertEqual(list(answer.outcomes), [directory_service_pb2.ACTOR_OUTCOME_ADDED])
        again = put(request, timeout=60)
        self.assertEqual(list(again.outcomes), [directory_service_pb2.ACTOR_OUTCOME_UNCHANGED])
        self.assertEqual(again.sequence, answer.sequence)
        submit(self.ledger, [self.event(2, participants=[{"name": "Колонна Зимородок"}])])

        def found(name):
            results, _ = list_all(self.ledger, filter_pb2.Filter(actors=[name]))
            return sorted(result.event.id.split("/")[1] for result in results)
        self.assertEqual(found("Kingfisher Column"), ["1", "2"])
        self.assertEqual(found("grp:kingfisher"), ["2"])
        self.assertIn("2", found("Ukraine"))
        # An entry without an event is in no list.
        self.assertNotIn("", [result.event.id for result in list_all(self.ledger)[0]])

    def test_bad_actors_are_refused_by_path(self):
        put = self.ledger.directory_service.PutActors
        good = {"id": "grp:good", "kind": "party", "name": "Good Party"}
        for path, actor in [
            ("id", {"kind": "party", "name": "X"}),
            ("kind", {**good, "id": "grp:x", "kind": "state"}),
            ("names[1]", {**good, "id": "grp:x", "names": ["fine", ""]}),
            ("belongs_to[0]", {**good, "id": "grp:x", "belongs_to": ["nobody"]}),
            ("kind", {"id": "RU", "kind": "party", "names": ["Ruritania"]}),
            ("id", good),
        ]:
            request = directory_service_pb2.PutActorsRequest(actors=[good, actor])
            with self.subTest(path, actor=actor):
                self.assertEqual(self.invalid(put, request), ["actors[1]." + path])
        resolve = directory_service_pb2.ResolveActorsRequest(names=["grp:good"])
        answer = self.ledger.directory_service.ResolveActors(resolve, timeout=20)
        self.assertFalse(answer.resolutions[0].candidates)

    def test_resolving_is_bounded(self):
        request = directory_service_pb2.ResolvePlacesRequest
        resolve = self.ledger.directory_service.ResolvePlaces
        self.assertEqual(self.invalid(resolve, request()), ["names"])
        self.assertEqual(self.invalid(resolve, request(names=["Kursk"] * 101)), ["names"])
        answer = resolve(request(names=["San Juan"] * 100, limit=2), timeout=20)
        self.assertEqual(len(answer.resolutions), 100)
        self.assertLessEqual(len(answer.resolutions[0].candidates), 2)


class ErrorTest(ForeignTest):
    def test_malformed_bytes_are_an_invalid_argument_in_every_call(self):
        for method in METHODS:
            for payload in (b"\xff", b"\x0a\x7fshort", b"\x00\x01"):
                with self.subTest(method, payload=payload):
                    call = self.ledger.channel.unary_unary(method)
                    self.fails(grpc.StatusCode.INVALID_ARGUMENT, call, payload)
        with self.assertRaises(grpc.RpcError) as caught:
            list(self.ledger.channel.unary_stream(WATCH)(b"\xff", timeout=20))
        self.assertEqual(caught.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)

    def test_an_unknown_field_of_a_request_is_refused(self):
        for method in METHODS:
            with self.subTest(method):
                call = self.ledger.channel.unary_unary(method)
                self.fails(grpc.StatusCode.INVALID_ARGUMENT, call, field(999, b"x"))

    def test_an_unknown_method_is_unimplemented(self):
        call = self.ledger.channel.unary_unary("/sitrep.v1.EventService/NoSuchCall")
        self.fails(grpc.StatusCode.UNIMPLEMENTED, call, b"")

    def test_get_of_an_unknown_id_is_not_found_and_of_none_invalid(self):
        get = self.ledger.events.GetEvent
        error = self.fails(grpc.StatusCode.NOT_FOUND, get,
                           event_service_pb2.GetEventRequest(event_id="no/such"))
        self.details(error)
        self.assertEqual(self.invalid(get, event_service_pb2.GetEventRequest()), ["event_id"])

    def test_a_name_that_means_nothing_is_not_found_with_suggestions(self):
        list_events = self.ledger.events.ListEvents
        request = event_service_pb2.ListEventsRequest(
            filter=filter_pb2.Filter(regions=["Kurskk"], actors=["Lavorv"]))
        status = self.details(self.fails(grpc.StatusCode.NOT_FOUND, list_events, request))
        self.assertIn("Kursk", status.message)
        self.assertEqual(self.bad_fields(status), ["filter.actors[0]", "filter.regions[0]"])
        self.watch_fails(grpc.StatusCode.NOT_FOUND, filter=request.filter)

    def test_what_is_not_served_yet_is_refused_and_not_ignored(self):
        for path, filter in [
            ("filter.text", filter_pb2.Filter(text="drone")),
            ("filter.as_of", filter_pb2.Filter(as_of={"seconds": 1})),
            ("filter.related_to", filter_pb2.Filter(related_to={"event_id": "x"})),
        ]:
            with self.subTest(path):
                request = event_service_pb2.ListEventsRequest(filter=filter)
                self.assertEqual(self.invalid(self.ledger.events.ListEvents, request), [path])
                status = self.watch_fails(grpc.StatusCode.INVALID_ARGUMENT, filter=filter)
                self.assertEqual(self.bad_fields(status), [path])

    def test_bad_filters_are_refused_by_path(self):
        circle = filter_pb2.Circle
        ring = filter_pb2.Ring
        bow = [event_pb2.LatLng(lat=lat, lon=lon) for lat, lon in [(0, 0), (1, 1), (0, 1), (1, 0)]]
        for path, filter in [
            ("filter.min_killed", filter_pb2.Filter(min_killed=-1)),
            ("filter.area.circle.radius_km",
             filter_pb2.Filter(area={"circle": circle(center={"lat": 1}, radius_km=0)})),
            ("filter.area.circle.center.lat",
             filter_pb2.Filter(area={"circle": circle(center={"lat": 91}, radius_km=1)})),
            ("filter.area.polygon",
             filter_pb2.Filter(area={"polygon": {"rings": [ring(points=bow)]}})),
            ("filter.area.box.north",
             filter_pb2.Filter(area={"box": {"south": 2, "north": 1, "west": 0, "east": 1}})),
            ("filter.occurred.end",
             filter_pb2.Filter(occurred={"start": {"seconds": 2}, "end": {"seconds": 1}})),
            ("filter.exclude.exclude",
             filter_pb2.Filter(exclude={"exclude": {"min_killed": 1}})),
            ("filter.tags", filter_pb2.Filter(tags=["t"] * 101)),
            ("filter.ids", filter_pb2.Filter(ids=["i"] * 1001)),
            ("filter.regions", filter_pb2.Filter(regions=["UA"] * 1001)),
        ]:
            with self.subTest(path):
                request = event_service_pb2.ListEventsRequest(filter=filter)
                named = self.invalid(self.ledger.events.ListEvents, request)
                self.assertTrue(any(field.startswith(path) for field in named), named)
        filter = filter_pb2.Filter(ids=["i"] * 1000, tags=["t"] * 100, regions=["UA"] * 1000)
        self.assertEqual(list_all(self.ledger, filter)[0], [])

    def test_boxes_over_the_antimeridian_and_around_a_pole_are_served(self):
        for i, (lat, lon) in enumerate([(10, 179.5), (10, -179.5), (10, 0), (89.9, 77)]):
            place = event_pb2.Place(point={"lat": lat, "lon": lon},
                                    precision="PLACE_PRECISION_POINT")
            submit(self.ledger, [self.event(i, places=[place])])

        def found(**box):
            filter = filter_pb2.Filter(area={"box": filter_pb2.Box(**box)})
            return sorted(int(result.event.id.split("/")[1])
                          for result in list_all(self.ledger, filter)[0])
        self.assertEqual(found(south=0, north=20, west=170, east=-170), [0, 1])
        self.assertEqual(found(south=0, north=20, west=-170, east=170), [2])
        self.assertEqual(found(south=80, north=90, west=-180, east=180), [3])


if __name__ == "__main__":
    cases.run(sys.argv[1:])
