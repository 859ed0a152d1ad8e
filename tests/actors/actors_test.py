"""A ledger's own actors through the real server and the real command line: from files, from lines of
JSON, and over kill -9."""

import json
import os
import random
import threading
import time
import unittest

import grpc

import cases
from ledger import Ledger, list_all, submit
from stubs import admin_service_pb2, directory_service_pb2, event_pb2, filter_pb2

ADDED = directory_service_pb2.ACTOR_OUTCOME_ADDED
UNCHANGED = directory_service_pb2.ACTOR_OUTCOME_UNCHANGED

FALCONS = {"id": "grp:falcon", "kind": "armed_group", "name": "Blue Falcon Brigade"}


def put(ledger, *actors):
    request = directory_service_pb2.PutActorsRequest(actors=actors)
    return ledger.directory_service.PutActors(request, timeout=60)


def sequence(ledger):
    return ledger.admin.GetStatus(admin_service_pb2.GetStatusRequest(), timeout=20).sequence


def resolved(ledger, name):
    """The id of the best candidate, if it is sure."""
    request = directory_service_pb2.ResolveActorsRequest(names=[name])
    candidates = ledger.directory_service.ResolveActors(request, timeout=20).resolutions[0].candidates
    sure = (directory_service_pb2.MATCHED_BY_EXACT, directory_service_pb2.MATCHED_BY_NORMALIZED)
    return candidates[0].id if candidates and candidates[0].matched_by in sure else None


def by(id, name):
    event = event_pb2.Event(id=id, participants=[{"name": name}])
    event.statement.SetInParent()
    return event


