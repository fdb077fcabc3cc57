"""The proof by totals: opening balance plus movements is the closing balance that the file states.

Records of balances are no transactions. They are taken out of the rows, read by orders of their
own, and held against the sum of the transactions of their account and currency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit import values
from statementkit.errors import Diagnostic
from statementkit.layouts.compiling import balance_mapper
from statementkit.model import BalanceCheck, StatedBalance
from statementkit.order.compile import matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from decimal import Decimal

    from statementkit.layouts import Layout, Rows
    from statementkit.layouts.records import Row
    from statementkit.model import Transaction
    from statementkit.order.cells import Row as Cells
    from statementkit.order.mapper import RowMapper, Tally
    from statementkit.order.plan import Settings


@attrs.frozen
class BalanceOrder:
    """A compiled order of balances, and the test which records it is for."""

    mapper: RowMapper
    matches: Callable[[Cells], bool]

    @classmethod
    def of(
        cls, layout: Layout, order: str | None, settings: Settings, rows: Rows
    ) -> BalanceOrder | None:
        """Compile an order of balances, if the layout has one."""
        if order is None:
            return None
        mapper = balance_mapper(layout, order, settings, rows.header, rows.places)
        return cls(mapper, matcher(mapper.plan))


@attrs.define
class _Section:
    """The records of one account below an opening balance; `balance` is what they come to.

    `opening` and `closing` are the balances that are stated, `closing` before any transaction or
    when the section ends. `first` and `last` are the days of the transactions.
    """

    line: int
    opening: Transaction
    balance: Decimal
    closing: Transaction | None = None
    is_closed: bool = False
    first: date | None = None
    last: date | None = None

    def move(self, transaction: Transaction) -> None:
        """Take a transaction."""
        self.balance = values.add(self.balance, transaction.amount)
        day = transaction.booked_on
        if self.first is None or self.last is None:
            self.first = self.last = day
        elif not self.first <= day <= self.last:
            self.first, self.last = min(self.first, day), max(self.last, day)


@attrs.define
class Totals:
    """Follows the stated balances of a file while its rows stream by, in constant memory.

    A closing balance is held against the sum at once; one that is stated before any transaction, at
    the end of that section. `stated` are the balances of which the day is known: an opening balance
    stood there before the first transaction, a closing one after the last, whatever day its record
    names before that.
    """

    opening: BalanceOrder | None
    closing: BalanceOrder | None
    tally: Tally
    checked: int = 0
    breaks: list[int] = attrs.Factory(list)
    difference: Decimal | None = None
    stated: list[StatedBalance] = attrs.Factory(list)
    _sections: dict[tuple[str | None, str | None], _Section] = attrs.Factory(dict)
    _ends: list[Decimal] = attrs.Factory(list)
    _last: dict[str | None, date | None] = attrs.Factory(dict)

    @property
    def is_needed(self) -> bool:
        """Whether the layout says where balances are stated."""
        return self.opening is not None or self.closing is not None

    def mapper_for(self, row: Cells) -> RowMapper | None:
        """Return what reads a record of balances, `None` for any other record."""
        orders = (self.opening, self.closing)
        return next((each.mapper for each in orders if each and each.matches(row)), None)

    def without_balances(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Yield the other records; those of balances are counted as left out on purpose.

        A row is asked for when the transactions of all rows before it were added.
        """
        steps = ((self.opening, self._open), (self.closing, self._close))
        for line, row in rows:
            stated = [(each, step) for each, step in steps if each and each.matches(row)]
            if not stated:
                yield line, row
                continue
            outcomes = [(each.mapper.interpreter.run(row, line), step) for each, step in stated]
            if any(outcome.refusals for outcome, _ in outcomes):
                self.tally.refuse(*(outcome for outcome, _ in outcomes))
                continue
            self.tally.skip(line)
            for outcome, step in outcomes:
                for each in outcome.transactions:
                    step(line, each)
        for section in self._sections.values():
            self._end(section)

    def add(self, transaction: Transaction) -> None:
        """Take the next transaction of the file, a fee too."""
        account, currency = _key(transaction)
        of_any_currency = self._sections.get((account, None))
        section = self._sections.get((account, currency), of_any_currency)
        if section is not None:
            section.move(transaction)
        elif self.opening is None:
            self._last[account] = _later(transaction.booked_on, self._last.get(account))

    def result(self) -> BalanceCheck:
        """Return what was checked so far."""
        if not self.checked:
            return BalanceCheck(None)
        ends = self._ends if len(self._sections) == 1 else []
        return BalanceCheck(
            not self.breaks,
            self.checked,
            tuple(self.breaks),
            ends[0] if ends else None,
            ends[-1] if ends else None,
            self.difference,
        )

    def _open(self, line: int, stated: Transaction) -> None:
        before = self._sections.get(_key(stated))
        if before is not None:
            self._end(before)
        self._sections[_key(stated)] = _Section(line, stated, stated.amount)
        self._ends[1:] = [] if self._ends else [stated.amount]

    def _close(self, line: int, stated: Transaction) -> None:
        section = self._sections.get(_key(stated))
        if section is None:
            # Nothing leads up to this balance; the next one can be held against it.
            if self.opening is None:
                day = _later(stated.booked_on, self._last.get(stated.own_account))
                self._note(stated, day, line, at_end=True)
            self._open(line, stated)
            self._sections[_key(stated)].is_closed = True
        elif section.first is None:
            section.closing = stated
        else:
            self._hold(section, line, stated)

    def _hold(self, section: _Section, line: int, stated: Transaction) -> None:
        """Hold a stated balance against the sum, and go on from it."""
        self.checked += 1
        difference = values.add(stated.amount, values.negate(section.balance))
        if difference:
            self.difference = self.difference or difference
            self.breaks.append(line)
        self._note_opening(section)
        self._note(stated, _later(stated.booked_on, section.last), line, at_end=True)
        section.opening, section.balance, section.line = stated, stated.amount, line
        section.closing, section.is_closed, section.first = None, True, None
        self._ends[1:] = [stated.amount]

    def _note_opening(self, section: _Section) -> None:
        """Note the balance before the first transaction; a day without any could be another."""
        if section.first is not None and not section.is_closed:
            self._note(section.opening, section.first, section.line, at_end=False)

    def _note(self, stated: Transaction, day: date | None, line: int, *, at_end: bool) -> None:
        if day is not None:
            account, currency = _key(stated)
            self.stated.append(StatedBalance(day, stated.amount, at_end, account, currency, line))

    def _end(self, section: _Section) -> None:
        if section.closing is None:
            self._note_opening(section)
        if section.closing is not None:
            self._hold(section, section.line, section.closing)
        elif self.closing is not None and not section.is_closed:
            self.tally.warnings.append(
                Diagnostic(
                    code="SK434",
                    severity="warning",
                    message="no closing balance follows the opening balance of this line",
                    hint="the file may have been cut off: fetch it again",
                    file=self.tally.file,
                    line=section.line,
                )
            )


def _later(day: date | None, other: date | None) -> date | None:
    """Return the later one of two days, of which each may be unknown."""
    return max((each for each in (day, other) if each is not None), default=None)


def _key(transaction: Transaction) -> tuple[str | None, str | None]:
    return transaction.own_account, transaction.currency
