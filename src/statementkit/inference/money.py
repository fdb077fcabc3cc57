"""Where the money of a row may stand, and what it comes to: the shapes of amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit.inference.columns import Column, is_blank
from statementkit.values import CellError, NumberFormat, add, amount_reader, negate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ZERO = Decimal(0)


class Numbers:
    """The numbers of columns in one number format, each column read once."""

    def __init__(self, fmt: NumberFormat) -> None:
        self.format = fmt
        self._read = amount_reader(fmt)
        self._columns: dict[int, list[Decimal | None]] = {}

    def of(self, column: Column) -> list[Decimal | None]:
        """Return the number of each row, `None` where the cell says none."""
        if column.index not in self._columns:
            self._columns[column.index] = [self._number(each) for each in column.cells]
        return self._columns[column.index]

    def _number(self, text: str) -> Decimal | None:
        if is_blank(text):
            return None
        try:
            return self._read(text)
        except CellError:
            return None


@attrs.frozen
class Shape:
    """One way in which rows say their amounts. `deltas` are what the account changes by."""

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that hold the money."""
        raise NotImplementedError

    def deltas(self, numbers: Numbers) -> list[Decimal | None]:
        """Return the signed amount of each row, `None` where a row has none."""
        raise NotImplementedError

    def words(self) -> Mapping[int, str]:
        """Return the word of the order for each column, by its index."""
        raise NotImplementedError

    @property
    def is_net(self) -> bool:
        """Whether it is what is left of amounts after fees."""
        return any(each.fits("net") > each.fits("amount") for each in self.columns())

    def is_unsigned(self, numbers: Numbers) -> bool:
        """Tell whether all amounts are of one direction, which may be for want of signs."""
        return False

    @property
    def rule(self) -> str:
        """The rule of signs, in words."""
        raise NotImplementedError


def _blank_rule(column: Column) -> str:
    return '.sub(/^[-–—]+$/,"")' if column.has_dashes else ""


@attrs.frozen
class Signed(Shape):
    """One column with a sign; `negated` where positive means expense."""

    amount: Column
    negated: bool = False

    def columns(self) -> tuple[Column, ...]:
        """Return the one column."""
        return (self.amount,)

    def deltas(self, numbers: Numbers) -> list[Decimal | None]:
        """Return the amounts as they stand, or turned round."""
        found = numbers.of(self.amount)
        if not self.negated:
            return found
        return [None if each is None else negate(each) for each in found]

    def words(self) -> Mapping[int, str]:
        """Return the word `amount`, divided by -1 where signs are turned."""
        turn = "divide-1%" if self.negated else ""
        return {self.amount.index: f"amount{turn}{_blank_rule(self.amount)}"}

    def is_unsigned(self, numbers: Numbers) -> bool:
        """Tell whether no amount has a minus."""
        return not signs(numbers.of(self.amount))[1]

    @property
    def rule(self) -> str:
        """Which sign is money in."""
        return "positive is money out" if self.negated else "positive is money in"


@attrs.frozen
class Pair(Shape):
    """Two columns, money in and money out, each with its own sign."""

    paid_in: Column
    paid_out: Column
    in_negated: bool = False
    out_negated: bool = False

    def columns(self) -> tuple[Column, ...]:
        """Return both columns."""
        return (self.paid_in, self.paid_out)

    def deltas(self, numbers: Numbers) -> list[Decimal | None]:
        """Return what comes in less what goes out, `None` where neither says something."""
        pairs = zip(numbers.of(self.paid_in), numbers.of(self.paid_out), strict=True)
        return [self._delta(came or ZERO, went or ZERO, (came, went)) for came, went in pairs]

    def _delta(
        self, came: Decimal, went: Decimal, cells: tuple[Decimal | None, ...]
    ) -> Decimal | None:
        if cells == (None, None):
            return None
        inward = negate(came) if self.in_negated else came
        outward = went if self.out_negated else negate(went)
        return add(inward, outward)

    def words(self) -> Mapping[int, str]:
        """Return `creditSum` and `debitSum`, divided by -1 where their cells are negative."""
        return {
            self.paid_in.index: "creditSum"
            + ("divide-1%" if self.in_negated else "")
            + _blank_rule(self.paid_in),
            self.paid_out.index: "debitSum"
            + ("divide-1%" if self.out_negated else "")
            + _blank_rule(self.paid_out),
        }

    @property
    def rule(self) -> str:
        """Which column is which."""
        return f"{self.paid_in.title} is money in, {self.paid_out.title} money out"


@attrs.frozen
class Flagged(Shape):
    """An amount, and a column that says its direction: `outs` is money out.

    `is_known` is false where nothing but balances can tell what the words mean.
    """

    amount: Column
    flag: Column
    outs: tuple[str, ...]
    ins: tuple[str, ...]
    is_known: bool = True

    def columns(self) -> tuple[Column, ...]:
        """Return the amount, then the flag."""
        return (self.amount, self.flag)

    def deltas(self, numbers: Numbers) -> list[Decimal | None]:
        """Return the size of each amount with the sign that the flag says."""
        pairs = zip(numbers.of(self.amount), self.flag.cells, strict=True)
        return [self._delta(amount, flag) for amount, flag in pairs]

    def _delta(self, amount: Decimal | None, flag: str) -> Decimal | None:
        if amount is None or not flag:
            return None
        return -abs(amount) if flag in self.outs else abs(amount)

    def words(self) -> Mapping[int, str]:
        """Return `amount` and `debit=…`, or `credit=…` where several words are money out."""
        sign = f"debit={_literal(self.outs[0])}" if len(self.outs) == 1 else None
        if sign is None:
            sign = f"credit={_literal(self.ins[0])}"
        return {self.amount.index: f"amount{_blank_rule(self.amount)}", self.flag.index: sign}

    @property
    def rule(self) -> str:
        """Which words are which direction."""
        inward = ", ".join(map(repr, self.ins)) or "anything else"
        return f"{', '.join(map(repr, self.outs)) or 'anything else'} is money out, {inward} in"


def _literal(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def signs(numbers: Sequence[Decimal | None]) -> tuple[int, int]:
    """Return how many numbers are above zero and how many below."""
    told = [each for each in numbers if each]
    return sum(each > 0 for each in told), sum(each < 0 for each in told)
