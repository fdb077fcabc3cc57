"""The bookings of a large file, told from its columns: no transaction is made on the way.

What a booking is, how it is hashed, and what is laid aside of it are those of the rows. Rows that
the expressions leave to the row functions come as transactions, and go the way of transactions.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any

import attrs
import polars as pl

from statementkit.dedup import account_number, iter_bookings
from statementkit.dedup.bookings import digits_of
from statementkit.dedup.columns import fingerprints
from statementkit.order.columns import FEE, MAPPED
from statementkit.order.columns_lookup import Lookup
from statementkit.order.columns_rows import marks_of
from statementkit.order.writer import extras
from statementkit.reader.engine import batches
from statementkit.reviewing.spool import told
from statementkit.store.plain import TEXTS, fee_in, from_plain, money
from statementkit.values import negate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from statementkit.model import Transaction
    from statementkit.order.columns_rows import ColumnMapper, Part
    from statementkit.reader import Stream
    from statementkit.reader.balance import BalanceChecker
    from statementkit.reviewing.spool import Told
    from statementkit.store.plain import Plain

    _Amount = tuple[str, int | str, int | None]
    """An amount as it goes into a fingerprint, and as it stands in a `Plain`."""

_ROWS = 20_000
"""How many rows are told at once: more would only take more memory."""


def told_in_columns(
    stream: Stream, columns: ColumnMapper, account: str | None = None
) -> Iterator[Told]:
    """Return the bookings of a stream, of which the columns were taken.

    `account` is that of rows that name none.
    """
    return chain.from_iterable(_Teller(stream, columns, account).runs())


@attrs.frozen
class _Teller:
    """What tells the bookings of the rows of a stream."""

    stream: Stream
    columns: ColumnMapper
    account: str | None

    def runs(self) -> Iterator[Iterator[Told]]:
        """Yield the bookings of rows that follow one another, each in its turn."""
        stream = self.stream
        try:
            rows = batches(stream.rows, self.columns)
            for part, outcomes in self.columns.until_end(rows, stream.tally):
                yield from self._runs_of(part, outcomes)
            stream.conclude()
        finally:
            stream.close()

    def _runs_of(self, part: Part, outcomes: pl.DataFrame) -> Iterator[Iterator[Told]]:
        tally, marks = self.stream.tally, marks_of(outcomes)
        mapped = outcomes.filter(pl.col("state") == MAPPED) if marks else outcomes
        found = chain.from_iterable(map(self._of_rows, mapped.iter_slices(_ROWS)))
        start = 0
        for index, state in marks:
            yield islice(found, index - start)
            tally.add(index - start)
            settled = self.columns.settle(part, index, state, tally, self.stream.origin)
            seen = _checked(settled, self.stream.running)
            yield told(iter_bookings(seen, self.account))
            if tally.ended_at is not None:
                return
            start = index + 1
        yield found
        tally.add(outcomes.height - start)

    def _of_rows(self, rows: pl.DataFrame) -> Iterator[Told]:
        """Return the bookings of rows that are mapped, one of each."""
        if rows.is_empty():
            return iter(())
        values = _Values(rows, self.columns)
        amounts = list(values.of("amount", _amount_of))
        fees = values.fees()
        mains = values.mains(amounts)
        plains = self._with_fees(mains, fees) if fees else zip(mains)
        scopes = values.scopes(self.account)
        hashes = values.fingerprints(scopes, amounts, fees)
        bookings = zip(scopes.to_list(), hashes, plains, strict=True)
        running = self.stream.running
        return _followed(bookings, values.of("own_account"), running) if running else bookings

    def _with_fees(
        self, mains: Iterable[Plain], fees: Iterable[Sequence[Decimal]]
    ) -> Iterator[tuple[Plain, ...]]:
        for main, amounts in zip(mains, fees, strict=True):
            self.stream.tally.add(0, len(amounts))
            yield main, *(fee_in(main, each) for each in amounts)


def _checked(
    transactions: Iterable[Transaction], running: BalanceChecker | None
) -> Iterator[Transaction]:
    """Let what follows the balances of rows see transactions, if there is any."""
    for each in transactions:
        if running is not None:
            running.add(each)
        yield each


def _followed(
    bookings: Iterable[Told], own_accounts: Iterable[str | None], running: BalanceChecker
) -> Iterator[Told]:
    """Let what follows the balances of rows see the transactions of bookings."""
    for booking, own_account in zip(bookings, own_accounts, strict=True):
        main, *fees = (from_plain(each, own_account) for each in booking[2])
        running.add(main)
        for each in fees:
            running.add(attrs.evolve(each, parent=main))
        yield booking


class _Values:
    """The values of rows that are mapped, column by column."""

    def __init__(self, rows: pl.DataFrame, columns: ColumnMapper) -> None:
        self._rows = rows
        self._columns = columns
        self._plan = columns.mapper.plan
        settings = self._plan.settings
        self._given = {"currency": settings.currency, "own_account": settings.account}

    def of(self, name: str, read: Callable[[str], Any] | None = None) -> Iterable[Any]:
        """Return the values of a column; where there is none, what is given for all rows."""
        if name not in self._rows.columns:
            return repeat(self._given.get(name), self._rows.height)
        return self._columns.listed(self._rows[name], read)

    def mains(self, amounts: Iterable[_Amount]) -> Iterator[Plain]:
        """Return what the rows say, fees apart, as it is laid aside."""
        _, units, decimals = zip(*amounts, strict=True)
        return zip(
            self.of("booked_on"),
            self.of("value_on"),
            units,
            decimals,
            *map(self.of, TEXTS),
            repeat("payment", self._rows.height),
            self.of("balance", _as_number),
            self._extras(),
            self._rows["line"].to_list(),
            self._branches(),
            strict=True,
        )

    def _branches(self) -> Iterable[int | None]:
        return self.of("branch") if self._plan.cases else repeat(None, self._rows.height)

    def _extras(self) -> Iterator[dict[str, Any] | None]:
        """Return what has no attribute of its own, in the order of the columns of each branch."""
        plan = self._plan
        results: dict[int | None, int | str | None] = {None: plan.default}
        results |= {case.number: case.result for case in plan.cases}
        of_branch = {
            branch: extras([plan.recipes[result]])
            for branch, result in results.items()
            if isinstance(result, int)
        }
        names = extras(plan.recipes)
        for branch, *row in zip(self._branches(), *map(self.of, names), strict=True):
            values = dict(zip(names, row, strict=True))
            said = {name: values[name] for name in of_branch[branch] if values[name] is not None}
            yield said or None

    def fees(self) -> list[list[Decimal]]:
        """Return the amounts of the fees of each row, an empty list if the order reads none."""
        costs = [self.of(name) for name in self._columns.names if name.startswith(FEE)]
        return [[negate(it) for it in row if it] for row in zip(*costs, strict=True)]

    def scopes(self, account: str | None) -> pl.Series:
        """Return the own account of each row; `account` is that of rows that name none."""
        written = self._text("own_account").replace("", None).fill_null(account or "")
        return Lookup(account_number, pl.String)(written)

    def fingerprints(
        self, scopes: pl.Series, amounts: Sequence[_Amount], fees: Sequence[Sequence[Decimal]]
    ) -> list[str]:
        """Return the fingerprints of the bookings of the rows."""
        of_fees = [[*map(digits_of, each)] for each in fees or [()] * len(amounts)]
        return fingerprints(
            self._rows.select(
                "booked_on",
                *map(self._text, ("currency", "name", "account", "description", "reference")),
                scope=scopes,
                digits=pl.Series([each[0] for each in amounts], dtype=pl.String),
                fees=pl.Series(of_fees, dtype=pl.List(pl.String)),
            )
        )

    def _text(self, name: str) -> pl.Series:
        if name in self._rows.columns:
            return self._rows[name].cast(pl.String)
        return pl.repeat(
            self._given.get(name), self._rows.height, dtype=pl.String, eager=True
        ).alias(name)


def _amount_of(text: str) -> _Amount:
    amount = Decimal(text)
    return digits_of(amount), *money(amount)


def _as_number(text: str) -> str:
    return str(Decimal(text))
