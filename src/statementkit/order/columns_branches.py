"""The decision which branch each row takes, for all rows at once."""

from __future__ import annotations

from functools import reduce
from operator import and_, ge, gt, le, lt
from typing import TYPE_CHECKING

import polars as pl

from statementkit.order.columns_cells import distinct
from statementkit.order.nodes import Blank, Number, Text, TextSet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from statementkit.order.columns_cells import CellColumns
    from statementkit.order.columns_steps import Steps
    from statementkit.order.interpret import Interpreter
    from statementkit.order.nodes import Check
    from statementkit.order.plan import Case

DEFAULT = 0
"""Stands for the default layout where a branch has its number."""

_COMPARISONS: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    ">": gt,
    "<": lt,
    ">=": ge,
    "<=": le,
}


class BranchColumn:
    """Makes the column of branches: `DEFAULT`, the number of a branch, or null if none can tell."""

    def __init__(self, interpreter: Interpreter, cells: CellColumns, steps: Steps) -> None:
        self._interpreter = interpreter
        self._steps = steps
        self._cells = cells

    def branch(self) -> pl.Expr:
        """Return the number of the first branch whose checks all hold."""
        untaken: pl.Expr = pl.lit(DEFAULT, dtype=pl.Int32)
        return reduce(self._or_else, reversed(self._interpreter.plan.cases), untaken)

    def _or_else(self, others: pl.Expr, case: Case) -> pl.Expr:
        """Let the rows of a case go before others; a check that cannot tell hides a row.

        It does so only where all other checks hold: false beats null.
        """
        number = pl.lit(case.number, dtype=pl.Int32)
        taken = self._steps.keep(case, lambda: reduce(and_, map(self._held, case.checks)))
        return pl.when(taken).then(number).when(taken.is_not_null()).then(others)

    def _held(self, check: Check) -> pl.Expr:
        return self._steps.keep(check, lambda: self._holds(check))

    def _holds(self, check: Check) -> pl.Expr:
        text = self._cells.trimmed(check.place)
        match check.operator, check.value:
            case _, Blank(negated):
                return text != "" if negated else text == ""
            case "=", Text(wanted):
                return text == wanted.strip()
            case "!=", Text(wanted):
                return text != wanted.strip()
            case "=", TextSet(wanted_texts):
                return text.is_in([wanted.strip() for wanted in wanted_texts])
            case operator, Number(bound) if operator in _COMPARISONS:
                return self._compares(check, text, bound)
        return self._asked(check, text)

    def _asked(self, check: Check, text: pl.Expr) -> pl.Expr:
        """Ask the interpreter about each text that differs."""
        return distinct(lambda each: self._interpreter.holds(check, each), text, pl.Boolean)

    def _compares(self, check: Check, text: pl.Expr, bound: str) -> pl.Expr:
        """Compare plain numbers as floats, which keep the order of all that do not become equal.

        The others are asked about: those that are not plain, and those that are as near as that.
        """
        is_plain = self._cells.is_plain(text)
        number = self._steps.keep(
            ("float", check.place),
            lambda: pl.when(is_plain).then(self._cells.plain(text)).cast(pl.Float64),
        )
        limit = float(bound)
        is_far = number.is_not_null() & (number != limit)
        asked = self._asked(check, pl.when(is_far).then(pl.lit("")).otherwise(text))
        held = _COMPARISONS[check.operator](number, pl.lit(limit))
        return pl.when(is_far).then(held).otherwise(asked)
