"""A movement as double entry: what the own account gets, and where it comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, WriteError, quoted
from statementkit.values import negate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from statementkit.books import Movement

UNCATEGORISED = "Uncategorised"

_CURRENCY = re.compile("[A-Z]{3}")


@attrs.frozen
class Leg:
    """One side of a movement: an account, what it gets, and what is said about that."""

    account: str
    amount: Decimal
    tags: Mapping[str, str] = attrs.field(factory=dict)


class AccountNames:
    """Names of accounts in a journal; what has different labels never gets the same name.

    >>> names = AccountNames(str.title)
    >>> names.of("Expenses", "rent"), names.of("Expenses", "Rent"), names.of("Expenses", "rent")
    ('Expenses:Rent', 'Expenses:Rent-2', 'Expenses:Rent')
    """

    def __init__(self, clean: Callable[[str], str]) -> None:
        self._clean = clean
        self._names: dict[tuple[str, str | None], str] = {}
        self._taken: set[str] = set()

    def of(self, root: str, label: str | None) -> str:
        """Return the name of an account below a root; `None` is what has no label."""
        if (root, label) not in self._names:
            self._names[root, label] = self._free(root, label)
        return self._names[root, label]

    def _free(self, root: str, label: str | None) -> str:
        parts = (UNCATEGORISED,) if label is None else label.split(":")
        base = name = ":".join([root, *map(self._clean, parts)])
        number = 1
        while name in self._taken:
            number += 1
            name = f"{base}-{number}"
        self._taken.add(name)
        return name


def legs(movement: Movement, names: AccountNames) -> list[Leg]:
    """Return the legs of a movement, which add up to nothing.

    The sides of a transfer meet in one account, which is empty once both of them are there.
    """
    own = Leg(names.of("Assets:Bank", movement.account), movement.amount)
    if movement.is_transfer:
        return [own, Leg("Assets:Transfers", negate(movement.amount))]
    others = [
        Leg(
            names.of("Expenses" if part.amount < 0 else "Income", part.category),
            negate(part.amount),
            _said({"wallet": part.wallet, "category": part.category, "project": part.project}),
        )
        for part in movement.postings
    ]
    return [own, *others]


def header_tags(movement: Movement) -> dict[str, str]:
    """Return what a journal says about a movement as a whole."""
    entry = movement.entry
    reference = entry.transaction.reference
    return _said({"key": entry.key, "parent": entry.parent, "reference": reference})


def currency_of(movement: Movement) -> str:
    """Return the currency of a movement. Raises `WriteError` SK780 if there is none."""
    if not _CURRENCY.fullmatch(movement.currency):
        raise WriteError(
            Diagnostic(
                code="SK780",
                message=f"the transaction {quoted(movement.entry.key)} has no currency",
                hint="write `currency` into the layout and import the file anew, or export jsonl",
            )
        )
    return movement.currency


def line(text: str | None) -> str:
    r"""Return a text on one line, without control characters.

    >>> line(" a\n\x00 b ")
    'a b'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text or "").split())


def _said(tags: Mapping[str, str | None]) -> dict[str, str]:
    lines = {name: line(text) for name, text in tags.items()}
    return {name: text for name, text in lines.items() if text}
