"""Columns that are made of columns, each once, in the order in which they need one another."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

_DOUBT = " in doubt"
"""Ends the name of the column that tells whether another must be made with a closer look."""


class Reader(Protocol):
    """Makes a column of texts: by expressions, or with a closer look where these are in doubt.

    Expressions of many readers run as one query. A closer look takes ten times its time to begin.
    """

    def quick(self, texts: pl.Expr) -> pl.Expr:
        """Return what most columns come to."""

    def doubt(self, texts: pl.Expr, found: pl.Expr) -> pl.Expr:
        """Return whether what was `found` the quick way may be wrong for any text."""

    def __call__(self, texts: pl.Series) -> pl.Series:
        """Return what the texts come to, after a closer look."""


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
        self._steps: defaultdict[int, list[pl.Expr]] = defaultdict(list)
        self._readings: defaultdict[int, dict[str, tuple[str, Reader]]] = defaultdict(dict)

    def keep(self, key: Hashable, make: Callable[[], pl.Expr]) -> pl.Expr:
        """Return the column of a key, which `make` says how to make where it is new."""
        if key not in self._names:
            column = make()
            name = self._named(key)
            self.put(name, column)
        return pl.col(self._names[key])

    def read(
        self, key: Hashable, texts: Callable[[], pl.Expr], reader: Callable[[], Reader]
    ) -> pl.Expr:
        """Return the column of a key, which a reader makes of `texts` where it is new."""
        if key not in self._names:
            column = texts()
            if not column.meta.is_column():
                column = self.put(self._named(("texts of", key)), column)
            source, name = column.meta.output_name(), self._named(key)
            number = self._numbers[name] = self._number_after([source])
            self._readings[number][name] = source, reader()
        return pl.col(self._names[key])

    def put(self, name: str, column: pl.Expr) -> pl.Expr:
        """Give a column a name and return what stands for it."""
        number = self._numbers[name] = self._number_after(column.meta.root_names())
        self._steps[number].append(column.alias(name))
        return pl.col(name)

    def _named(self, key: Hashable) -> str:
        return self._names.setdefault(key, f"~{len(self._names)}")

    def _number_after(self, needed: Sequence[str]) -> int:
        return 1 + max((self._numbers.get(each, 0) for each in needed), default=0)

    def run(self, frame: pl.DataFrame, wanted: Sequence[str | pl.Expr]) -> pl.DataFrame:
        """Return the columns of a frame that are wanted."""
        query = frame.lazy()
        for number in sorted({*self._steps, *self._readings}):
            query = query.with_columns(self._steps[number])
            if readings := self._readings[number]:
                query = _read(query, readings).lazy()
        return query.select(wanted).collect(engine="in-memory")


def _read(query: pl.LazyFrame, readings: Mapping[str, tuple[str, Reader]]) -> pl.DataFrame:
    """Return a frame with the columns of readers."""
    quick = [
        reader.quick(pl.col(source)).alias(name) for name, (source, reader) in readings.items()
    ]
    doubts = [
        reader.doubt(pl.col(source), pl.col(name)).alias(name + _DOUBT)
        for name, (source, reader) in readings.items()
    ]
    frame = query.with_columns(quick).with_columns(doubts).collect(engine="in-memory")
    return frame.with_columns(
        reader(frame[source]).alias(name)
        for name, (source, reader) in readings.items()
        if frame[name + _DOUBT].any()
    )
