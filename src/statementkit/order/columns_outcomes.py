"""From the columns that a plan makes to what became of each row.

Few columns hold anything that is absent, and few rows lack anything. One query looks at all of
them, and one makes anew what it must: a question for each column would be as much work, but threads
that ask Python in turns wait for one another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from statementkit.order.columns_branches import DEFAULT
from statementkit.order.columns_cells import NO_DAY
from statementkit.order.columns_numbers import Number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

MAPPED, SKIPPED, END, UNSURE = range(4)
"""What became of a row; one that is unsure is for the row functions."""

FEE = "fee_"
"""How the columns of fees begin; a number follows."""

DAYS = ("booked_on", "value_on")
"""The columns of results that are dates; all others are texts."""

_TEXT = " as written"
"""Ends the name of the column that holds the texts of numbers."""

_REQUIRED = {"booked_on": pl.lit(NO_DAY), "amount": pl.lit("")}
"""What a row must have, and what stands for it where it is blank."""

_REFUSED, _BLANK = "refused ", "blank "
"""Begin the names of what is looked for in a column."""


def name_of_text(name: str, numbers: Collection[str]) -> str:
    """Return the name of the column that holds the texts of a column of results."""
    return name + _TEXT if name in numbers else name


def gathered(numbers: pl.Series, unknown: int) -> pl.Expr:
    """Return the numbers of branches, or the one for where no branch is known."""
    return pl.lit(numbers).gather(pl.col("branch")).fill_null(unknown)


class OutcomeColumns:
    """The expressions of outcomes.

    `states` are those of the branches by their numbers; `absent` says what stands for what is
    absent, if not null.
    """

    def __init__(
        self,
        names: Sequence[str],
        numbers: Collection[str],
        states: pl.Series,
        absent: Mapping[str, str | None],
    ) -> None:
        self._names = ["branch", *names]
        self._numbers = numbers
        self._states = gathered(states, UNSURE)
        self._absent = absent
        self._texts = {name: pl.col(name_of_text(name, numbers)) for name in names}
        self._blank = {
            name: self._texts[name] == _REQUIRED[name] for name in _REQUIRED if name in names
        }
        self._said = {name: self._is_said(name) for name in self._names}
        self._looks = [
            *(said.all(ignore_nulls=False).alias(name) for name, said in self._said.items()),
            *(text.null_count().alias(_REFUSED + name) for name, text in self._texts.items()),
            *(blank.any().alias(_BLANK + name) for name, blank in self._blank.items()),
        ]

    def outcomes(self, made: pl.DataFrame, *, as_written: bool) -> pl.DataFrame:
        """Return the `state` and the `branch` of each row, and the columns of results."""
        looks = made.lazy().select_seq(self._looks).collect(engine="in-memory").row(0, named=True)
        state = self._state(looks).cast(pl.Int16).alias("state")
        shown = [self._shown(name, looks[name], as_written=as_written) for name in self._names]
        return made.lazy().select_seq(state, *shown).collect(engine="in-memory")

    def _state(self, looks: Mapping[str, object]) -> pl.Expr:
        """Return the states: a row is mapped if nothing of it is refused and nothing missing."""
        refused = [text.is_null() for name, text in self._texts.items() if looks[_REFUSED + name]]
        blank = [each for name, each in self._blank.items() if looks[_BLANK + name]]
        if not refused and not blank:
            return self._states
        is_lacking = pl.any_horizontal(*refused, *blank)
        return pl.when(is_lacking & (self._states == MAPPED)).then(UNSURE).otherwise(self._states)

    def _is_said(self, name: str) -> pl.Expr:
        column = pl.col(name)
        if name == "branch":
            return column != DEFAULT
        if name in DAYS:
            return column != NO_DAY
        return column != 0 if name.startswith(FEE) else self._texts[name] != ""

    def _shown(self, name: str, is_said: object, *, as_written: bool) -> pl.Expr:
        """Return a column with null, or its default, for what is absent."""
        column = pl.col(name)
        if as_written and name in self._numbers:
            column = Number(self._texts[name], column).said
        if not is_said:
            column = (
                pl.when(self._said[name]).then(column).otherwise(pl.lit(self._absent.get(name)))
            )
        return column.alias(name)
