"""Columns that are made of columns, each once, in the order in which they need one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

Reader = Callable[[Sequence[pl.Series]], Iterable[pl.Series]]
"""Makes columns of texts into others, looking as closely as they need.

It works on columns that are there: to plan a query of its many steps costs more than to take them,
and many of them are needed by few columns. It gets all columns of a step that it is to read.
"""


def one_by_one(reader: Callable[[pl.Series], pl.Series]) -> Reader:
    """Return a reader that looks at each column by itself."""
    return lambda columns: map(reader, columns)


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
        self._readings: defaultdict[int, defaultdict[Reader, dict[str, str]]] = defaultdict(
            lambda: defaultdict(dict)
        )

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
            self._readings[number][reader()][name] = source
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
            # Threads share a plan: what it lacks must not be put into it on the way.
            query = query.with_columns(self._steps.get(number, ()))
            if readings := self._readings.get(number):
                frame = query.collect(engine="in-memory")
                query = frame.hstack(list(_read(frame, readings))).lazy()
        return query.select(wanted).collect(engine="in-memory")


def _read(frame: pl.DataFrame, readings: Mapping[Reader, Mapping[str, str]]) -> Iterator[pl.Series]:
    for reader, sources in readings.items():
        columns = reader([frame[source] for source in sources.values()])
        for name, column in zip(sources, columns, strict=True):
            yield column.alias(name)
