"""Stored transactions as they are counted: transfers apart, and divided among categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.dedup import account_number
from statementkit.errors import RuleError, quoted
from statementkit.rules import Posting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from decimal import Decimal

    from statementkit.errors import Diagnostic
    from statementkit.store import Entry


@attrs.frozen
class Movement:
    """A stored transaction as it is counted.

    `postings` add up to its amount. A transfer moves money between own accounts, and is neither
    income nor expense: each of its sides is a movement of its own account, and they cancel out.
    `misfit` says why a transaction is counted undivided although it has a split.
    """

    entry: Entry
    is_transfer: bool
    postings: tuple[Posting, ...]
    misfit: Diagnostic | None = None

    @property
    def account(self) -> str:
        """The own account that the money moved on."""
        return self.entry.transaction.own_account or ""

    @property
    def amount(self) -> Decimal:
        """The signed amount: + is money in."""
        return self.entry.transaction.amount

    @property
    def currency(self) -> str:
        """The currency of the amount, blank where none is known."""
        return self.entry.transaction.currency or ""

    @property
    def name(self) -> str | None:
        """The other party: as a rule or a person names it, else as the bank does."""
        return self.entry.assignment.name or self.entry.transaction.name


def movements(
    entries: Iterable[Entry], own_accounts: Iterable[str], paired: Collection[str] = ()
) -> Iterator[Movement]:
    """Yield entries as they are counted; those that vanished from the bank's books are left out.

    `own_accounts` are the numbers of all accounts of the books: a payment from one of them to
    another is a transfer unless its kind was set to something else. `paired` are the keys of
    movements that are known to be sides of transfers, as `Transfers.keys`. An entry whose split
    takes more than its amount is counted undivided.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from statementkit import Transaction
    >>> from statementkit.rules import Assignment
    >>> from statementkit.store import Entry
    >>> saved = Transaction(date(2024, 2, 1), Decimal(-50), "EUR", account="LV80", own_account="EE")
    >>> [movement] = movements([Entry("key", "", saved, Assignment(), 1)], ["EE", "LV80"])
    >>> movement.is_transfer
    True
    """
    own = frozenset(map(account_number, own_accounts))
    for entry in entries:
        if not entry.vanished:
            is_transfer = entry.key in paired or _is_transfer(entry, own)
            try:
                postings = entry.assignment.postings(entry.transaction)
            except RuleError as error:
                yield Movement(entry, is_transfer, (_undivided(entry),), _misfit(entry, error))
            else:
                yield Movement(entry, is_transfer, postings)


def _is_transfer(entry: Entry, own: frozenset[str]) -> bool:
    kind = entry.assignment.kind or entry.transaction.kind
    if kind != "payment" or entry.assignment.kind is not None:
        return kind == "transfer"
    other = account_number(entry.transaction.account or "")
    return other in own and other != account_number(entry.transaction.own_account or "")


def _undivided(entry: Entry) -> Posting:
    said = entry.assignment
    return Posting(entry.transaction.amount, said.wallet, said.category, said.project)


def _misfit(entry: Entry, error: RuleError) -> Diagnostic:
    found = error.diagnostics[0]
    message = f"transaction {quoted(entry.key)} is counted undivided: {found.message}"
    return found.at(message=message, severity="warning")
