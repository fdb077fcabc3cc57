"""What a sink is handed: a transaction as it is counted, as plain values."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.export import plain
from statementkit.exporting import to_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statementkit.books import Movement

_OF_THE_STORE = ("batch", "line", "branch", "vanished", "rule", "edited", "split", "balance")
"""What of a record tells how the store came to it, and is nothing to another program."""


@attrs.frozen
class Item:
    """A transaction for a sink: its key, and what is said of it.

    `record` holds plain values: those of an export as JSON Lines but for what only concerns the
    store, whether it `is_transfer`, and its `postings`, which add up to its amount. The key names
    the transaction for ever. `digest` changes whenever something of the record does.
    """

    key: str
    record: dict[str, Any]

    @property
    def digest(self) -> str:
        """The hash of the record."""
        text = json.dumps(self.record, ensure_ascii=False, sort_keys=True)
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def items(movements: Iterable[Movement]) -> Iterator[Item]:
    """Yield movements as items; one that cannot be divided as its split says is left out.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> from statementkit.books import movements
    >>> from statementkit.rules import Assignment
    >>> from statementkit.store import Entry
    >>> coffee = Transaction(date(2024, 2, 1), Decimal("-3.20"), "EUR", own_account="EE38")
    >>> entry = Entry("h1:1#1", "", coffee, Assignment(category="Eating out"), 1)
    >>> [item] = items(movements([entry], ["EE38"]))
    >>> item.key, item.record["postings"][0]["amount"]
    ('h1:1#1', '-3.20')
    """
    for movement in movements:
        if movement.misfit is None:
            yield Item(movement.entry.key, _record(movement))


def _record(movement: Movement) -> dict[str, Any]:
    record = to_record(movement.entry)
    said = {name: value for name, value in record.items() if name not in _OF_THE_STORE}
    postings = [
        attrs.asdict(posting) | {"amount": plain(posting.amount)} for posting in movement.postings
    ]
    return {"key": said.pop("key"), **said, "is_transfer": movement.is_transfer} | {
        "postings": postings
    }
