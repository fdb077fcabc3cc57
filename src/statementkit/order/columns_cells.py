"""From the places of a plan to columns of values: what a cell says, for all rows at once.

Three states of a cell, in every column here: a value; blank (an empty text, `NO_DAY`); or null,
which means that the row functions must look at the row. So nothing is lost in silence: what an
expression does not know is null, null stays null whatever is done to it, and no null is a result.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any

import attrs
import polars as pl

from statementkit import values
from statementkit.order.cells import text_of
from statementkit.order.columns_lookup import Lookup
from statementkit.order.columns_numbers import (
    Number,
    NumberReader,
    changes_sign_only,
    chosen,
    with_sign,
)
from statementkit.order.columns_spaces import trimmed
from statementkit.order.columns_steps import one_by_one
from statementkit.order.nodes import Characters, ColumnNumber
from statementkit.order.plan import FILLER, Input
from statementkit.order.transforms import TRANSFORMS, arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from statementkit.order.columns_steps import Steps
    from statementkit.order.interpret import Interpreter
    from statementkit.order.nodes import Place, Transform
    from statementkit.order.plan import Chain

NO_DAY = date.min
"""Stands for a blank cell of a date: no reader of dates gives it."""

LINE = "line"
"""The column of the frame that holds the texts of rows that have no columns."""

REFUSED = pl.lit(None, dtype=pl.String)
"""Stands for a text that the row functions must look at."""


def column_of(place: Place) -> str:
    """Return the name of the column of a frame in which the cells of a place stand."""
    return str(place.number) if isinstance(place, ColumnNumber) else LINE


def raw(place: Place) -> pl.Expr:
    """Return the cells of a place as they stand in the file."""
    column = pl.col(column_of(place))
    if isinstance(place, Characters):
        return column.str.slice(place.first - 1, place.last - place.first + 1)
    return column


class CellColumns:
    """Makes the expressions of inputs: texts, numbers, days and currencies."""

    def __init__(self, interpreter: Interpreter, steps: Steps, scale: int) -> None:
        self._interpreter = interpreter
        self._steps = steps
        self._scale = scale
        plan = interpreter.plan
        words = {each.word for recipe in plan.recipes for each in recipe.inputs()}
        self._currency = None if "currency" in words else plan.settings.currency
        self._dates = values.Cache(interpreter.read_date)

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
        codes = [self.looked_up("currency", each, _currency, pl.String) for each in chain]
        return _first(codes, lambda code: code == "")

    def days(self, chain: Chain) -> pl.Expr:
        """Return the first day of a chain."""
        days = [self.looked_up("day", each, self._day, pl.Date) for each in chain]
        return _first(days, lambda day: day == NO_DAY)

    def numbers(self, chain: Chain) -> Number:
        """Return the first number of a chain that is neither blank nor 0, else the first 0."""
        number = self.number(chain[0])
        if len(chain) == 1:
            return number
        others = self.numbers(chain[1:])
        is_other = self._steps.keep(
            ("other", chain),
            lambda: (
                number.is_nothing.fill_null(value=False)
                & (~others.is_nothing.fill_null(value=False) | number.is_blank)
            ),
        )
        return chosen(is_other, others, number)

    # -- single inputs ----------------------------------------------------------------------------

    def trimmed(self, place: Place) -> pl.Expr:
        """Return the trimmed cells of a place."""
        return self._steps.read(("trimmed", place), lambda: raw(place), lambda: trimmed)

    def text(self, each: Input) -> pl.Expr:
        """Return the texts of an input, trimmed and changed."""
        if each.place is None:
            return pl.repeat(text_of([], each), pl.len(), dtype=pl.String)
        return self._whole(each, self.trimmed(each.place), _changes_of_text(each))

    def looked_up(self, what: str, each: Input, read: Callable[[str], Any], dtype: Any) -> pl.Expr:
        """Return what a function says of the texts of an input."""
        return self._steps.read(
            (what, each.place, each.transforms, each.constant, each.reach),
            lambda: self._untrimmed(each),
            lambda: one_by_one(Lookup(read, dtype)),
        )

    def number(self, each: Input) -> Number:
        """Return the numbers of an input; signs are changed behind what inputs share."""
        changes = [it for it in each.transforms if TRANSFORMS[it.name].stage == "number"]
        if all(map(changes_sign_only, changes)):
            plain = attrs.evolve(each, transforms=_changes_of_text(each))
            return with_sign(self._number(plain, []), changes)
        return self._number(each, changes)

    def number_at(self, place: Place) -> Number:
        """Return the numbers that stand at a place."""
        return self._number(Input("amount", place), [])

    def _number(self, each: Input, changes: Sequence[Transform]) -> Number:
        pair = self._steps.read(
            ("number", each.place, each.transforms, each.constant, each.reach),
            lambda: self._untrimmed(each),
            lambda: one_by_one(
                NumberReader(self._interpreter, self._currency, self._scale, changes)
            ),
        )
        return Number.of(pair)

    def _untrimmed(self, each: Input) -> pl.Expr:
        """Return the texts of an input for a reader that takes no heed of white space."""
        changes = _changes_of_text(each)
        if each.place is None or changes:
            return self.text(each)
        return self._whole(each, raw(each.place), changes)

    def _whole(self, each: Input, text: pl.Expr, changes: Sequence[Transform]) -> pl.Expr:
        """Return texts after changes, refused where a cell is cut that may not be."""
        if changes:
            before = text
            text = self._steps.read(
                ("changed", each.place, tuple(changes)),
                lambda: reduce(_changed, changes, before),
                lambda: trimmed,
            )
        if each.reach:
            return pl.when(_is_whole(each)).then(text).otherwise(REFUSED)
        return text

    def _day(self, text: str) -> date:
        text = text.strip()
        return self._dates[text] if text else NO_DAY


def _currency(text: str) -> str:
    text = text.strip()
    return values.read_currency(text) if text else ""


def _changes_of_text(each: Input) -> tuple[Transform, ...]:
    return tuple(it for it in each.transforms if TRANSFORMS[it.name].stage == "text")


def _first(columns: Sequence[pl.Expr], is_blank: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """Return the first column that is not blank; one that is refused before it counts."""
    return reduce(
        lambda rest, column: pl.when(is_blank(column)).then(rest).otherwise(column),
        reversed(columns),
    )


def _is_whole(each: Input) -> pl.Expr:
    """Return where the line reaches as far as a cell needs it that must not be cut."""
    assert each.place is not None  # noqa: S101 - a constant reaches nowhere
    line = pl.col(LINE)
    return (line.str.len_chars() >= each.reach) & ~raw(each.place).str.contains(
        FILLER, literal=True
    )


def _changed(text: pl.Expr, transform: Transform) -> pl.Expr:
    """Return texts after one transform: by an expression where it is sure to do the same."""
    operands = arguments(transform)
    match transform.name, operands:
        case "slice", [first, last]:
            return text.str.slice(first - 1, last - first + 1)
        case "strip", [characters] if characters:
            return text.str.strip_chars(characters)
        case "replace", [old, new] if old:
            return text.str.replace_all(old, new, literal=True)
    apply = TRANSFORMS[transform.name].apply
    changed = Lookup(lambda each: apply(each, *operands), pl.String)
    return text.map_batches(changed, return_dtype=pl.String)
