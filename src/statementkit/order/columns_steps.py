"""Columns that are made of columns, each once, in the order in which they need one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence


class Steps:
    """What is made of a frame, step by step: the columns of one step depend on earlier ones alone.

    Expressions that hold one another grow with every use; a column that was made once has a name.

    >>> steps = Steps()
    >>> trimmed = steps.keep("trimmed", lambda: pl.col("1").str.strip_chars())
    >>> is_blank = steps.keep("blank", lambda: trimmed == "")
    >>> steps.run(pl.DataFrame({"1": [" a", " "]}), [is_blank]).to_series().to_list()
    [False, True]
    """

    def __init__(self) -> None:
        self._names: dict[Hashable, str] = {}
        self._numbers: dict[str, int] = {}
        self._steps: list[list[pl.Expr]] = []

    def keep(self, key: Hashable, make: Callable[[], pl.Expr]) -> pl.Expr:
        """Return the column of a key, which `make` says how to make where it is new."""
        if key not in self._names:
            column = make()
            name = self._names[key] = f"~{len(self._names)}"
            self.put(name, column)
        return pl.col(self._names[key])

    def put(self, name: str, column: pl.Expr) -> pl.Expr:
        """Give a column a name and return what stands for it."""
        needed = (self._numbers.get(each, 0) for each in column.meta.root_names())
        number = self._numbers[name] = 1 + max(needed, default=0)
        if number > len(self._steps):
            self._steps.append([])
        self._steps[number - 1].append(column.alias(name))
        return pl.col(name)

    def run(self, frame: pl.DataFrame, wanted: Sequence[str | pl.Expr]) -> pl.DataFrame:
        """Return the columns of a frame that are wanted; what they do not need is not made."""
        query = frame.lazy()
        for step in self._steps:
            query = query.with_columns(step)
        return query.select(wanted).collect(engine="in-memory")
