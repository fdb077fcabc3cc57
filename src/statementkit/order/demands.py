"""What several checks want of one value, to find out whether anything can be all of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit.order.nodes import Blank, Date, Number, Text, TextSet, Value

if TYPE_CHECKING:
    from statementkit.order.nodes import Operator


@attrs.define
class Limits:
    """The values between two limits, or all of them."""

    low: tuple[Decimal | str, bool] | None = None
    high: tuple[Decimal | str, bool] | None = None

    def add(self, operator: str, value: Decimal | str) -> None:
        """Narrow the limits; the flag of a limit tells whether it is left out itself."""
        limit = (value, operator in ("<", ">"))
        if operator.startswith(">"):
            self.low = max(self.low or limit, limit)
        else:
            self.high = min(self.high or limit, limit, key=lambda each: (each[0], not each[1]))

    @property
    def empty(self) -> bool:
        """Whether nothing is left between the limits."""
        if self.low is None or self.high is None:
            return False
        return self.low[0] > self.high[0] or (  # type: ignore[operator]
            self.low[0] == self.high[0] and (self.low[1] or self.high[1])
        )


@attrs.define
class Demand:
    """What several checks want of one text, number or day, added up.

    >>> demand = Demand()
    >>> demand.add(">", Number("0"))
    >>> demand.add("<", Number("-5"))
    >>> demand.contradictory
    True
    """

    only: frozenset[str] | None = None
    never: set[str] = attrs.field(factory=set)
    numbers: Limits = attrs.field(factory=Limits)
    days: Limits = attrs.field(factory=Limits)
    matched: set[Value] = attrs.field(factory=set)
    unmatched: set[Value] = attrs.field(factory=set)

    def add(self, operator: Operator, value: Value) -> None:
        """Want something more."""
        match operator, value:
            case "=", Blank(negated=True):
                self.never.add("")
            case "=" | "!=", Blank() | Text() | TextSet():
                self._texts(operator, _wanted(value))
            case "~", _:
                self.matched.add(value)
            case "!~", _:
                self.unmatched.add(value)
            case _, Number(text):
                self.numbers.add(operator, Decimal(text))
            case _, Date(text):
                self.days.add(operator, text)

    def _texts(self, operator: str, texts: frozenset[str]) -> None:
        if operator == "!=":
            self.never |= texts
        else:
            self.only = texts if self.only is None else self.only & texts

    @property
    def contradictory(self) -> bool:
        """Whether no cell can be all that is wanted. A cell is trimmed before it is compared."""
        compared = self.numbers != Limits() or self.days != Limits()
        left = None if self.only is None else {text for text in self.only if text.strip() == text}
        return (
            (left is not None and left <= self.never)
            or (left == {""} and compared)
            or self.numbers.empty
            or self.days.empty
            or not self.matched.isdisjoint(self.unmatched)
        )


def _wanted(value: Value) -> frozenset[str]:
    match value:
        case Text(text):
            return frozenset({text})
        case TextSet(texts):
            return frozenset(texts)
    return frozenset({""})
