"""The order of a file, put together from what was found; and once for each answer to a question."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import attrs

from statementkit.inference.leaving import blank, leave_out, strangers
from statementkit.inference.money import Flagged
from statementkit.inference.naming import name_columns
from statementkit.inference.result import Answer, Question
from statementkit.inference.words import is_minor
from statementkit.values import is_currency

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.inference.columns import Column
    from statementkit.inference.dating import DateColumns, Dating
    from statementkit.inference.leaving import Leaving, Status
    from statementkit.inference.ledger import Ledger
    from statementkit.inference.money import Numbers, Shape
    from statementkit.inference.naming import Fields
    from statementkit.inference.result import Confidence
    from statementkit.inference.table import Table
    from statementkit.inference.verdict import Verdict

_MONEY = re.compile(r"(amount|creditSum|debitSum|fee)(?:divide(-?)1%)?(?![A-Za-z])")
_ANSWERS = 6
"""How many whole orders are offered as answers at most."""


@attrs.frozen
class Draft:
    """All that an order is made of. `unknown` are states that must be asked about."""

    table: Table
    columns: Sequence[Column]
    dates: DateColumns
    dating: Dating
    status: Status | None
    unknown: tuple[str, ...]
    sums: Sequence[Leaving]
    ledger: Ledger
    numbers: Numbers
    verdict: Verdict
    fee: tuple[Column, str] | None
    currency: Column | None

    def order(self, fields: Fields, leavings: Sequence[Leaving]) -> str:
        """Return the text of an order."""
        last = max(fields, default=-1)
        words = [fields[index][0] if index in fields else "other" for index in range(last + 1)]
        conditions = ";".join(each.condition for each in leavings)
        return "|".join(words) + (f"|conditions={conditions}" if conditions else "")

    def answers(self) -> tuple[Answer, ...]:
        """Return every order that is possible, as answers to what is open."""
        days = self.dates.rivals if self.dates.is_open else (self.dates.date,)
        shapes = (self.verdict.shape,) if self.verdict.shape else self.verdict.rivals
        states = (False, True) if self.unknown else (False,)
        units = (False, True) if self.minor else (False,)
        return tuple(
            Answer(
                self._said(day, shape, leave=leave, cents=cents),
                {
                    "order": self.order(
                        self.fields(day, shape, cents=cents),
                        self.leavings(day, shape, leave=leave),
                    )
                },
            )
            for day, shape, leave, cents in product(days, shapes, states, units)
        )[:_ANSWERS]

    @property
    def minor(self) -> Column | None:
        """A column of amounts that may count cents: its name says so, and no cell has decimals."""
        shape = self.verdict.shape or next(iter(self.verdict.rivals), None)
        for column in shape.columns() if shape else ():
            values = [each for each in self.numbers.of(column) if each is not None]
            if is_minor(column.name) and all(each == int(each) for each in values):
                return column
        return None

    def questions(self) -> Iterator[Question]:
        """Yield what is open and only an order can answer: date, amount, states."""
        dates, verdict = self.dates, self.verdict
        if dates.is_open:
            names = " or ".join(each.title for each in dates.rivals)
            yield Question("date", f"which is the booking date: {names}?", self.answers())
        if verdict.shape is None:
            text = f"where are the amounts, and which sign is money out? {verdict.evidence}"
            yield Question("amount", text, self.answers(), verdict.lines[:5])
        elif self.minor is not None:
            text = f"does {self.minor.title} count cents?"
            yield Question("amount", text, self.answers(), tuple(self.minor.lines[:1]))
        if self.unknown and self.status is not None:
            said = ", ".join(map(repr, self.unknown))
            text = f"do rows with {said} in {self.status.column.title} count as booked?"
            yield Question("status", text, self.answers())

    def _said(self, day: Column, shape: Shape, *, leave: bool, cents: bool) -> str:
        states = ""
        if self.minor is not None:
            states = "; in cents" if cents else "; in whole units"
        if self.unknown:
            said = ", ".join(map(repr, self.unknown))
            states += f"; {said} {'left out' if leave else 'booked'}"
        return f"date in {day.title}; {shape.rule}{states}"

    # -- what each column is used for ----------------------------------------------------------

    def fields(self, date: Column, shape: Shape | None, *, cents: bool = False) -> Fields:
        """Return the field of each column that is used, for a date and a shape of amounts."""
        verdict = self.verdict
        said = "by arithmetic" if verdict.proof else "see amount"
        words = shape.words() if shape else {}
        fields: Fields = {index: (word, said, verdict.confidence) for index, word in words.items()}
        fields[date.index] = ("date", self.dates.evidence or "asked", "decided")
        for column, use in self._numbers(date):
            fields.setdefault(column.index, use)
        if cents:
            fields = {index: (_in_cents(use[0]), *use[1:]) for index, use in fields.items()}
        taken = {index: word for index, (word, *_) in fields.items()}
        named = name_columns(self.columns, taken, has_header=self.table.header is not None)
        return {**named, **fields}

    def _numbers(self, date: Column) -> Iterator[tuple[Column, tuple[str, str, Confidence]]]:
        """Yield the columns that are read as numbers, days or codes, besides date and amount."""
        value, proof = self.dates.value, self.verdict.proof
        if value is not None and value is not date and self._is_read(value):
            yield value, ("valueDate", "by its name", "decided")
        if proof is not None:
            yield proof.balance, ("balance", "by arithmetic", "proven")
        elif balances := list(filter(self._are_numbers, self.ledger.named("balance"))):
            yield balances[0], ("balance", "by its name", "likely")
        if self.fee is not None:
            yield self.fee[0], (self.fee[1], "by arithmetic", "proven")
        if self.currency is not None:
            yield self.currency, ("currency", "its cells are codes", "decided")
            for column in self.columns:
                if column is not self.currency and _are_codes(column):
                    yield column, ("originalCurrency", "by its name", "likely")
                    break
        for word in ("originalAmount", "exchangeRate"):
            for column in filter(self._are_numbers, self.ledger.named(word)[:1]):
                yield column, (word, "by its name", "likely")

    def _is_read(self, column: Column) -> bool:
        return all(self.dating.read(each) is not None for each in column.filled)

    def _are_numbers(self, column: Column) -> bool:
        read = sum(each is not None for each in self.numbers.of(column))
        return not column.has_dashes and read == len(column.filled)

    # -- rows that are left out ----------------------------------------------------------------

    def leavings(self, date: Column, shape: Shape | None, *, leave: bool = False) -> list[Leaving]:
        """Return the conditions for rows that are left out."""
        return list(self._leavings(date, shape, leave=leave))

    def _leavings(self, date: Column, shape: Shape | None, *, leave: bool) -> Iterator[Leaving]:
        if self.status is not None:
            words = (*self.status.left_out, *(self.unknown if leave else ()))
            if leaving := leave_out(self.status.column, words):
                yield leaving
        yield from self.sums
        if shape is None:
            return
        flag = shape.flag if isinstance(shape, Flagged) else None
        money = [each for each in shape.columns() if each is not flag]
        yield from blank(date, money, (*self.table.rows, *self.table.below))
        yield from strangers(date, money, self.table, self.dating)


def _are_codes(column: Column) -> bool:
    """Tell whether a column says currencies of original amounts."""
    codes = column.fits("originalCurrency") and all(is_currency(each) for each in column.values)
    return bool(codes and column.values)


def _in_cents(word: str) -> str:
    """Return the word of a column that counts cents.

    >>> _in_cents("amountdivide-1%"), _in_cents("balance"), _in_cents("date")
    ('amountdivide-100%', 'balance.divide(100)', 'date')
    """
    if word == "balance":
        return f"{word}.divide(100)"
    found = _MONEY.match(word)
    return f"{found[1]}divide{found[2] or ''}100%{word[found.end() :]}" if found else word
