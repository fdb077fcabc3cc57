"""A process that imports: `python -m tests.store.importer ADDRESS FIRST LAST [TIMES]`.

It imports the bookings numbered from FIRST up to LAST, one statement for each hundred, and says
`ready` before and `done` after. Every other statement is imported as a file that nobody looks at;
for the rest, a store that has moved on is reviewed anew.
"""

from __future__ import annotations

import sys
from typing import Any

from statementkit import Statement, StoreError, import_stream, iter_transactions
from statementkit.reviewing import review
from statementkit.store import Store, open_store
from tests.store.statements import ACCOUNT, row, statement

PER_STATEMENT = 100

KEYS: dict[str, Any] = {
    "order": "date|amount|name",
    "date_format": "yyyy-MM-dd",
    "delimiter": ",",
    "decimal": ".",
    "header": False,
    "currency": "EUR",
    "account": ACCOUNT,
    "coverage": "days",
}


def export(first: int) -> Statement:
    """Return the statement with the bookings from `first` on: a day of its own, two fees' worth."""
    rows = [
        row(first // PER_STATEMENT, f"-{n % 7 + 1}.20") for n in range(first, first + PER_STATEMENT)
    ]
    return statement(*rows, days=True, name=f"{first}.csv")


def take(store: Store, what: Statement) -> None:
    """Import a statement, and again while others import into the same account."""
    if what.transactions[0].booked_on.day % 2:
        take_unseen(store, what)
        return
    while True:
        try:
            review(what, store).commit(store)
        except StoreError as error:
            if error.code != "SK748":
                raise
        else:
            return


def take_unseen(store: Store, what: Statement) -> None:
    """Import a statement as a file that nobody looks at."""
    lines = (f"{each.booked_on},{each.amount},{each.name}\n" for each in what.transactions)
    stream = iter_transactions("".join(lines).encode(), **KEYS)
    import_stream(stream, store)


def run(address: str, first: int, last: int) -> None:
    """Import the statements of some bookings."""
    with open_store(address) as store:
        print("ready", flush=True)  # noqa: T201
        for start in range(first, last, PER_STATEMENT):
            take(store, export(start))
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
