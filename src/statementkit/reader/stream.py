"""One file on its way to transactions: opened, decided, mapped and counted, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from statementkit.errors import RowErrors, told
from statementkit.model import (
    BalanceCheck,
    Counts,
    Fact,
    Origin,
    StatedBalance,
    Statement,
    Transaction,
)
from statementkit.reader.balance import BalanceChecker, both
from statementkit.reader.engine import map_by
from statementkit.reader.totals import Totals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statementkit.errors import Diagnostic
    from statementkit.layouts import Layout, Rows
    from statementkit.order.mapper import OnError, RowMapper
    from statementkit.reader.engine import Engine
    from statementkit.reader.totals import BalanceOrder

    Balances = tuple[BalanceOrder | None, BalanceOrder | None]


class Stream(Iterator[Transaction]):
    """The transactions of one file, read while they are asked for.

    `layout` is the layout in use, its `auto` keys still as written; `facts` say what they were
    decided to be. `header` holds the names of the columns, `None` without a header. `mapper` is the
    compiled order and `tally` what became of its rows. `counts`, `problems`, `warnings`, `skipped`
    and `balance` grow while transactions are taken and are complete at the end.
    """

    def __init__(
        self,
        records: Rows,
        mapper: RowMapper,
        layout: Layout,
        facts: list[Fact],
        on_error: OnError,
        balances: Balances = (None, None),
        engine: Engine = "rows",
    ) -> None:
        self.records = records
        self.mapper = mapper
        self.layout = layout
        self.facts = facts
        self.header = records.header
        self.origin = Origin(records.source.name, None, layout.name)
        self._on_error = on_error
        self.tally = mapper.tally(on_error, records.source.name)
        self.running = BalanceChecker(layout.newest_first) if _maps_balance(mapper) else None
        """What follows the balances of rows, if the order reads any."""
        self.totals = Totals(*balances, self.tally)
        self.rows = self.totals.without_balances(records) if self.totals.is_needed else records
        """The records without those that only state balances."""
        # Balances are held against the transactions before them: no row may be taken ahead.
        engine = "rows" if self.totals.is_needed else engine
        mapped = map_by(engine, self.rows, mapper, self.tally, self.origin)
        # A generator around the mapper's own costs a tenth of the time: only where it is needed.
        has_balances = self.running is not None or self.totals.is_needed
        is_plain = not has_balances and on_error != "raise"
        self._transactions = mapped if is_plain else self._watched(mapped)

    @property
    def has_independent_rows(self) -> bool:
        """Whether a row becomes what the order makes of it alone, whatever stands in others."""
        return not self.totals.is_needed

    @property
    def name(self) -> str | None:
        """The name of the layout."""
        return self.layout.name

    @property
    def header_line(self) -> int | None:
        """The line on which the header stands."""
        return self.records.header_line

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many lines of each kind are no records."""
        return self.records.left_out

    def close(self) -> None:
        """Close the file before its end."""
        self.records.close()

    def __iter__(self) -> Iterator[Transaction]:
        return self._transactions

    def __next__(self) -> Transaction:
        return next(self._transactions)

    def _watched(self, mapped: Iterator[Transaction]) -> Iterator[Transaction]:
        """Yield the transactions and check their balances; an error closes the file at once."""
        checkers: list[BalanceChecker | Totals] = []
        if self.running is not None:
            checkers.append(self.running)
        if self.totals.is_needed:
            checkers.append(self.totals)
        try:
            yield from _checked(mapped, checkers) if checkers else mapped
            if self._on_error == "raise" and self.torn:
                raise RowErrors(*self.torn)
        finally:
            self.records.close()

    @property
    def problems(self) -> list[Diagnostic]:
        """The records that gave nothing, each finding with its place; the first `TOLD` of them."""
        found, untold = [*self.tally.problems], len(self.tally.problems.beyond)
        if self._on_error != "skip":
            found += self.torn
            untold += sum(map(self._counts_at, self.records.problems.beyond))
        return told(found, untold, "problems", self.records.source.name)

    @property
    def warnings(self) -> list[Diagnostic]:
        """What was noticed about the file and about rows that were read."""
        found, untold = self.tally.warnings, len(self.tally.warnings.beyond)
        return [*self.records.warnings, *told(found, untold, "warnings", self.origin.file)]

    @property
    def skipped(self) -> list[int]:
        """The lines of the records that the order leaves out on purpose."""
        below = [line for line in self._torn_lines() if not self._counts_at(line)]
        return sorted([*self.tally.skipped, *below]) if below else self.tally.skipped

    @property
    def torn(self) -> list[Diagnostic]:
        """The records that could not even be cut into cells; the first `TOLD` of them."""
        return [each for each in self.records.problems if self._counts_at(each.line or 0)]

    def _torn_lines(self) -> Iterator[int]:
        found = self.records.problems
        return chain((each.line or 0 for each in found), found.beyond)

    def _counts_at(self, line: int) -> bool:
        """Tell whether a line does not stand below the row at which the order ends the reading."""
        return self.tally.ended_at is None or line <= self.tally.ended_at

    @property
    def counts(self) -> Counts:
        """What became of the records so far."""
        tally = self.tally
        problems = tally.bad + sum(map(self._counts_at, self._torn_lines()))
        skipped = len(self.skipped)
        return Counts(
            tally.mapped + skipped + problems,
            tally.mapped,
            skipped,
            problems,
            tally.transactions,
            tally.warned,
        )

    @property
    def balance(self) -> BalanceCheck:
        """Whether the balances of the file add up, as far as it was read."""
        running = BalanceCheck(None) if self.running is None else self.running.result()
        return both(running, self.totals.result())

    @property
    def stated(self) -> tuple[StatedBalance, ...]:
        """The balances that the file states in records of their own, as far as it was read."""
        return tuple(self.totals.stated)

    def statement(self) -> Statement:
        """Read what is left of the file and return it as one value."""
        transactions = tuple(self)
        self.origin.digest = self.records.source.digest
        return Statement(
            transactions,
            tuple(self.problems),
            tuple(self.warnings),
            tuple(self.skipped),
            self.counts,
            tuple(self.facts),
            self.balance,
            self.layout.account,
            self.layout.currency,
            self.origin,
            self.layout.coverage,
            self.stated,
        )


def _checked(
    mapped: Iterator[Transaction], checkers: Sequence[BalanceChecker | Totals]
) -> Iterator[Transaction]:
    for transaction in mapped:
        for checker in checkers:
            checker.add(transaction)
        yield transaction


def _maps_balance(mapper: RowMapper) -> bool:
    return any(
        value.field.word == "balance" for recipe in mapper.plan.recipes for value in recipe.values
    )
