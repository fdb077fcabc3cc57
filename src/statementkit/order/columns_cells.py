"""From the places of a plan to columns of values: what a cell says, for all rows at once.

Three states of a cell, in every column here: a value; blank (an empty text, `NO_DAY`); or null,
which means that the row functions must look at the row. So nothing is lost in silence: what an
expression does not know is null, null stays null whatever is done to it, and no null is a result.

Where text is plain (digits, a mark, a minus sign) an expression reads it. Everything else, and all
that only Python can say the same way twice (dates, currencies, regular expressions, letter cases),
is done by the functions of the row back end to the distinct texts of a column: those are few.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import attrs
import polars as pl

from statementkit import values
from statementkit.order.nodes import Characters, ColumnNumber
from statementkit.order.plan import FILLER
from statementkit.order.transforms import TRANSFORMS, arguments
from statementkit.values import CellError
from statementkit.values.amounts import MAX_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from statementkit.order.columns_steps import Steps
    from statementkit.order.interpret import Interpreter
    from statementkit.order.nodes import Place, Transform
    from statementkit.order.plan import Chain, Input

SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What Python's `str.strip` removes: Polars would leave some of it."""

NO_DAY = date.min
"""Stands for a blank cell of a date: no reader of dates gives it."""

LINE = "line"
"""The column of the frame that holds the texts of rows that have no columns."""

_EMPTY = pl.lit("")
REFUSED = pl.lit(None, dtype=pl.String)
"""Stands for a text or a number that the row functions must look at."""


def column_of(place: Place) -> str:
    """Return the name of the column of a frame in which the cells of a place stand."""
    return str(place.number) if isinstance(place, ColumnNumber) else LINE


def raw(place: Place) -> pl.Expr:
    """Return the cells of a place as they stand in the file."""
    column = pl.col(column_of(place))
    if isinstance(place, Characters):
        return column.str.slice(place.first - 1, place.last - place.first + 1)
    return column


def distinct(read: Callable[[str], Any], column: pl.Expr, dtype: Any) -> pl.Expr:
    """Return what a function makes of the texts of a column, asked once for each that differs.

    A text that it refuses with a `CellError` becomes null.
    """

    def read_or_none(text: str) -> Any:
        try:
            return read(text)
        except CellError:
            return None

    def apply(texts: pl.Series) -> pl.Series:
        is_same = len(texts) > 0 and not texts.null_count() and (texts == texts[0]).all()
        found = texts.head(1) if is_same else texts.drop_nulls().unique()
        made = pl.Series([read_or_none(each) for each in found.to_list()], dtype=dtype, strict=True)
        if is_same:
            return made.new_from_index(0, len(texts))
        return texts.replace_strict(found, made, default=None, return_dtype=dtype)

    return column.map_batches(apply, return_dtype=dtype)


def is_zero(number: pl.Expr) -> pl.Expr:
    """Return where a number is zero or blank."""
    return number.str.strip_chars("-0.") == ""


def negated(number: pl.Expr) -> pl.Expr:
    """Return the numbers with the other sign; zero and blank have none."""
    return (
        pl.when(is_zero(number))
        .then(number)
        .when(number.str.starts_with("-"))
        .then(absolute(number))
        .otherwise("-" + number)
    )


def absolute(number: pl.Expr) -> pl.Expr:
    """Return the numbers without their sign."""
    return number.str.strip_prefix("-")


