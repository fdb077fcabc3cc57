"""Invented statements, and what a store holds of them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from statementkit import Statement, Transaction
from statementkit.model import Origin
from statementkit.reviewing import review

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from statementkit.rules import RuleBook
    from statementkit.store import Receipt, Store

ACCOUNT = "EE382200221020145685"
START = date(2024, 3, 1)

Content = Counter[tuple[date, Decimal, str | None]]


def row(day: int, amount: str = "-3.20", name: str = "Kohvik Hommik", **more: Any) -> Transaction:
    """Return a transaction of a day, counted from the first of March."""
    return Transaction(START + timedelta(day), Decimal(amount), "EUR", name=name, **more)


def statement(*rows: Transaction, days: bool = False, name: str = "march.csv") -> Statement:
    """Return a statement, with the digest that a file of these rows would have."""
    digest = sha256(repr(rows).encode()).hexdigest()
    return Statement(
        rows,
        account=ACCOUNT,
        origin=Origin(name, digest, "hansa"),
        coverage="days" if days else "rows",
    )


def take(store: Store, what: Statement, rules: RuleBook | None = None) -> Receipt:
    """Import a statement as it is."""
    return review(what, store, rules).commit(store)


def content(rows: Iterable[Transaction]) -> Content:
    """Return what transactions say, however they are ordered."""
    return Counter((row.booked_on, row.amount, row.name) for row in rows)


def books(store: Store) -> Content:
    """Return what a store says."""
    return content(entry.transaction for entry in store.entries())


def everything(store: Store) -> Sequence[Any]:
    """Return all that a store holds, without the log of its batches and its counters."""
    accounts = [(each.number, each.use_ids) for each in store.accounts()]
    entries = [(entry, store.history(entry.key)) for entry in store.entries()]
    with store.snapshot() as snapshot:
        covers = [sorted(map(repr, snapshot.covers(number))) for number, _ in accounts]
    return [accounts, entries, covers, store.counterparties()]
