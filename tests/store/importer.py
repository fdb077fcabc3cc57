"""A process that imports: `python -m tests.store.importer ADDRESS FIRST LAST [TIMES]`.

It imports the bookings numbered from FIRST up to LAST, one statement for each hundred, and says
`ready` before and `done` after. A store that has moved on is reviewed anew.
"""

from __future__ import annotations

import sys

from statementkit import Statement, StoreError
from statementkit.reviewing import review
from statementkit.store import Store, open_store
from tests.store.statements import row, statement

PER_STATEMENT = 100


def export(first: int) -> Statement:
    """Return the statement with the bookings from `first` on: a day of its own, two fees' worth."""
    rows = [
        row(first // PER_STATEMENT, f"-{n % 7 + 1}.20") for n in range(first, first + PER_STATEMENT)
    ]
    return statement(*rows, days=True, name=f"{first}.csv")


def take(store: Store, what: Statement) -> None:
    """Import a statement, and again while others import into the same account."""
    while True:
        try:
            review(what, store).commit(store)
        except StoreError as error:
            if error.code != "SK748":
                raise
        else:
            return


def run(address: str, first: int, last: int) -> None:
    """Import the statements of some bookings."""
    with open_store(address) as store:
        print("ready", flush=True)  # noqa: T201
        for start in range(first, last, PER_STATEMENT):
            take(store, export(start))
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
