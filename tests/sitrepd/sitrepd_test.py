"""sitrepd as a process: its flags, its one line, its exit codes, its end by a signal."""

import os
import re
import resource
import signal
import socket
import subprocess
import tempfile
import unittest
import urllib.request

import cases
import grpc
from ledger import Ledger, binary, list_all, submit
from stubs import admin_service_pb2, event_pb2, event_service_pb2

DONE, CANNOT_START, BAD_USAGE = 0, 1, 2
SECONDS_MAX = 60


def run(*arguments, environment=None):
    """Runs sitrepd until it ends by itself: its exit code, stdout and stderr."""
    process = subprocess.run([binary("SITREPD", "server/sitrepd"), *arguments],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=SECONDS_MAX, env={**os.environ, **(environment or {})})
    return process.returncode, process.stdout, process.stderr


class Flags(unittest.TestCase):

    def test_help_says_what_there_is(self):
        code, out, _ = run("--help")
        self.assertEqual(code, DONE)
        for word in ("--data", "--listen", "--metrics", "--actors", "--version", "127.0.0.1:7447"):
            self.assertIn(word, out)

    def test_version_is_one_line(self):
        code, out, _ = run("--version")
        self.assertEqual(code, DONE)
        self.assertRegex(out, r"\Asitrepd \d+\.\d+\.\d+\n\Z")

    def test_memory_is_asked_for_in_huge_pages(self):
        # Whether the system has them or not.
        _, _, err = run("--version", environment={"MALLOC_CONF": "confirm_conf:true"})
        self.assertRegex(err, r'global variable malloc_conf\): "thp:always"')

    def test_bad_usage_exits_with_2_and_says_why(self):
        for arguments in ([], ["--data"], ["--data", "x", "--nonsense"], ["--data", "x", "extra"]):
            code, out, err = run(*arguments)
            self.assertEqual((code, out), (BAD_USAGE, ""), arguments)
            self.assertNotEqual(err, "")
        self.assertFalse(os.path.exists("x"))


