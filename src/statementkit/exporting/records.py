"""Stored transactions as plain records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from statementkit import export

if TYPE_CHECKING:
    from statementkit.store import Entry

KEYS = (
    *export.KEYS, "own_account", *export.KEYS_OF_RULES, "edited", "vanished", "key", "batch",
)  # fmt: skip
"""The keys of a record: those of `read`, then what the store knows beside them."""


def to_record(entry: Entry) -> dict[str, Any]:
    """Return a stored transaction as plain values under `KEYS`; a fee's parent is a key.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> from statementkit.rules import Assignment
    >>> from statementkit.store import Entry
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", own_account="EE38")
    >>> record = to_record(Entry("h1:1#1", "", coffee, Assignment(category="Eating out"), 1))
    >>> record["amount"], record["category"], record["key"]
    ('-3.20', 'Eating out', 'h1:1#1')
    """
    return {
        **export.to_record(entry.transaction),
        "parent": entry.parent,
        "own_account": entry.transaction.own_account,
        **entry.assignment.to_dict(),
        "edited": sorted(entry.edited) or None,
        "vanished": entry.vanished,
        "key": entry.key,
        "batch": entry.batch,
    }
