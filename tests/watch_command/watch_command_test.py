"""`sitrep watch` as a user has it: a line a change, named places, commands, restarts, Ctrl-C."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import cases
from ledger import Ledger, binary, submit
from stubs import event_pb2

SECONDS_MAX = 30


class WatchCommandTest(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger()
        self.addCleanup(self.ledger.close)

    def watch(self, *arguments):
        process = self.ledger.sitrep_process("watch", "--from", "beginning", *arguments)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def submit(self, *ids):
        submit(self.ledger, [event_pb2.Event(id=id, summary=id) for id in ids])

    def ids(self, process, count):
        return [json.loads(process.stdout.readline())["event"]["id"] for _ in range(count)]

    def wait_until(self, done):
        deadline = time.monotonic() + SECONDS_MAX
        while not done():
            self.assertLess(time.monotonic(), deadline, "it takes too long")
            time.sleep(0.02)

    def place(self, name):
        answer = self.ledger.sitrep("subscriptions", "-o", "ndjson")
        self.assertEqual(answer.code, 0, answer.err)
        places = [json.loads(line) for line in answer.out.splitlines()]
        return next((place for place in places if place["name"] == name), None)

    def acknowledged(self, name):
        place = self.place(name)
        return int(place["acknowledgedSequence"]) if place else -1

    def test_ctrl_c_leaves_cleanly(self):
        watch = self.watch()
        self.submit("a")
        self.assertEqual(self.ids(watch, 1), ["a"])
        watch.send_signal(signal.SIGINT)
        out, err = watch.communicate(timeout=SECONDS_MAX)
        self.assertEqual((watch.returncode, out, err), (0, "", ""))

    def test_a_full_disk_is_an_error(self):
        self.submit("a")
        with open("/dev/full", "w", encoding="utf-8") as full:
            watch = subprocess.run(
                [binary("SITREP", "client/sitrep"), "watch", "--from", "beginning"], stdout=full,
                stderr=subprocess.PIPE, text=True, timeout=SECONDS_MAX, check=False,
                env={**os.environ, "SITREP_SERVER": self.ledger.address})
        self.assertEqual(watch.returncode, 1)
        self.assertIn("can't write", watch.stderr)

    def test_a_closed_output_is_an_error(self):
        self.submit("a")
        watch = subprocess.run(
            ["sh", "-c", 'exec "$0" watch --from beginning >&-',
             binary("SITREP", "client/sitrep")], stderr=subprocess.PIPE, text=True,
            timeout=SECONDS_MAX, check=False,
            env={**os.environ, "SITREP_SERVER": self.ledger.address})
        self.assertEqual(watch.returncode, 1)
        self.assertIn("can't write", watch.stderr)

    def test_a_signal_ends_one_whose_pipe_is_full(self):
        self.submit(*(f"{i}{'x' * 100}" for i in range(1000)))
        watch = self.watch()
        self.assertEqual(len(self.ids(watch, 1)), 1)
        # Nobody reads on.
        time.sleep(1)
        watch.send_signal(signal.SIGTERM)
        self.assertEqual(watch.wait(timeout=SECONDS_MAX), 0)

    def test_a_signal_ends_one_amid_a_long_line_that_nobody_reads(self):
        submit(self.ledger, [event_pb2.Event(id=f"{i}", sources=[{"quote": "x" * 8000}] * 3)
                             for i in range(60)])
        watch = self.watch()
        time.sleep(1)
        watch.send_signal(signal.SIGINT)
        self.assertEqual(watch.wait(timeout=SECONDS_MAX), 0)
        self.assertEqual(watch.stderr.read(), "")

    def test_a_signal_ends_one_whose_server_does_not_answer_an_acknowledgement(self):
        watch = self.watch("--name", "x", "--exec", "sleep 1")
        self.wait_until(lambda: self.place("x") is not None)
        self.submit("a")
        time.sleep(0.5)
        self.ledger.process.send_signal(signal.SIGSTOP)
        self.addCleanup(self.ledger.process.send_signal, signal.SIGCONT)
        time.sleep(1)
        watch.send_signal(signal.SIGINT)
        self.assertEqual(watch.wait(timeout=10), 0)

    def test_an_empty_name_or_command_is_refused(self):
        for flag in ("--name", "--exec"):
            refused = self.ledger.sitrep("watch", flag, "")
            self.assertEqual(refused.code, 2)
            self.assertIn(f"{flag}: is empty", refused.err)

    def test_marks_are_text_where_text_is_asked_for(self):
        watch = self.watch("--progress", "-o", "text")
        self.submit("a")
        self.assertEqual(watch.stdout.readline(), "STARTED 0\n")
        lines = [watch.stdout.readline() for _ in range(2)]
        self.assertTrue(any(line.startswith("CREATED 1  ") for line in lines), lines)
        self.assertTrue(any(line.startswith("CAUGHT_UP ") for line in lines), lines)

    def test_a_command_needs_no_reader(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "ran")
            watch = self.watch("--exec", f"cat >> {path}")
            watch.stdout.close()
            # It looks whether there is a reader now and then.
            time.sleep(1)
            self.submit("a")
            self.wait_until(lambda: os.path.exists(path) and os.path.getsize(path) > 0)

    def test_a_named_watch_goes_on_where_it_was(self):
        self.submit("a", "b")
        first = self.watch("--name", "x")
        self.assertEqual(self.ids(first, 2), ["a", "b"])
        self.wait_until(lambda: self.acknowledged("x") == 2)
        second = self.ledger.sitrep("watch", "--name", "x")
        self.assertEqual(second.code, 1)
        self.assertIn("has a reader", second.err)
        first.kill()
        first.wait()
        self.submit("c")
        self.assertIn("x, 1 behind", self.ledger.sitrep("status").out)
        again = self.watch("--name", "x", "--take-over")
        self.assertEqual(self.ids(again, 1), ["c"])

    def test_a_reader_that_comes_back_does_not_end_another_one(self):
        first = self.watch("--name", "x")
        self.submit("a")
        self.assertEqual(self.ids(first, 1), ["a"])
        self.wait_until(lambda: self.acknowledged("x") == 1)
        first.send_signal(signal.SIGSTOP)
        self.ledger.kill()
        self.ledger.start()
        second = self.watch("--name", "x")
        self.wait_until(lambda: self.place("x").get("connected"))
        first.send_signal(signal.SIGCONT)
        self.assertEqual(first.wait(timeout=SECONDS_MAX), 1)
        self.assertIn("has a reader", first.stderr.read())
        self.submit("b")
        self.assertEqual(self.ids(second, 1), ["b"])

    def test_an_older_copy_of_the_ledger_is_an_error(self):
        data = os.path.join(self.ledger.directory, "data")
        self.submit("a")
        watch = self.watch("--name", "x")
        self.assertEqual(self.ids(watch, 1), ["a"])
        self.wait_until(lambda: self.acknowledged("x") == 1)
        self.ledger.stop()
        shutil.copytree(data, data + ".copy")
        self.ledger.start()
        self.submit("b", "c")
        self.assertEqual(self.ids(watch, 2), ["b", "c"])
        self.wait_until(lambda: self.acknowledged("x") == 3)
        self.ledger.stop()
        shutil.rmtree(data)
        os.rename(data + ".copy", data)
        self.ledger.start()
        self.assertEqual(watch.wait(timeout=SECONDS_MAX), 1)
        self.assertIn("after_sequence: 3 is not there", watch.stderr.read())

    def test_one_that_takes_over_ends_the_other(self):
        first = self.watch("--name", "x")
        self.submit("a")
        self.assertEqual(self.ids(first, 1), ["a"])
        second = self.watch("--name", "x", "--take-over")
        self.assertEqual(first.wait(timeout=SECONDS_MAX), 1)
        self.assertIn("took over", first.stderr.read())
        self.submit("b")
        # At least once: the acknowledgement of "a" may have come too late.
        self.assertIn(self.ids(second, 1)[0], ["a", "b"])

    def test_servers_killed_amid_a_stream_repeat_nothing_and_lose_nothing(self):
        for start in (["--from", "beginning"], ["--from", "beginning", "--name", "x"],
                      ["--matching-first"]):
            with self.subTest(start):
                feed = "".join(start)
                watch = self.ledger.sitrep_process("watch", *start)
                self.addCleanup(watch.wait)
                self.addCleanup(watch.kill)
                self.submit(f"{feed}/0")
                seen = []
                while f"{feed}/0" not in seen:
                    seen += self.ids(watch, 1)
                feeding = threading.Thread(target=self.feed_and_kill, args=(feed,), daemon=True)
                feeding.start()
                while seen[-1] != f"{feed}/last":
                    line = watch.stdout.readline()
                    self.assertTrue(line, watch.stderr.read() if not line else "")
                    seen.append(json.loads(line)["event"]["id"])
                feeding.join()
                self.assertEqual([id for id in seen if id.startswith(feed)],
                                 [f"{feed}/{i}" for i in range(400)] + [f"{feed}/last"])
                watch.kill()

    def feed_and_kill(self, feed):
        """One event after the other, and the server killed -9 and started between some of them."""
        for i in range(1, 400):
            self.submit(f"{feed}/{i}")
            if i % 100 == 50:
                self.ledger.kill()
                self.ledger.start()
        self.submit(f"{feed}/last")

    def test_a_restart_of_the_server_repeats_nothing_and_loses_nothing(self):
        for arguments in ([], ["--name", "x"]):
            with self.subTest(arguments):
                watch = self.watch(*arguments)
                self.submit(*[f"{len(arguments)}/{i}" for i in range(20)])
                seen = self.ids(watch, 20)
                self.ledger.kill()
                self.ledger.start()
                self.submit(f"{len(arguments)}/last")
                while seen[-1] != f"{len(arguments)}/last":
                    seen += self.ids(watch, 1)
                self.assertEqual(len(set(seen)), len(seen))
                watch.kill()

    def test_a_command_gets_each_change_in_order_and_acknowledges_by_its_exit(self):
        with tempfile.TemporaryDirectory() as folder:
            seen, good = os.path.join(folder, "seen"), os.path.join(folder, "good")
            command = f"cat >> {seen}; test -e {good}"
            self.submit("a", "b", "c")
            failing = self.watch("--name", "x", "--exec", command)
            self.assertEqual(failing.wait(timeout=SECONDS_MAX), 1)
            self.assertIn("exit code 1", failing.stderr.read())
            self.assertEqual(self.acknowledged("x"), 0)
            open(good, "w", encoding="utf-8").close()
            self.watch("--name", "x", "--exec", command)
            self.wait_until(lambda: self.acknowledged("x") == 3)
            with open(seen, encoding="utf-8") as lines:
                ids = [json.loads(line)["event"]["id"] for line in lines]
            self.assertEqual(ids, ["a", "a", "b", "c"])

    def test_a_failing_command_is_tried_again_if_asked(self):
        with tempfile.TemporaryDirectory() as folder:
            good = os.path.join(folder, "good")
            self.submit("a")
            watch = self.watch("--name", "x", "--on-failure", "retry", "--exec", f"test -e {good}")
            self.assertIn("again in 1s", watch.stderr.readline())
            open(good, "w", encoding="utf-8").close()
            self.wait_until(lambda: self.acknowledged("x") == 1)

    def test_subscriptions_are_deleted(self):
        watch = self.watch("--name", "x")
        self.wait_until(lambda: self.place("x") is not None)
        self.assertEqual(self.ledger.sitrep("subscriptions", "--delete", "x").code, 1)
        watch.kill()
        watch.wait()
        self.wait_until(lambda: not self.place("x")["connected"])
        self.assertEqual(self.ledger.sitrep("subscriptions", "--delete", "x").code, 0)
        self.assertIsNone(self.place("x"))


if __name__ == "__main__":
    cases.run()
