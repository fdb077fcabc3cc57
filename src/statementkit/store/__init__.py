"""The store: imported transactions in a SQLite file or a PostgreSQL database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, StoreError

try:
    from statementkit.store.feeds import FeedState, FeedTable, feed_file
    from statementkit.store.hand_overs import HandOver, HandOverTable, Outcome
    from statementkit.store.importing import Change, Import, Intake, Receipt, Undone, moved_on
    from statementkit.store.plain import party_of, what_does_not_fit
    from statementkit.store.records import (
        NAMED_FIELDS,
        OWN_FIELDS,
        Entry,
        check_own_values,
    )
    from statementkit.store.rules import RuleTable
    from statementkit.store.snapshot import Account, Snapshot
    from statementkit.store.stated import Covered, Stated, fits
    from statementkit.store.store import Batch, HistoryEntry, Party, Store, utc_now
    from statementkit.store.transfers import Side, TransferTable, side_of
except ModuleNotFoundError as error:
    if error.name != "sqlalchemy":
        raise
    raise StoreError(
        Diagnostic(
            code="SK749",
            message="a store needs the package sqlalchemy",
            hint="pip install 'statementkit[store]'",
        )
    ) from None

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

__all__ = [
    "NAMED_FIELDS",
    "OWN_FIELDS",
    "Account",
    "Batch",
    "Change",
    "Covered",
    "Entry",
    "FeedState",
    "FeedTable",
    "HandOver",
    "HandOverTable",
    "HistoryEntry",
    "Import",
    "Intake",
    "Outcome",
    "Party",
    "Receipt",
    "RuleTable",
    "Side",
    "Snapshot",
    "Stated",
    "Store",
    "TransferTable",
    "Undone",
    "check_own_values",
    "feed_file",
    "fits",
    "moved_on",
    "open_store",
    "party_of",
    "side_of",
    "what_does_not_fit",
]


def open_store(
    address: str, *, clock: Callable[[], datetime] = utc_now, create: bool = True
) -> Store:
    """Open a store, made anew where there is none if `create` allows it.

    `address` is a URL (`sqlite:///books.db`, `postgresql://user@host/books`) or the path of a
    SQLite file. `clock` tells the time that stands in the history. An older store is upgraded.
    Raises `StoreError` if the store cannot be opened, is none, or is of a newer version.

    >>> with open_store("sqlite://") as store:
    ...     store.batches()
    []
    """
    return Store(address, clock=clock, create=create)
