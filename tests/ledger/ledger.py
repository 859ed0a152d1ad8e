"""A real sitrepd with a directory and a port of its own, and what talks to it.

    with Ledger() as ledger:
        ledger.events.SubmitEvents(...)          # plain gRPC
        ledger.sitrep("query", "--in", "Kursk")  # the real command line
        ledger.kill(); ledger.start()            # the same directory and port again
"""

import atexit
import collections
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Before gRPC is loaded: we start processes while it runs, and lost connections are no news here.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc

import stubs

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 20
# A port stays busy for a moment after kill -9.
START_TRIES = 20

Answer = collections.namedtuple("Answer", "code out err")


def binary(variable, path):
    for candidate in (os.environ.get(variable), os.path.join(stubs.TOP, path),
                      os.path.join(stubs.TOP, "bazel-bin", path)):
        if candidate and os.access(candidate, os.X_OK) and os.path.isfile(candidate):
            return candidate
    raise FileNotFoundError(f"no {path}; set {variable}")


def _exit_on_term(*_):
    sys.exit("stopped by a signal")


class Ledger:
    """One server process at a time over one directory, which goes with this object."""

    def __init__(self, *arguments, window_bytes=None):
        """`arguments` are further ones of sitrepd; they may be changed between two starts.
        `window_bytes`: what gRPC takes of a stream that nobody reads; by default it finds out."""
        self.arguments, self.window_bytes = list(arguments), window_bytes
        # So that the servers are stopped when the test is.
        signal.signal(signal.SIGTERM, _exit_on_term)
        self.directory = tempfile.mkdtemp(prefix="sitrep-test-")
        self.address = ""
        self.channel = None
        self.process = None
        self._log = open(os.path.join(self.directory, "stderr"), "ab")
        # Also when a test ends before it gets to say so.
        atexit.register(self.close)
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the server and forgets the ledger."""
        atexit.unregister(self.close)
        self.kill()
        self._log.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self):
        """Starts the server; the second time on the same port."""
        for _ in range(START_TRIES):
            self._launch()
            line = self.process.stdout.readline()
            if line:
                break
            self.process.wait()
            time.sleep(0.1)
        else:
            raise AssertionError("sitrepd does not start:\n" + self.log())
        self.address = line.split()[-1]
        if not re.fullmatch(r"127\.0\.0\.1:\d+", self.address):
            raise AssertionError(f"the line {line!r} does not end with an address")
        self.channel = self.new_channel()

    def _launch(self):
        self.process = subprocess.Popen(
            [binary("SITREPD", "server/sitrepd"), "--data", os.path.join(self.directory, "data"),
             "--listen", self.address or "127.0.0.1:0", *self.arguments],
            stdout=subprocess.PIPE, stderr=self._log, stdin=subprocess.DEVNULL, text=True)

    def new_channel(self):
        # Pages and watch messages are cut below 4 MiB; no option of the client's is needed. The
        # back-off is short because the tests kill servers.
        options = [("grpc.initial_reconnect_backoff_ms", 50), ("grpc.min_reconnect_backoff_ms", 50),
                   ("grpc.max_reconnect_backoff_ms", 200), ("grpc.use_local_subchannel_pool", 1)]
        if self.window_bytes is not None:
            options += [("grpc.http2.bdp_probe", 0),
                        ("grpc.http2.lookahead_bytes", self.window_bytes)]
        channel = grpc.insecure_channel(self.address, options)
        grpc.channel_ready_future(channel).result(timeout=START_SECONDS_MAX)
        return channel

    def kill(self):
        """kill -9, and nothing said to anybody."""
        self._end(signal.SIGKILL)

    def stop(self):
        """SIGTERM; the exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number):
        if self.process is None:
            return None
        self.process.send_signal(number)
        code = self.process.wait(timeout=STOP_SECONDS_MAX)
        self.process.stdout.close()
        self.process = None
        self.channel.close()
        return code

    def log(self):
        with open(self._log.name, encoding="utf-8", errors="replace") as log:
            return log.read()

    @property
    def events(self):
        return stubs.event_service_pb2_grpc.EventServiceStub(self.channel)

    @property
    def directory_service(self):
        return stubs.directory_service_pb2_grpc.DirectoryServiceStub(self.channel)

    @property
    def admin(self):
        return stubs.admin_service_pb2_grpc.AdminServiceStub(self.channel)

    def sitrep_process(self, *arguments, **options):
        """`sitrep` against this server, as a process with pipes."""
        environment = {**os.environ, "SITREP_SERVER": self.address, "LC_ALL": "C.UTF-8"}
        return subprocess.Popen(
            [binary("SITREP", "client/sitrep"), *arguments], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            encoding="utf-8", **options)

    def sitrep(self, *arguments, stdin="", seconds_max=60):
        """`sitrep` against this server, until it ends."""
        process = self.sitrep_process(*arguments)
        try:
            out, err = process.communicate(stdin, timeout=seconds_max)
        finally:
            process.kill()
        return Answer(process.returncode, out, err)


def submit(ledger, events, **fields):
    """The results of one SubmitEvents call."""
    request = stubs.event_service_pb2.SubmitEventsRequest(events=events, **fields)
    return list(ledger.events.SubmitEvents(request, timeout=60).results)


def list_all(ledger, filter=None, order=0, page_size=0):
    """(results over all pages, sequence of the snapshot)."""
    request = stubs.event_service_pb2.ListEventsRequest(
        filter=filter, order=order, page_size=page_size)
    results, sequences = [], set()
    while True:
        page = ledger.events.ListEvents(request, timeout=60)
        results.extend(page.results)
        sequences.add(page.sequence)
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    if len(sequences) != 1:
        raise AssertionError(f"pages of one list show several sequences: {sorted(sequences)}")
    return results, sequences.pop()
