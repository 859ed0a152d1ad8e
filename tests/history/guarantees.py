"""The six guarantees of a watch, one checker each, over what a watcher has recorded.

A checker returns the first problem it finds, or None. docs/guarantees.md says what each means.
"""

import collections

# One stream of a watcher: where it began, and what came, in order: ("change", sequence, type) or
# ("mark", sequence) for CaughtUp and Progress.
Stream = collections.namedtuple("Stream", "after messages")

# What the streams should have brought: `changes` is every [(sequence, type)] of the filter in the
# whole ledger, `call_ends` the sequences that end a call, `last` the ledger's end.
Truth = collections.namedtuple("Truth", "changes call_ends last")


def changes_of(stream):
    return [(message[1], message[2]) for message in stream.messages if message[0] == "change"]


def marks_of(stream):
    return [message[1] for message in stream.messages if message[0] == "mark"]


def ordered(streams, truth):
    for number, stream in enumerate(streams):
        sequences = [sequence for sequence, _ in changes_of(stream)]
        for before, after in zip(sequences, sequences[1:]):
            if after < before:
                return f"stream {number}: {after} after {before}"
    return None


def unique(streams, truth):
    for number, stream in enumerate(streams):
        counts = collections.Counter(sequence for sequence, _ in changes_of(stream))
        twice = [sequence for sequence, count in counts.items() if count > 1]
        if twice:
            return f"stream {number}: {twice[:3]} more than once"
    return None


def atomic(streams, truth):
    for number, stream in enumerate(streams):
        for mark in marks_of(stream):
            # A watch may begin inside a call, and then knows no better end.
            if mark not in truth.call_ends and mark != stream.after:
                return f"stream {number}: the mark {mark} lies inside a call"
    return None


def reliable(streams, truth):
    for number, stream in enumerate(streams):
        expected = iter(change for change in truth.changes if change[0] > stream.after)
        due, seen = next(expected, None), set()
        for message in stream.messages:
            if message[0] == "change":
                seen.add(message[1])
                continue
            while due is not None and due[0] <= message[1]:
                if due[0] not in seen:
                    return f"stream {number}: {due} is missing at the mark {message[1]}"
                due = next(expected, None)
    return None


def resumable(streams, truth):
    together = [change for stream in streams for change in changes_of(stream)]
    expected = [change for change in truth.changes if change[0] > streams[0].after]
    for position, (theirs, ours) in enumerate(zip(together, expected)):
        if theirs != ours:
            return f"change {position} of all streams is {theirs}, not {ours}"
    if len(together) != len(expected):
        return f"{len(together)} changes over all streams, not {len(expected)}"
    return None


def bookmarkable(streams, truth):
    for number, stream in enumerate(streams):
        mark, position = stream.after, stream.after
        for message in stream.messages:
            if message[0] == "change":
                if message[1] <= mark:
                    return f"stream {number}: the change {message[1]} comes after the mark {mark}"
                position = message[1]
                continue
            if message[1] < position:
                return f"stream {number}: the mark {message[1]} is behind {position}"
            mark = position = message[1]
    reached = (marks_of(streams[-1]) or [0])[-1]
    if reached < truth.last:
        return f"the last mark is {reached}, though the ledger ends at {truth.last}"
    return None


ALL = (ordered, unique, atomic, reliable, resumable, bookmarkable)
