"""A process that hands over: `python -m tests.sinks.handing ADDRESS PATH`.

It hands all of a store over to a file of JSON Lines, and says `ready` before and `done` after.
"""

from __future__ import annotations

import sys

from statementkit.books import movements
from statementkit.sinks import JsonLinesSink, hand_over, items
from statementkit.store import open_store


class Slow(JsonLinesSink):
    """The reference sink with small steps, so that a kill meets each of them."""

    at_once = 7


def run(address: str, path: str) -> None:
    with open_store(address) as store:
        sink = Slow(path)
        print("ready", flush=True)  # noqa: T201
        hand_over(store, sink, list(items(movements(store.entries(), []))))
        sink.close()
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2])
