"""The inverse of reading a cell: texts that a column of an order reads as a wanted value.

Texts are proposed, plain ones first, and then read as the order reads them: what does not come out
as wanted is dropped. So a proposal need not be right, and what is left cannot be wrong.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from statementkit import values
from statementkit.model import FIELD_BY_WORD
from statementkit.order.cells import text_of
from statementkit.order.nodes import Characters, ColumnNumber
from statementkit.order.transforms import TRANSFORMS, arguments, stage
from statementkit.testing.amounts import PLAIN, NumberStyle, write_number, write_whole
from statementkit.testing.expressions import matching_text
from statementkit.values import CellError, DatePattern, InexactQuotientError
from statementkit.values.overpunch import write_overpunch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statementkit.order.cells import Row
    from statementkit.order.interpret import Interpreter
    from statementkit.order.nodes import Place, Transform
    from statementkit.order.plan import Input

_MOST = 12
"""How many texts are proposed for one cell at most."""


@attrs.frozen
class Reads:
    """An input reads as a value: a Decimal, a date or a text; `None` stands for blank.

    `beside` is a currency that may be printed beside the number; `shows` that it must be.
    """

    value: Decimal | date | str | None
    beside: str | None = None
    shows: bool = False


@attrs.frozen
class Says:
    """A direction flag is one of some texts, or (`is_one` false) none of them."""

    texts: tuple[str, ...]
    is_one: bool


Want = Reads | Says
"""What an input is to make of its cell."""

_FLAGS = ("D", "C", "K", "-", "+", "x", "")


@attrs.frozen
class CellWriter:
    """Writes cells for the columns of an order, in the habits of a bank."""

    interpreter: Interpreter
    style: NumberStyle = PLAIN

    def texts(self, each: Input, want: Want) -> Iterator[str]:
        """Yield texts of a cell that `each` reads as wanted, plain ones first."""
        seen: dict[str, None] = {}
        for text in islice(self._proposals(each, want), _MOST):
            if text not in seen and self.holds(each, text, want):
                seen[text] = None
                yield text

    def holds(self, each: Input, cell: str, want: Want) -> bool:
        """Tell whether an input makes of a cell what is wanted."""
        try:
            text = text_of(_row_of(cell, each.place), each)
            if isinstance(want, Says):
                return (text in want.texts) is want.is_one
            value = self._value(each, text)
        except (CellError, InexactQuotientError):
            return False
        if value != want.value:
            return False
        shown = values.currencies_beside(text) if isinstance(value, Decimal) else frozenset()
        return want.beside in shown if want.shows else not shown or want.beside in shown

    def _value(self, each: Input, text: str) -> Decimal | date | str | None:
        if not text:
            return None
        match FIELD_BY_WORD[each.word].reading:
            case "date":
                return self.interpreter.read_date(text)
            case "currency":
                return values.read_currency(text)
            case "amount" | "number":
                number = self.interpreter.read_amount(text)
                for transform in stage(each.transforms, "number"):
                    number = TRANSFORMS[transform.name].apply(number, *arguments(transform))
                return number
        return text

    # -- proposals --------------------------------------------------------------------------------

    def _proposals(self, each: Input, want: Want) -> Iterator[str]:
        """Yield raw texts that may read as wanted."""
        chain = stage(each.transforms, "text")
        for text in self._plain_texts(each, want):
            yield from _before(text, chain[::-1])

    def _plain_texts(self, each: Input, want: Want) -> Iterator[str]:
        """Yield texts as they are behind the transforms of texts."""
        if isinstance(want, Says):
            yield from want.texts if want.is_one else _FLAGS
        elif want.value is None:
            yield ""
        elif isinstance(want.value, Decimal):
            yield from self._numbers(each, want.value, want.beside)
        elif isinstance(want.value, date):
            yield from self.days(want.value)
        else:
            yield want.value

    def days(self, day: date) -> Iterator[str]:
        """Yield a day in each of the patterns of the file."""
        settings = self.interpreter.plan.settings
        for pattern in settings.date_format:
            parsed = DatePattern.parse(pattern, settings.language, settings.pivot)
            yield parsed.format(day)

    def _numbers(self, each: Input, value: Decimal, currency: str | None) -> Iterator[str]:
        width = _width(each.place)
        fmt = self.interpreter.plan.settings.number_format
        is_punched = any(it.name == "overpunch" for it in each.transforms)
        for number in _numbers_before(value, stage(each.transforms, "number")[::-1]):
            if is_punched and number == int(number):
                yield write_overpunch(int(number)).zfill(width)
            if width and (text := write_whole(number, width)):
                yield text
            for style in (self.style, PLAIN, NumberStyle(decimals=0)):
                text = write_number(number, fmt, style)
                yield text
                if currency is not None:
                    yield f"{text} {currency}"


def _row_of(cell: str, place: Place | None) -> Row:
    """Return a row with nothing but a cell: an input knows best what to do in its own place."""
    if isinstance(place, Characters):
        return " " * (place.first - 1) + cell
    number = place.number if isinstance(place, ColumnNumber) else 1
    return [*[""] * (number - 1), cell]


def _width(place: Place | None) -> int:
    """Return how many characters a place has, 0 for a cell of any width."""
    return place.last - place.first + 1 if isinstance(place, Characters) else 0


def _before(text: str, chain: Iterable[Transform]) -> Iterator[str]:
    """Yield what may have been a text before transforms, the last of them first."""
    texts = [text]
    for transform in chain:
        texts = [each for after in texts for each in _undone(after, transform)]
    yield from texts


def _undone(text: str, transform: Transform) -> Iterator[str]:
    if not text:
        yield text
    match transform.name, arguments(transform):
        case "replace", [str(old), str(new)] if new and old:
            yield text.replace(new, old)
        case "extract", [expression]:
            made = matching_text(expression.pattern, text if expression.groups else None)
            if made is not None:
                yield made
        case "slice", [int(first), _] if first > 1:
            yield "0" * (first - 1) + text
    yield text


def _numbers_before(value: Decimal, chain: Iterable[Transform]) -> list[Decimal]:
    """Return the numbers from which transforms may have made a value, the last of them first."""
    numbers = [value]
    for transform in chain:
        numbers = [each for after in numbers for each in _undone_number(after, transform)]
    return numbers


def _undone_number(value: Decimal, transform: Transform) -> Iterator[Decimal]:
    try:
        match transform.name, arguments(transform):
            case "negate", _:
                yield values.negate(value)
            case "abs", _:
                yield value
                yield values.negate(value)
            case "divide", [divisor]:
                yield values.multiply(value, divisor)
            case "multiply", [factor]:
                yield values.divide(value, factor)
    except (CellError, ArithmeticError):
        return