class CellColumns:
    """Makes the expressions of inputs: texts, numbers as plain text, days and currencies."""

    def __init__(self, interpreter: Interpreter, steps: Steps) -> None:
        self._interpreter = interpreter
        self._steps = steps
        plan = interpreter.plan
        words = {each.word for recipe in plan.recipes for each in recipe.inputs()}
        self._currency = None if "currency" in words else plan.settings.currency
        self._decimal = plan.settings.number_format.decimal
        self._dates = values.Cache(interpreter.read_date)
        self._plain = rf"^-?[0-9]*(?:{re.escape(self._decimal)})?[0-9]+$"

    # -- chains of inputs -------------------------------------------------------------------------

    def texts(self, chain: Chain) -> pl.Expr:
        """Return the first text of a chain that is not blank."""
        return _first([self.text(each) for each in chain], lambda text: text == "")

    def joined(self, chain: Chain, joiner: str) -> pl.Expr:
        """Return the texts of a chain that are not blank, joined."""
        if len(chain) == 1:
            return self.text(chain[0])
        texts = [self.text(each) for each in chain]
        shown = [pl.when(each != "").then(each) for each in texts]
        is_refused = pl.any_horizontal([each.is_null() for each in texts])
        return (
            pl.when(is_refused)
            .then(REFUSED)
            .otherwise(pl.concat_str(shown, separator=joiner, ignore_nulls=True))
        )

    def currencies(self, chain: Chain) -> pl.Expr:
        """Return the first currency of a chain."""

        def read(text: str) -> str:
            return values.read_currency(text) if text else ""

        codes = [
            self._steps.keep(
                ("currency", each), partial(distinct, read, self.text(each), pl.String)
            )
            for each in chain
        ]
        return _first(codes, lambda code: code == "")

    def days(self, chain: Chain) -> pl.Expr:
        """Return the first day of a chain."""
        days = [
            self._steps.keep(("day", each), partial(distinct, self._day, self.text(each), pl.Date))
            for each in chain
        ]
        return _first(days, lambda day: day == NO_DAY)

    def numbers(self, chain: Chain) -> pl.Expr:
        """Return the first number of a chain that is neither blank nor zero, else the first zero.

        Numbers are plain texts, as `Decimal` reads them, with every digit that the file has.
        """

        def first() -> pl.Expr:
            number, *others = (self.number(each) for each in chain)
            if not others:
                return number
            return _first_number(number, self.numbers(chain[1:]))

        return self._steps.keep(("numbers", chain), first)

    # -- single inputs ----------------------------------------------------------------------------

    def trimmed(self, place: Place) -> pl.Expr:
        """Return the trimmed cells of a place."""
        return self._steps.keep(("trimmed", place), lambda: raw(place).str.strip_chars(SPACES))

    def text(self, each: Input) -> pl.Expr:
        """Return the texts of an input, trimmed and changed."""
        changes = tuple(it for it in each.transforms if TRANSFORMS[it.name].stage == "text")
        if each.place is None:
            return _constant((each.constant or "").strip(), changes)
        text = self.trimmed(each.place)
        if changes:
            text = self._steps.keep(
                ("changed", each.place, changes),
                lambda: reduce(_changed, changes, text).str.strip_chars(SPACES),
            )
        if each.reach:
            return pl.when(_is_whole(each)).then(text).otherwise(REFUSED)
        return text

    def number(self, each: Input) -> pl.Expr:
        """Return the numbers of an input; the plainest way that its transforms allow."""
        changes = [it for it in each.transforms if TRANSFORMS[it.name].stage == "number"]
        if all(map(_keeps_digits, changes)):
            return reduce(_signed, changes, self._unsigned(each, changes))
        return self._steps.keep(("number", each), lambda: self._asked(self.text(each), changes))

    def is_plain(self, text: pl.Expr) -> pl.Expr:
        """Return where a text is a plain number with at most 38 digits."""
        return text.str.contains(self._plain) & (text.str.len_bytes() <= MAX_DIGITS)

    def plain(self, text: pl.Expr) -> pl.Expr:
        """Return plain numbers with a point as their mark."""
        if self._decimal == ".":
            return text
        return text.str.replace(self._decimal, ".", literal=True)

    def _unsigned(self, each: Input, changes: Sequence[Transform]) -> pl.Expr:
        """Return the numbers of an input before changes, made once for inputs that share them.

        Plain ones are read by an expression, the others by the reader of amounts.
        """
        unsigned = attrs.evolve(
            each, transforms=tuple(it for it in each.transforms if it not in changes)
        )
        text = self.text(each)
        is_negative_zero = text.str.starts_with("-") & (text.str.strip_chars("-0.,") == "")
        is_settled = self._steps.keep(
            ("settled", unsigned),
            lambda: (text == "") | (self.is_plain(text) & ~is_negative_zero),
        )
        rest = pl.when(is_settled).then(_EMPTY).otherwise(text)
        number = pl.when(is_settled).then(self.plain(text)).otherwise(self._asked(rest, []))
        return self._steps.keep(("number", unsigned), lambda: number)

    def _asked(self, text: pl.Expr, changes: Sequence[Transform]) -> pl.Expr:
        """Ask the reader of amounts about each text that differs, and change what it says."""
        steps = [(TRANSFORMS[each.name].apply, arguments(each)) for each in changes]

        def read(text: str) -> str | None:
            if not text:
                return ""
            number = self._interpreter.read_amount(text)
            beside = values.currencies_beside(text)
            if beside and self._currency not in beside:
                return None
            for apply, operands in steps:
                number = apply(number, *operands)
            return _written(number)

        return distinct(read, text, pl.String)

    def _day(self, text: str) -> date:
        return self._dates[text] if text else NO_DAY