class KillTest(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger()
        self.addCleanup(self.ledger.close)

    def test_what_was_answered_is_there_after_a_kill(self):
        put(self.ledger, FALCONS)
        submit(self.ledger, [by("a", "Blue Falcon Brigade")])
        put(self.ledger, {"id": "RU", "names": ["Ruritania Maior"]})
        self.ledger.kill()
        self.ledger.start()
        self.assertEqual(resolved(self.ledger, "Blue Falcon Brigade"), "grp:falcon")
        self.assertEqual(resolved(self.ledger, "Ruritania Maior"), "RU")
        self.assertEqual(list(put(self.ledger, FALCONS).outcomes), [UNCHANGED])
        submit(self.ledger, [by("b", "Blue Falcon Brigade")])
        results, _ = list_all(self.ledger, filter_pb2.Filter(actors=["grp:falcon"]))
        self.assertEqual(sorted(result.event.id for result in results), ["a", "b"])

    def test_kills_at_random_moments_lose_no_answered_change(self):
        answered, stopping = [], threading.Event()

        def change():
            number = 0
            while not stopping.is_set():
                try:
                    answer = put(self.ledger, {"id": f"grp:{number}", "kind": "party",
                                               "name": f"Quux Party {number}"})
                    answered.append((number, answer.sequence))
                    number += 1
                except (grpc.RpcError, ValueError):
                    time.sleep(0.02)  # The same again.

        thread = threading.Thread(target=change, daemon=True)
        thread.start()
        for kill in range(4):
            # One is answered since the last kill, and one is under way.
            deadline, since = time.monotonic() + 60, len(answered)
            while len(answered) == since and time.monotonic() < deadline:
                time.sleep(0.02)
            time.sleep(random.uniform(0, 0.5))
            before = list(answered)
            self.ledger.kill()
            self.ledger.start()
            submit(self.ledger, [by(f"event/{kill}", "Quux Party 0")])
            for number, at in before:
                self.assertEqual(resolved(self.ledger, f"Quux Party {number}"), f"grp:{number}")
                self.assertLessEqual(at, sequence(self.ledger))
        stopping.set()
        thread.join(timeout=60)
        self.assertFalse(thread.is_alive())
        self.assertGreater(len(answered), 3)
        self.assertEqual(len(list_all(self.ledger)[0]), 4)


class FilesTest(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger()
        self.addCleanup(self.ledger.close)

    def write(self, name, text):
        path = os.path.join(self.ledger.directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def restart(self, *arguments):
        self.ledger.stop()
        self.ledger.arguments = list(arguments)
        self.ledger.start()
        return sequence(self.ledger)

    def test_what_is_new_or_different_becomes_one_entry_and_nothing_goes(self):
        groups = self.write("groups.txt",
                            "grp:falcon armed_group Blue Falcon Brigade\nof: RU\nru: Соколы\n\n"
                            "grp:heron armed_group Grey Heron\nof: grp:falcon\n")
        people = self.write("people.txt", "per:quux person Xavier Quux\nof: grp:heron\n\n"
                            "Q7747 also\nen: Vovochka Quux\n")
        both = ("--actors", groups, "--actors", people)
        self.assertEqual(self.restart(*both), 1)
        self.assertEqual(resolved(self.ledger, "Соколы"), "grp:falcon")
        self.assertEqual(resolved(self.ledger, "Quux, Xavier"), "per:quux")
        self.assertEqual(resolved(self.ledger, "Vovochka Quux"), "Q7747")
        self.assertEqual(self.restart(*both), 1)
        self.write("groups.txt", "grp:falcon armed_group Blue Falcon Brigade\nof: UA\n")
        self.assertEqual(self.restart(*both), 2)
        self.assertIsNone(resolved(self.ledger, "Соколы"))
        self.assertEqual(resolved(self.ledger, "Grey Heron"), "grp:heron")
        # What was put by a call stays beside what `also` adds.
        put(self.ledger, {"id": "Q7747", "names": ["Vova P. Quux"]})
        self.assertEqual(self.restart(*both), 4)
        self.assertEqual(resolved(self.ledger, "Vova P. Quux"), "Q7747")
        self.assertEqual(resolved(self.ledger, "Vovochka Quux"), "Q7747")
        self.assertEqual(self.restart(*both), 4)
        self.assertEqual(self.restart(), 4)
        self.assertEqual(resolved(self.ledger, "Xavier Quux"), "per:quux")


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger()
        self.addCleanup(self.ledger.close)

    def put(self, *lines, arguments=("-",)):
        stdin = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n"
                        for line in lines)
        return self.ledger.sitrep("put-actors", *arguments, stdin=stdin)

    def test_lines_become_actors_that_are_shown(self):
        dry = self.put(FALCONS, arguments=("-", "--dry-run"))
        self.assertEqual(dry, (0, "", "added 1 changed 0 removed 0 unchanged 0\n"))
        self.assertEqual(self.ledger.sitrep("actors", "Blue Falcon Brigade").code, 1)
        answer = self.put(FALCONS, "", {"id": "per:quux", "kind": "person", "name": "Xavier Quux",
                                        "belongsTo": ["grp:falcon"], "whole_names_only": True})
        self.assertEqual(answer, (0, "", "added 2 changed 0 removed 0 unchanged 0\n"))
        again = self.put({**FALCONS, "names": ["Falcons"]}, {"id": "per:quux", "removed": True},
                         {"id": "per:quux2", "removed": True}, arguments=())
        self.assertEqual(again, (0, "", "added 0 changed 1 removed 1 unchanged 1\n"))
        shown = self.ledger.sitrep("actors", "Blue Falcon Brigade", "-o", "ndjson")
        self.assertEqual(json.loads(shown.out)["id"], "grp:falcon")
        self.assertEqual(shown.code, 0)

    def test_bad_lines_are_named_and_nothing_is_put(self):
        answer = self.put(FALCONS, "nonsense", {"id": "x", "colour": "red"})
        self.assertEqual((answer.code, answer.out), (1, ""))
        lines = answer.err.splitlines()
        self.assertTrue(lines[0].startswith("sitrep: line 2: not JSON"), lines)
        self.assertEqual(lines[1], "sitrep: line 3: colour: is no field of Actor")
        self.assertEqual(lines[2], "sitrep: nothing was put")
        refused = self.put("", FALCONS, {**FALCONS, "id": "grp:x", "kind": "gang"})
        self.assertEqual(refused.code, 1)
        self.assertIn('sitrep: line 3: kind: "gang" is not one of', refused.err)
        self.assertIn("added 0 changed 0", refused.err)
        self.assertEqual(sequence(self.ledger), 0)

    def test_a_name_that_others_bear_is_said_of_its_line(self):
        answer = self.put("", FALCONS, {"id": "grp:x", "kind": "party", "name": "X Party",
                                        "names": ["Blue Falcon Brigade"]})
        self.assertEqual(answer.code, 0)
        self.assertIn("line 2: name: \"Blue Falcon Brigade\" is a name of grp:falcon, grp:x: "
                      "alone it stays unread\n", answer.err)
        self.assertIn("line 3: names[0]: ", answer.err)
        self.assertIn("added 2 changed 0", answer.err)

    def test_files_usage_and_connection_have_their_exit_codes(self):
        path = os.path.join(self.ledger.directory, "actors.ndjson")
        with open(path, "w", encoding="utf-8") as file:
            for number in range(1001):
                file.write(json.dumps({"id": f"grp:{number}", "kind": "party",
                                       "name": f"Quux Party {number}"}) + "\n")
        answer = self.ledger.sitrep("put-actors", path)
        self.assertEqual(answer, (0, "", "added 1001 changed 0 removed 0 unchanged 0\n"))
        # Of 1,000 and of one.
        self.assertEqual(sequence(self.ledger), 2)
        self.assertEqual(self.ledger.sitrep("put-actors", "nowhere.ndjson").code, 2)
        self.assertEqual(self.ledger.sitrep("put-actors", "--nonsense").code, 2)
        self.ledger.stop()
        self.assertEqual(self.put(FALCONS).code, 3)

    def test_place_shows_one_by_its_id(self):
        answer = self.ledger.sitrep("place", "RU-KRS")
        self.assertEqual(answer.code, 0)
        self.assertEqual(json.loads(answer.out)["ancestorIds"][0], "RU")
        unknown = self.ledger.sitrep("place", "Kursk")
        self.assertEqual((unknown.code, unknown.out), (1, ""))
        self.assertIn("RU-KRS", unknown.err)


if __name__ == "__main__":
    cases.run()
