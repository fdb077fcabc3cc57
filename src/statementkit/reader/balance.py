"""The proof by arithmetic: opening balance plus movements is the closing balance, row by row."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit import values
from statementkit.model import BalanceCheck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.model import Transaction

_BREAKS = 100
"""How many breaks are remembered by line; the rest is counted."""


@attrs.define
class _Chain:
    """The balances of one account and currency in one direction of time."""

    newest_first: bool
    balance: Decimal | None = None
    checked: int = 0
    broken: int = 0
    breaks: list[int] = attrs.Factory(list)
    first: Decimal | None = None

    def step(self, line: int, before: Decimal, amount: Decimal, after: Decimal) -> None:
        """Check that the balance before a row plus its amount is the balance after it."""
        self.checked += 1
        if values.add(before, amount) != after:
            self.broken += 1
            if len(self.breaks) < _BREAKS:
                self.breaks.append(line)

    def add(self, checked: int, broken: Sequence[int]) -> None:
        """Count rows that were checked, and the lines of those at which the balances break."""
        self.checked += checked
        self.broken += len(broken)
        self.breaks += broken[: max(0, _BREAKS - len(self.breaks))]


def both(running: BalanceCheck, stated: BalanceCheck) -> BalanceCheck:
    """Return what two checks of one file come to.

    >>> both(BalanceCheck(True, 3), BalanceCheck(None)).checked
    3
    """
    if running.holds is None or stated.holds is None:
        return stated if running.holds is None else running
    return BalanceCheck(
        running.holds and stated.holds,
        running.checked + stated.checked,
        tuple(sorted({*running.breaks, *stated.breaks})),
        stated.opening,
        stated.closing,
        stated.difference,
    )


@attrs.define
class Row:
    """A row with its fees: its line, what it moves, and the balance behind it, if it states one."""

    line: int
    amount: Decimal
    balance: Decimal | None


@attrs.frozen
class Stretch:
    """Rows of one account one after the other, of which the balances were compared already.

    `first` and `last` are those with a balance, and `between` says how many of them were compared
    with the one before. `lead` is the sum of the rows above the first (of all rows where none has a
    balance) and `rest` of those below the last. The chain is broken at the lines of `forward` if
    the rows run oldest first, and at those of `backward` if they run newest first.
    """

    lead: Decimal
    first: Row | None = None
    last: Row | None = None
    rest: Decimal = Decimal(0)
    between: int = 0
    forward: Sequence[int] = ()
    backward: Sequence[int] = ()


class BalanceChecker:
    """Follows running balances while transactions stream by, in constant memory.

    A file may run oldest or newest first; when its layout does not say, both are followed and the
    direction with fewer breaks is the file's.
    """

    def __init__(self, newest_first: bool | None) -> None:
        self._directions = (False, True) if newest_first is None else (newest_first,)
        self._accounts: dict[tuple[str | None, str | None], _Account] = {}
        self._row: Transaction | None = None
        self._amount = Decimal(0)

    def add(self, transaction: Transaction) -> None:
        """Take the next transaction of the file; fees belong to the row of their parent."""
        if transaction.parent is not None:
            self._amount = values.add(self._amount, transaction.amount)
            return
        self._close()
        self._row, self._amount = transaction, transaction.amount

    def _close(self) -> None:
        if self._row is None:
            return
        account = self._account(self._row.own_account, self._row.currency)
        account.row(Row(self._row.line or 0, self._amount, self._row.balance))

    def extend(self, own_account: str | None, currency: str | None, stretch: Stretch) -> None:
        """Take the next rows of an account, in place of their transactions."""
        self._close()
        self._row = None
        self._account(own_account, currency).extend(stretch)

    def _account(self, own_account: str | None, currency: str | None) -> _Account:
        return self._accounts.setdefault((own_account, currency), _Account(self._directions))

    def result(self) -> BalanceCheck:
        """Return what was checked; nothing can be checked without two balances in a row."""
        self._close()
        self._row = None
        checks = [account.result() for account in self._accounts.values()]
        checked = sum(check.checked for check in checks)
        if not checked:
            return BalanceCheck(None)
        only = checks[0] if len(checks) == 1 else BalanceCheck(None)
        return BalanceCheck(
            all(check.holds is not False for check in checks),
            checked,
            tuple(sorted(line for check in checks for line in check.breaks)),
            only.opening,
            only.closing,
        )


@attrs.define
class _Account:
    directions: tuple[bool, ...]
    forward: _Chain = attrs.Factory(lambda: _Chain(newest_first=False))
    backward: _Chain = attrs.Factory(lambda: _Chain(newest_first=True))
    last: Row | None = None
    first: Row | None = None
    pending: Decimal = Decimal(0)

    def row(self, row: Row) -> None:
        """Take the next row: its balance is compared with that of the last row that had one."""
        since = values.add(self.pending, row.amount)
        if row.balance is None:
            self.pending = since
            return
        if self.last is not None and self.last.balance is not None:
            self.forward.step(row.line, self.last.balance, since, row.balance)
            older = values.add(self.pending, self.last.amount)
            self.backward.step(self.last.line, row.balance, older, self.last.balance)
        self.first = self.first or attrs.evolve(row, amount=since)
        self.last = row
        self.pending = Decimal(0)

    def extend(self, stretch: Stretch) -> None:
        """Take the next rows; only the first with a balance is compared here."""
        self.pending = values.add(self.pending, stretch.lead)
        if stretch.first is None:
            return
        self.row(stretch.first)
        self.forward.add(stretch.between, stretch.forward)
        self.backward.add(stretch.between, stretch.backward)
        self.last, self.pending = stretch.last, stretch.rest

    def result(self) -> BalanceCheck:
        chains = [self.backward if each else self.forward for each in self.directions]
        chain = min(chains, key=lambda each: each.broken)
        if not chain.checked or self.first is None or self.last is None:
            return BalanceCheck(None)
        oldest, newest = (self.last, self.first) if chain.newest_first else (self.first, self.last)
        movement = values.add(oldest.amount, self.pending if chain.newest_first else Decimal(0))
        opening = values.add(oldest.balance or Decimal(0), values.negate(movement))
        return BalanceCheck(
            chain.broken == 0, chain.checked, tuple(chain.breaks), opening, newest.balance
        )
