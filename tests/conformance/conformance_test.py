"""The reference dispatch through the real command line and the real server: every answer that any
correct system gives, and what the contract says of the command line."""

import csv
import io
import json
import os
import queue
import shlex
import signal
import sys
import threading
import unittest

import cases
import stubs
from ledger import Ledger

DISPATCH = os.path.join(stubs.TOP, "data/samples/dispatch-2025-07-12.ndjson")
EVENTS = 20

# Query, the certain answers, the further ones with --possible.
ANSWERS = [
    ("--in Wonsan", "01 02 03", "05 07 08 13 15"),
    ("--in 원산", "01 02 03", "05 07 08 13 15"),
    ("--in Вонсан", "01 02 03", "05 07 08 13 15"),
    ("--in Kursk", "11 12", "07 08 10 13 15"),
    ("--in Курск", "11 12", "07 08 10 13 15"),
    ("--in Koursk", "11 12", "07 08 10 13 15"),
    ("--in 쿠르스크", "11 12", "07 08 10 13 15"),
    ("--in RU-KRS", "11 12", "07 08 10 13 15"),
    ("--kind strike --in Ukraine --since 2025-07-09 --until 2025-07-12", "16 17 18 19", ""),
    ("--in Chernivtsi", "16", "17 18"),
    ("--actor 'North Korea' --actor Russia --kind deployment", "07 08 11", ""),
    ("--status planned", "07", ""),
    ("--min-killed 2", "16 17", ""),
    ("--min-killed 20", "", "16"),
    ("--kind meeting --actor Lavrov", "01 02 05 09", ""),
    ("--kind meeting --actor Лавров", "01 02 05 09", ""),
    ("--kind meeting --actor 'Serguéi Lavrov'", "01 02 05 09", ""),
    ("--kind meeting --actor Russia", "01 02 05 09", ""),
    ("--since 2024-11-01 --until 2024-11-30", "09", "07 08 10 11 12 13 14 15"),
    ("--said-by 'Ukrainian intelligence'", "07", ""),
    ("--by Russia --on Ukraine --kind strike", "16 17 18 19", ""),
]


def numbers(text):
    return {"dispatch-2025-07-12/" + number for number in text.split()}


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


class Output:
    """The lines of a running process, each with a deadline."""

    def __init__(self, process):
        self._lines = queue.Queue()
        threading.Thread(target=self._read, args=(process.stdout,), daemon=True).start()

    def _read(self, pipe):
        for line in pipe:
            self._lines.put(json.loads(line))

    def next(self, seconds_max=20):
        return self._lines.get(timeout=seconds_max)

    def next_change(self):
        while True:
            line = self.next()
            if "change" in line:
                return line

    def rest(self):
        found = []
        while not self._lines.empty():
            found.append(self._lines.get())
        return found