class Start(unittest.TestCase):

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.data = os.path.join(directory.name, "data")

    def assert_cannot_start(self, words, *arguments):
        code, out, err = run("--data", self.data, *arguments)
        self.assertEqual((code, out), (CANNOT_START, ""), err)
        self.assertRegex(err, words)

    def test_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            address = "127.0.0.1:%d" % other.getsockname()[1]
            self.assert_cannot_start(address, "--listen", address)

    def test_no_address(self):
        self.assert_cannot_start("nonsense", "--listen", "nonsense")

    def test_address_of_metrics(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            taken = "127.0.0.1:%d" % other.getsockname()[1]
            for address in (taken, "nonsense", "127.0.0.1", "127.0.0.1:99999"):
                self.assert_cannot_start(address, "--listen", "127.0.0.1:0", "--metrics", address)

    def test_directory_of_another_server(self):
        with Ledger() as ledger:
            self.data = os.path.join(ledger.directory, "data")
            self.assert_cannot_start(re.escape(self.data), "--listen", "127.0.0.1:0")

    def test_directory_that_is_a_file(self):
        with open(self.data, "w", encoding="utf-8"):
            pass
        self.assert_cannot_start("data", "--listen", "127.0.0.1:0")


    def test_faults_in_files_of_actors(self):
        path = os.path.join(os.path.dirname(self.data), "our.txt")
        for text, where in [("grp:x armed_group Xs\n\nnonsense\n", ":3: an entry begins with"),
                            ("grp:x armed_group Xs\nof: nobody\n", ":1: belongs_to"),
                            ("\nRU also\nadj: ruritan*\n", ":2: "),
                            ("- titles\nwords: sir\n", ":1: "),
                            ("forces body Forces of {}\nkind: armed_forces\n", ":1: "),
                            ("XX state Xland\n", ":1: ")]:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            self.assert_cannot_start(re.escape(path + where), "--listen", "127.0.0.1:0",
                                     "--actors", path)
        self.assert_cannot_start("nowhere.txt", "--listen", "127.0.0.1:0", "--actors", "nowhere.txt")
        directory = os.path.dirname(self.data)
        self.assert_cannot_start(re.escape(directory), "--listen", "127.0.0.1:0",
                                 "--actors", directory)


class Serving(unittest.TestCase):

    def test_prints_one_line_and_ends_well_by_either_signal(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Ledger() as ledger:
                process = ledger.process
                process.send_signal(number)
                out, _ = process.communicate(timeout=SECONDS_MAX)
                self.assertEqual((process.returncode, out), (DONE, ""))

    def test_ends_though_a_watch_is_open(self):
        with Ledger() as ledger:
            stream = ledger.events.WatchEvents(event_service_pb2.WatchEventsRequest())
            next(stream)
            self.assertEqual(ledger.stop(), DONE)

    def metrics_of(self, ledger):
        url = re.findall(r"http://127\.0\.0\.1:\d+/metrics", ledger.log())[-1]
        with urllib.request.urlopen(url, timeout=SECONDS_MAX) as answer:
            self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))
            lines = answer.read().decode("utf-8").splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    # A file that may not grow stands for a full disk.
    def test_says_when_nothing_can_be_written_and_serves_what_it_has(self):
        with Ledger("--metrics", "127.0.0.1:0") as ledger:

            def problems():
                return list(ledger.admin.GetStatus(
                    admin_service_pb2.GetStatusRequest()).problems)

            submit(ledger, [event_pb2.Event(id="before")])
            self.assertEqual((problems(), self.metrics_of(ledger)["sitrep_problems"]), ([], "0"))
            resource.prlimit(ledger.process.pid, resource.RLIMIT_FSIZE,
                             (1, resource.RLIM_INFINITY))
            for _ in range(2):
                with self.assertRaisesRegex(grpc.RpcError, "takes nothing more"):
                    submit(ledger, [event_pb2.Event(id="during")])
            self.assertRegex(" ".join(problems()), "^the ledger takes nothing more until")
            self.assertIn("PROBLEM", ledger.sitrep("status").out)
            self.assertEqual(self.metrics_of(ledger)["sitrep_problems"], "1")
            self.assertEqual([result.event.id for result in list_all(ledger)[0]], ["before"])
            self.assertEqual(ledger.stop(), DONE)
            ledger.start()
            self.assertEqual(problems(), [])
            submit(ledger, [event_pb2.Event(id="after")])
            self.assertCountEqual([result.event.id for result in list_all(ledger)[0]],
                                  ["before", "after"])

    def test_metrics_say_how_far_behind_a_subscription_is(self):
        with Ledger("--metrics", "127.0.0.1:0") as ledger:

            def metrics():
                return self.metrics_of(ledger)

            self.assertEqual(metrics()["sitrep_events"], "0")
            stream = ledger.events.WatchEvents(event_service_pb2.WatchEventsRequest(
                subscription="desk \"1\""))
            next(stream)
            ledger.events.SubmitEvents(event_service_pb2.SubmitEventsRequest(
                events=[event_pb2.Event(id=f"e{i}") for i in range(3)]))
            now = metrics()
            self.assertEqual(now["sitrep_events"], "3")
            self.assertEqual(now["sitrep_sequence"], "3")
            self.assertEqual(now["sitrep_watches"], "1")
            name = '{subscription="desk \\"1\\""}'
            self.assertEqual(now["sitrep_subscription_lag" + name], "3")
            self.assertEqual(now["sitrep_subscription_connected" + name], "1")
            ledger.events.AcknowledgeWatch(event_service_pb2.AcknowledgeWatchRequest(
                subscription="desk \"1\"", sequence=2))
            self.assertEqual(metrics()["sitrep_subscription_lag" + name], "1")


if __name__ == "__main__":
    cases.run()
