"""The decision which branch each row takes, for all rows at once."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import reduce
from itertools import chain
from operator import and_, ge, gt, le, lt
from typing import TYPE_CHECKING

import polars as pl

from statementkit.order.columns_cells import raw
from statementkit.order.columns_lookup import Lookup
from statementkit.order.columns_numbers import decimal_of, fits
from statementkit.order.columns_steps import one_by_one
from statementkit.order.nodes import Blank, Number, Text, TextSet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from statementkit.order.columns_cells import CellColumns
    from statementkit.order.columns_steps import Steps
    from statementkit.order.interpret import Interpreter
    from statementkit.order.nodes import Check, Place
    from statementkit.order.plan import Case

DEFAULT = 0
"""Stands for the default layout where a branch has its number."""

_EQUALITIES = ("=", "!=")

_MANY = 3
"""With so many texts a cell is compared by looking them up."""

_COMPARISONS: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ">": gt,
    "<": lt,
    ">=": ge,
    "<=": le,
}


class BranchColumn:
    """Makes the column of branches: `DEFAULT`, the number of a branch, or null if none can tell."""

    def __init__(
        self, interpreter: Interpreter, cells: CellColumns, steps: Steps, scale: int
    ) -> None:
        self._interpreter = interpreter
        self._steps = steps
        self._cells = cells
        self._scale = scale
        self._wanted: defaultdict[Place, dict[str, None]] = defaultdict(dict)
        for check in chain.from_iterable(case.checks for case in interpreter.plan.cases):
            if isinstance(check.value, Text) and check.operator in _EQUALITIES:
                self._wanted[check.place][check.value.value.strip()] = None

    def branch(self) -> pl.Expr:
        """Return the number of the first branch whose checks all hold."""
        cases = self._interpreter.plan.cases
        if not cases:
            return pl.lit(DEFAULT, dtype=pl.Int32)
        numbers = [case.number for case in cases]
        taken = list(map(self._taken, cases))
        return pl.map_batches(taken, lambda them: _first(numbers, them), return_dtype=pl.Int32)

    def _taken(self, case: Case) -> pl.Expr:
        """Return where all checks of a case hold; where one fails, none needs to tell."""
        return self._steps.keep(case, lambda: reduce(and_, map(self._held, case.checks)))

    def _held(self, check: Check) -> pl.Expr:
        return self._steps.keep(check, lambda: self._holds(check))

    def _holds(self, check: Check) -> pl.Expr:
        match check.operator, check.value:
            case _, Blank(negated):
                text = self._cells.trimmed(check.place)
                return text != "" if negated else text == ""
            case operator, Text(text) if operator in _EQUALITIES:
                is_equal = self._equals(check.place, text.strip())
                return is_equal if operator == "=" else ~is_equal
            case "=", TextSet(texts):
                wanted = [text.strip() for text in texts]
                return self._cells.trimmed(check.place).is_in(wanted)
            case operator, Number(bound) if operator in _COMPARISONS:
                return self._compares(check, bound)
        return self._asked(check, raw(check.place))

    def _asked(self, check: Check, cells: pl.Expr) -> pl.Expr:
        """Ask the interpreter about each cell that differs."""
        return self._steps.read(
            ("asked", check),
            lambda: cells,
            lambda: one_by_one(
                Lookup(lambda each: self._interpreter.holds(check, each), pl.Boolean)
            ),
        )

    def _equals(self, place: Place, text: str) -> pl.Expr:
        """Compare cells with a text; where a place has many to be compared with, all at once."""
        wanted = self._wanted[place]
        if len(wanted) < _MANY:
            return self._cells.trimmed(place) == text
        number_of = {each: number for number, each in enumerate(wanted, 1)}
        numbers = self._steps.read(
            ("equal", place),
            lambda: raw(place),
            lambda: one_by_one(Lookup(lambda cell: number_of.get(cell.strip(), 0), pl.Int32)),
        )
        return numbers == number_of[text]

    def _compares(self, check: Check, bound: str) -> pl.Expr:
        """Compare numbers; the interpreter is asked about cells that are none."""
        limit = Decimal(bound)
        value = self._cells.number_at(check.place).value
        cells = raw(check.place)
        if not fits(limit, self._scale):
            return self._asked(check, cells)
        held = _COMPARISONS[check.operator](value, pl.lit(limit, dtype=decimal_of(self._scale)))
        others = self._asked(check, pl.when(value.is_null()).then(cells))
        return pl.when(value.is_not_null()).then(held).otherwise(others)


def _first(numbers: Sequence[int], taken: Sequence[pl.Series]) -> pl.Series:
    """Return the number of the first branch that each row takes.

    One that cannot tell hides a row, if none before it is taken.
    """
    branch, untold = pl.repeat(DEFAULT, len(taken[0]), dtype=pl.Int32, eager=True), _branch(None)
    for number, is_taken in zip(reversed(numbers), reversed(taken), strict=True):
        branch = _branch(number).zip_with(is_taken, branch)
        if is_taken.null_count():
            branch = untold.zip_with(is_taken.is_null(), branch)
    return branch


def _branch(number: int | None) -> pl.Series:
    return pl.Series([number], dtype=pl.Int32)