def _written(number: Decimal) -> str | None:
    """Return a number as a plain text that reads as the same number with the same digits."""
    text = format(number, "f")
    return text if str(Decimal(text)) == str(number) else None


def _first(columns: Sequence[pl.Expr], is_blank: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """Return the first column that is not blank; one that is refused before it counts."""
    return reduce(
        lambda rest, column: pl.when(is_blank(column)).then(rest).otherwise(column),
        reversed(columns),
    )


def _first_number(number: pl.Expr, rest: pl.Expr) -> pl.Expr:
    return (
        pl.when(number.is_null() | ~is_zero(number))
        .then(number)
        .when(rest.is_null() | ~is_zero(rest) | (number == ""))
        .then(rest)
        .otherwise(number)
    )


def _is_whole(each: Input) -> pl.Expr:
    """Return where the line reaches as far as a cell needs it that must not be cut."""
    assert each.place is not None  # noqa: S101 - a constant reaches nowhere
    line = pl.col(LINE)
    return (line.str.len_chars() >= each.reach) & ~raw(each.place).str.contains(
        FILLER, literal=True
    )


def _constant(text: str, changes: Sequence[Transform]) -> pl.Expr:
    try:
        for each in changes:
            text = TRANSFORMS[each.name].apply(text, *arguments(each))
    except CellError:
        return REFUSED
    return pl.repeat(text.strip(), pl.len(), dtype=pl.String)


def _changed(text: pl.Expr, transform: Transform) -> pl.Expr:
    """Return texts after one transform: by an expression where it is sure to do the same."""
    operands = arguments(transform)
    match transform.name, operands:
        case "slice", [first, last]:
            return text.str.slice(first - 1, max(0, last - first + 1))
        case "strip", [characters] if characters:
            return text.str.strip_chars(characters)
        case "replace", [old, new] if old:
            return text.str.replace_all(old, new, literal=True)
    apply = TRANSFORMS[transform.name].apply
    return distinct(lambda each: apply(each, *operands), text, pl.String)


def _keeps_digits(transform: Transform) -> bool:
    """Return whether a number keeps its digits: only its sign can change."""
    if transform.name in ("divide", "multiply"):
        return str(arguments(transform)[0]) in ("1", "-1")
    return True


def _signed(number: pl.Expr, transform: Transform) -> pl.Expr:
    if transform.name == "abs":
        return absolute(number)
    if transform.name == "negate" or str(arguments(transform)[0]) == "-1":
        return negated(number)
    return number