class DispatchTest(unittest.TestCase):
    """A ledger that holds the dispatch and nothing else."""

    @classmethod
    def setUpClass(cls):
        cls.ledger = Ledger()
        cls.addClassCleanup(cls.ledger.close)
        cls.submitted = cls.ledger.sitrep("submit", DISPATCH)

    def sitrep(self, *arguments, code=0, **options):
        answer = self.ledger.sitrep(*arguments, **options)
        self.assertEqual(answer.code, code, f"{arguments}: {answer.err}")
        return answer

    def query(self, *arguments):
        return lines(self.sitrep("query", *arguments, "-o", "ndjson").out)

    def test_submit_stores_every_event(self):
        self.assertEqual(self.submitted.code, 0, self.submitted.err)
        self.assertIn(f"created {EVENTS} unchanged 0 amended 0 conflict 0 stale 0 invalid 0",
                      self.submitted.err)

    def test_answers_are_the_ones_of_any_correct_system(self):
        for flags, certain, possible in ANSWERS:
            with self.subTest(flags):
                found = self.query(*shlex.split(flags))
                self.assertEqual({event["id"] for event in found}, numbers(certain))
                self.assertEqual(len(found), len(numbers(certain)))
                for event in found:
                    self.assertNotIn("uncertainOn", event)

    def test_possible_answers_are_the_further_ones_and_say_so(self):
        for flags, certain, possible in ANSWERS:
            with self.subTest(flags):
                found = self.query(*shlex.split(flags), "--possible")
                self.assertEqual({event["id"] for event in found},
                                 numbers(certain) | numbers(possible))
                marked = {event["id"] for event in found if event.get("match") == "MATCH_POSSIBLE"}
                self.assertEqual(marked, numbers(possible))
                for event in found:
                    self.assertEqual("uncertainOn" in event, event["id"] in marked)

    def test_resubmitting_the_file_changes_nothing(self):
        answer = self.sitrep("submit", DISPATCH, "--results", "-")
        self.assertEqual([result["outcome"] for result in lines(answer.out)],
                         ["OUTCOME_UNCHANGED"] * EVENTS)
        self.assertIn(f"created 0 unchanged {EVENTS} ", answer.err)

    def test_served_events_submitted_again_are_unchanged(self):
        served = self.sitrep("query", "--limit", "1000", "-o", "ndjson").out
        events = lines(served)
        self.assertEqual(len(events), EVENTS)
        self.assertTrue(all("record" in event for event in events))
        self.assertTrue(any(place.get("regionIds") for event in events
                            for place in event.get("places", [])))
        self.assertIn(f"unchanged {EVENTS} ", self.sitrep("submit", "-", stdin=served).err)

    def test_a_dry_run_stores_nothing(self):
        line = json.dumps({"id": "dry/1", "summary": "never stored", "statement": {}})
        answer = self.sitrep("submit", "-", "--dry-run", "--results", "-", stdin=line + "\n")
        self.assertEqual(lines(answer.out)[0]["outcome"], "OUTCOME_CREATED")
        self.sitrep("get", "dry/1", code=1)

    def test_get_prints_the_event_as_stored(self):
        event = json.loads(self.sitrep("get", "dispatch-2025-07-12/16", "-o", "ndjson").out)
        self.assertEqual(event["id"], "dispatch-2025-07-12/16")
        self.assertEqual(event["record"]["revision"], 1)
        self.assertEqual(event["record"]["kind"], "KIND_STRIKE")
        self.assertEqual(event["record"]["killed"], {"low": 2})
        self.assertIn("UA", event["places"][1]["regionIds"])

    def test_get_of_an_unknown_id_is_refused(self):
        self.assertEqual(self.sitrep("get", "dispatch-2025-07-12/99", code=1).out, "")

    def test_places_gives_candidates(self):
        found = lines(self.sitrep("places", "Kursk", "-o", "ndjson").out)
        self.assertIn("RU-KRS", [candidate["id"] for candidate in found])
        for candidate in found:
            self.assertLessEqual({"id", "name", "kind", "matchedBy", "score"}, set(candidate))
        scores = [candidate["score"] for candidate in found]
        self.assertEqual(scores, sorted(scores, reverse=True))

    def test_a_province_on_both_sides_of_a_border_is_both(self):
        found = lines(self.sitrep("places", "강원도", "-o", "ndjson").out)
        self.assertLessEqual({"KP-07", "KR-42"}, {candidate["id"] for candidate in found})

    def test_a_country_narrows_a_name(self):
        found = lines(self.sitrep("places", "강원도", "--country", "kp", "-o", "ndjson").out)
        self.assertEqual([candidate["id"] for candidate in found][:1], ["KP-07"])
        nowhere = self.sitrep("places", "Quuxville Nowhere", "--country", "KP", code=1)
        self.assertIn("'Quuxville Nowhere' in KP", nowhere.err)

    def test_actors_gives_candidates(self):
        for name in ("North Korea", "Corea del Norte", "조선민주주의인민공화국", "KP"):
            with self.subTest(name):
                found = lines(self.sitrep("actors", name, "-o", "ndjson").out)
                self.assertEqual(found[0]["id"], "KP")
        found = lines(self.sitrep("actors", "Лавров", "-o", "ndjson").out)
        self.assertIn("avrov", found[0]["name"])

    def test_status_tells_what_the_ledger_holds(self):
        status = json.loads(self.sitrep("status", "-o", "json").out)
        self.assertEqual(status["events"], str(EVENTS))
        self.assertTrue(status["ledgerId"])
        self.assertIn("events", self.sitrep("status").out)

    def test_json_is_one_document(self):
        document = json.loads(self.sitrep("query", "--in", "Kursk", "-o", "json").out)
        text = json.dumps(document)
        self.assertIn("dispatch-2025-07-12/11", text)
        self.assertIn("dispatch-2025-07-12/12", text)
        json.loads(self.sitrep("query", "--in", "Mongolia", "-o", "json").out)

    def test_geojson_is_a_collection_of_features(self):
        document = json.loads(self.sitrep("query", "-o", "geojson").out)
        self.assertEqual(document["type"], "FeatureCollection")
        self.assertTrue(document["features"])
        for feature in document["features"]:
            self.assertEqual(feature["type"], "Feature")
            # No pin is drawn that the source does not support.
            if feature["geometry"] is not None:
                self.assertEqual(feature["properties"]["id"], "dispatch-2025-07-12/16")
        json.loads(self.sitrep("query", "--in", "Mongolia", "-o", "geojson").out)

    def test_csv_has_a_head_and_a_row_for_each_event(self):
        rows = list(csv.reader(io.StringIO(self.sitrep("query", "-o", "csv").out, newline="")))
        self.assertEqual(len(rows), EVENTS + 1)
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        self.assertIn("id", rows[0])

    def test_text_tells_each_event(self):
        out = self.sitrep("query", "--in", "Kursk", "-o", "text").out
        for number in ("11", "12"):
            self.assertIn("dispatch-2025-07-12/" + number, out)

    def test_the_table_ends_with_count_readings_and_sequence(self):
        answer = self.sitrep("query", "--in", "Kursk", "-o", "table")
        self.assertIn("2 events", answer.out)
        self.assertIn("RU-KRS", answer.out)
        self.assertRegex(answer.out, r"as of sequence \d+")
        self.assertIn("--possible", answer.out + answer.err)

    def test_an_empty_table_is_no_error(self):
        self.assertIn("0 events", self.sitrep("query", "--in", "Mongolia", "-o", "table").out)

    def test_newest_and_oldest_first_are_each_others_reverse(self):
        dated = ["--until", "2030-01-01", "--kind", "strike"]
        newest = [event["id"] for event in self.query(*dated)]
        oldest = [event["id"] for event in self.query(*dated, "--oldest-first")]
        self.assertEqual(newest, oldest[::-1])
        self.assertEqual(newest, ["dispatch-2025-07-12/" + n for n in ("17", "16", "19", "18")])

    def test_a_limit_is_kept(self):
        self.assertEqual(len(self.query("--limit", "3")), 3)

    def test_a_name_that_means_nothing_is_refused_with_suggestions(self):
        answer = self.sitrep("query", "--in", "Kurskk", code=1)
        self.assertEqual(answer.out, "")
        self.assertIn("Kursk", answer.err)
        answer = self.sitrep("query", "--actor", "Lavorv", code=1)
        self.assertIn("Lavrov", answer.err)
        self.sitrep("watch", "--in", "Kurskk", code=1)

    def test_bad_usage_is_exit_2(self):
        for arguments in (["frobnicate"], ["query", "--min-killed", "many"], ["query", "--nope"],
                          ["query", "--since", "some day"], ["query", "-o", "yaml"],
                          ["query", "--near", "50,30"], [], ["get"]):
            with self.subTest(arguments):
                answer = self.sitrep(*arguments, code=2)
                self.assertNotEqual(answer.err, "")

    def test_no_connection_is_exit_3(self):
        # A port from the reserved range, on which nothing listens.
        self.sitrep("--server", "127.0.0.1:1", "status", code=3)

    def test_help_has_examples(self):
        for command in ("submit", "add", "query", "watch", "get", "amend", "places", "actors",
                        "status"):
            with self.subTest(command):
                self.assertIn("sitrep " + command, self.sitrep(command, "--help").out)

    def test_completion_is_a_script(self):
        for shell in ("bash", "zsh"):
            self.assertIn("sitrep", self.sitrep("completion", shell).out)


class ChangingTest(unittest.TestCase):
    """A ledger that begins with the dispatch; each case adds ids of its own."""

    @classmethod
    def setUpClass(cls):
        cls.ledger = Ledger()
        cls.addClassCleanup(cls.ledger.close)
        cls.ledger.sitrep("submit", DISPATCH)

    def sitrep(self, *arguments, code=0, **options):
        answer = self.ledger.sitrep(*arguments, **options)
        self.assertEqual(answer.code, code, f"{arguments}: {answer.err}")
        return answer

    def submit(self, *events, code=0):
        text = "".join(json.dumps(event) + "\n" for event in events)
        return self.sitrep("submit", "-", stdin=text, code=code)

    def watch(self, *arguments):
        process = self.ledger.sitrep_process("watch", *arguments)
        # The last one first: a stream that is being read cannot be closed before the process ends.
        for close in (process.stdout.close, process.stderr.close, process.stdin.close,
                      process.wait, process.kill):
            self.addCleanup(close)
        return process, Output(process)

    def strike(self, number):
        return {"id": f"watch/{number}", "summary": "a strike", "strike": {},
                "places": [{"name": "Kursk", "precision": "admin1", "role": "target"}]}

    def test_bad_lines_spoil_no_good_ones(self):
        bad = ['{"id":"bad/1","places":[{"point":{"lat":91,"lon":0},"precision":"point"}]}',
               '{"id":"bad/2","places":[{"point":{"lat":NaN,"lon":0}}]}',
               '{"id":"bad/3","frobnicated":true}', '{"id":"bad/4","status":"maybe"}',
               '{"id":"bad/5","status":77}', '{"id":', '[1,2]',
               '{"id":"bad/8","occurred":{"start":"2025-07-12T00:00:00Z","end":"2025-07-11T00:00:00Z"}}',
               '{"id":"bad/9","casualties":[{"killed":{"low":5,"high":2}}]}']
        text = "".join(f'{{"id":"good/{i}","statement":{{}}}}\n{line}\n'
                       for i, line in enumerate(bad))
        answer = self.sitrep("submit", "-", stdin=text, code=1)
        self.assertIn(f"created {len(bad)} unchanged 0 amended 0 conflict 0 stale 0 "
                      f"invalid {len(bad)}", answer.err)
        for i in range(len(bad)):
            self.assertRegex(answer.err, rf"line {2 * i + 2}\b")
        for path in ("places[0].point.lat", "frobnicated", "status", "occurred.end",
                     "casualties[0].killed.low"):
            self.assertIn(path, answer.err)
        self.assertEqual(len(lines(self.sitrep("query", "--id", "good/0,good/8").out)), 2)

    def test_other_content_is_a_conflict_unless_asked_otherwise(self):
        event = {"id": "feed/1", "summary": "one", "statement": {}}
        self.submit(event)
        event["summary"] = "two"
        answer = self.submit(event, code=1)
        self.assertIn("conflict 1", answer.err)
        self.assertIn("summary", answer.err)
        text = json.dumps(event) + "\n"
        answer = self.sitrep("submit", "-", "--on-conflict", "skip", stdin=text)
        self.assertIn("unchanged 1", answer.err)
        answer = self.sitrep("submit", "-", "--on-conflict", "amend-own", stdin=text)
        self.assertIn("amended 1", answer.err)

    def test_amend_makes_a_revision_and_old_submissions_stay_quiet(self):
        self.sitrep("amend", "dispatch-2025-07-12/17", "--set", "summary=Eight more dead.",
                    "--reason", "wording")
        event = json.loads(self.sitrep("get", "dispatch-2025-07-12/17", "-o", "ndjson").out)
        self.assertEqual(event["summary"], "Eight more dead.")
        self.assertEqual(event["record"]["revision"], 2)
        self.assertEqual(event["record"]["reason"], "wording")
        self.assertIn(f"unchanged {EVENTS} ", self.sitrep("submit", DISPATCH).err)

    def test_add_stores_one_event_from_flags(self):
        self.sitrep("add", "strike", "--in", "Kharkiv", "--when", "2025-07-13", "--by", "Russia",
                    "--on", "Ukraine", "--killed", ">=2", "--said-by", "regional governor",
                    "--publisher", "Suspilne", "--summary", "A strike on Kharkiv.")
        found = lines(self.sitrep("query", "--in", "Kharkiv", "--by", "Russia", "--on", "Ukraine",
                                  "--kind", "strike", "--min-killed", "2", "--said-by",
                                  "regional governor", "--publisher", "suspilne", "--since",
                                  "2025-07-13", "--until", "2025-07-13").out)
        self.assertEqual([event["summary"] for event in found], ["A strike on Kharkiv."])

    def test_watch_from_the_beginning_tells_all_in_order(self):
        process, output = self.watch("--from", "beginning")
        changes = [output.next() for _ in range(EVENTS)]
        self.assertEqual([int(change["sequence"]) for change in changes],
                         list(range(1, EVENTS + 1)))
        self.assertEqual({change["change"] for change in changes}, {"CHANGE_CREATED"})
        self.assertEqual(changes[0]["event"]["id"], "dispatch-2025-07-12/01")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=20), 0)

    def test_watch_tells_what_comes_and_survives_the_server(self):
        process, output = self.watch("--in", "Kursk", "--kind", "strike", "--progress")
        self.assertIn("started", output.next())
        self.submit(self.strike(1), {**self.strike(2), "strike": None, "statement": {}})
        first = output.next_change()
        self.assertEqual((first["change"], first["event"]["id"]), ("CHANGE_CREATED", "watch/1"))
        self.ledger.kill()
        self.ledger.start()
        self.submit(self.strike(3))
        self.submit({**self.strike(1), "summary": "the same strike, told otherwise"}, code=1)
        self.sitrep("amend", "watch/1", "--set", "summary=told otherwise", "--reason", "test")
        later = [output.next_change() for _ in range(2)]
        self.assertEqual([(change["change"], change["event"]["id"]) for change in later],
                         [("CHANGE_CREATED", "watch/3"), ("CHANGE_AMENDED", "watch/1")])
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=20), 0)
        self.assertEqual([line for line in output.rest() if "change" in line], [])

    def test_the_server_ends_well_on_a_signal(self):
        self.watch("--from", "beginning")[1].next()
        before = self.sitrep("query", "-o", "ndjson").out
        self.assertEqual(self.ledger.stop(), 0)
        self.ledger.start()
        self.assertEqual(self.sitrep("query", "-o", "ndjson").out, before)


if __name__ == "__main__":
    cases.run(sys.argv[1:])
