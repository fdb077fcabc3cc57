"""From columns of results to transactions, in the order of the rows.

Rows that the expressions are sure of become transactions in one tight loop. The others go the way
of the row functions, where they stand between them: with the same counts, problems and warnings,
because it is the same code.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from statementkit.order.columns import PlanColumns
from statementkit.order.columns_cells import LINE
from statementkit.order.columns_needs import ROWS, SCALE
from statementkit.order.columns_outcomes import MAPPED, SKIPPED, UNSURE
from statementkit.order.rows import generate_maker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from statementkit.model import Origin, Transaction
    from statementkit.order.cells import Row
    from statementkit.order.mapper import RowMapper, Tally

    Record = tuple[int, Row]
    """The line on which a record begins, and its cells."""

WORKERS = min(4, os.cpu_count() or 1)
"""How many batches are mapped at the same time."""

_OFTEN = 4
"""Texts that a column holds so many times each are made once."""

_SAMPLE, _FEW = 1_000, 0.9
"""Where more of a sample than that share differ from one another, no more are compared."""


class Part(Protocol):
    """Rows of a file. `lines` are those on which they begin."""

    @property
    def lines(self) -> Sequence[int]:
        """The lines on which the rows begin."""

    def cells(self) -> pl.DataFrame | None:
        """Return the columns that a plan reads, blank where a row ends; `None` if in doubt.

        Called once, on any thread.
        """

    def record(self, index: int) -> Record | None:
        """Return a row as a reader of rows gives it; `None`, and counted, if it is no record."""

    def lines_from(self, index: int) -> Iterable[int]:
        """Return the lines of the records from a row on."""


class Batch(Part, Protocol):
    """Rows of a file before their turn: a record that begins above may still reach into them."""

    def parts(self, *, is_cut: bool) -> Iterator[Part]:
        """Return, in its turn, what a batch holds: itself if `is_cut` by `cells` as it stands."""


class RowBatch:
    """Rows of any reader as a batch."""

    def __init__(self, records: Sequence[Record], columns: Sequence[str]) -> None:
        self._records = records
        self._columns = columns
        self.lines = [line for line, _ in records]

    def cells(self) -> pl.DataFrame | None:
        """Return the columns that a plan reads."""
        return _frame([row for _, row in self._records], self._columns)

    def parts(self, *, is_cut: bool) -> Iterator[RowBatch]:
        """Return the batch: rows that were read hold."""
        del is_cut
        yield self

    def record(self, index: int) -> Record:
        """Return a row as the reader gave it."""
        return self._records[index]

    def lines_from(self, index: int) -> list[int]:
        """Return the lines of the records from a row on."""
        return self.lines[index:]


def _frame(rows: Sequence[Row], columns: Sequence[str]) -> pl.DataFrame | None:
    """Return the cells of rows, `None` for rows that are not what the order reads, or no text."""
    wanted = str if LINE in columns else list
    # A type of its own could cut its cells in any way.
    if any(type(row) is not wanted for row in rows):
        return None
    cells = {name: _column(rows, name) for name in columns}
    try:
        return pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String))
    except (TypeError, UnicodeError):
        return None


def _column(rows: Sequence[Row], name: str) -> Sequence[str]:
    if name == LINE:
        return rows  # type: ignore[return-value]
    index = int(name) - 1
    return [row[index] if len(row) > index else "" for row in rows]


def batched(records: Iterator[Record], columns: Sequence[str], size: int = ROWS) -> Iterator[Batch]:
    """Yield rows that come one by one as batches of `size`."""
    while some := list(islice(records, size)):
        yield RowBatch(some, columns)


class ColumnMapper:
    """A compiled order that maps rows in batches; what it yields a `RowMapper` yields too.

    `outcomes` hold numbers as they are written, or, with a `scale`, as decimals of so many digits
    behind the mark.
    """

    def __init__(self, mapper: RowMapper, scale: int | None = None) -> None:
        self.mapper = mapper
        self.scale = SCALE if scale is None else scale
        self._as_written = scale is None
        self._plan = PlanColumns(mapper.interpreter, self.scale)
        self.names = self._plan.names
        """The columns of results."""
        self._make = generate_maker(mapper.interpreter, self.names)
        self.columns = self._plan.columns
        """The columns of cells that batches must have."""

    def outcomes(self, rows: Batch | Part) -> pl.DataFrame | None:
        """Return what becomes of rows, `None` where no frame holds them."""
        cells = rows.cells()
        if cells is None:
            return None
        found = self._plan.outcomes(cells, as_written=self._as_written)
        return found.with_columns(map(_numbered, found)) if self._as_written else found

    def ahead(
        self, batches: Iterable[Batch], workers: int = WORKERS
    ) -> Iterator[tuple[Part, pl.DataFrame]]:
        """Yield the rows of batches with their outcomes and `line`s; threads look ahead."""
        queue: deque[tuple[Batch, Future[pl.DataFrame | None]]] = deque()
        coming = iter(batches)
        with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(workers) as mappers:
            following = reader.submit(next, coming, None)
            while batch := following.result():
                following = reader.submit(next, coming, None)
                queue.append((batch, mappers.submit(self.outcomes, batch)))
                if len(queue) > workers:
                    yield from self._settled(*queue.popleft())
            while queue:
                yield from self._settled(*queue.popleft())

    def _settled(
        self, batch: Batch, found: Future[pl.DataFrame | None]
    ) -> Iterator[tuple[Part, pl.DataFrame]]:
        outcomes = found.result()
        for part in batch.parts(is_cut=outcomes is not None):
            own = outcomes if part is batch else self.outcomes(part)
            if own is None:
                own = pl.DataFrame({"state": [UNSURE] * len(part.lines)})
            yield part, own.with_columns(line=_numbers(part.lines))

    def map_batches(
        self, batches: Iterable[Batch], tally: Tally, origin: Origin | None = None
    ) -> Iterator[Transaction]:
        """Yield the transactions of batches."""
        # Each is handed on as often as iterators stand above the maker: in C, not by generators.
        return chain.from_iterable(self._runs(batches, tally, origin))

    def _runs(
        self, batches: Iterable[Batch], tally: Tally, origin: Origin | None
    ) -> Iterator[Iterator[Transaction]]:
        """Yield the transactions of rows that follow one another, each in its turn."""
        for part, outcomes in self.ahead(batches):
            if tally.ended_at is not None:
                tally.skipped.extend(part.lines_from(0))
            else:
                yield from self._runs_of(part, outcomes, tally, origin)

    def _runs_of(
        self, part: Part, outcomes: pl.DataFrame, tally: Tally, origin: Origin | None
    ) -> Iterator[Iterator[Transaction]]:
        marks = marks_of(outcomes)
        values = self._values(outcomes, part.lines, all_mapped=not marks)
        start = 0
        for index, state in marks:
            yield self._make(islice(values, index - start), tally, origin)
            yield self.settle(part, index, state, tally, origin)
            if tally.ended_at is not None:
                return
            start = index + 1
        yield self._make(values, tally, origin)

    def settle(
        self, part: Part, index: int, state: int, tally: Tally, origin: Origin | None
    ) -> Iterator[Transaction]:
        """Count a row that is not simply mapped, and yield what the row functions make of it.

        Where it ends the reading, all rows of its part behind it are counted too.
        """
        record = part.record(index)
        if record is None:
            return
        if state == SKIPPED:
            tally.skip(record[0])
        elif state == UNSURE:
            yield from self.mapper.function(iter([record]), tally, origin)
        else:
            tally.end(record[0], ())
        if tally.ended_at is not None:
            tally.skipped.extend(part.lines_from(index + 1))

    def _values(
        self, outcomes: pl.DataFrame, lines: Iterable[int], *, all_mapped: bool
    ) -> Iterator[tuple[Any, ...]]:
        """Return the values of the rows that are mapped, row by row."""
        if not all_mapped:
            outcomes = outcomes.filter(pl.col("state") == MAPPED)
            lines = outcomes["line"].to_list()
        if outcomes.is_empty():
            return iter(())
        columns = [self._listed(outcomes[name]) for name in self.names]
        branches: Iterable[int | None] = repeat(None, outcomes.height)
        if self.mapper.plan.cases:
            branches = outcomes["branch"].to_list()
        return zip(*columns, branches, lines, strict=True)

    def _listed(self, column: pl.Series) -> Iterable[Any]:
        """Return the values of a column; those that it repeats are one object."""
        read: Callable[[Any], Any] = Decimal if column.name in self._plan.numbers else str
        if isinstance(column.dtype, pl.Enum):
            values = [*map(read, column.dtype.categories), None]
            codes = column.to_physical().fill_null(len(values) - 1)
            return map(values.__getitem__, codes.to_list())
        if column.dtype == pl.Date:
            runs = column.rle().struct
            days, times = (runs.field(name).to_list() for name in ("value", "len"))
            return chain.from_iterable(map(repeat, days, times))
        values = column.to_list()
        if read is str:
            return values
        if column.null_count():
            return (each if each is None else read(each) for each in values)
        return map(read, values)


def _numbered(column: pl.Series) -> pl.Series:
    """Return texts with numbers in their place where they repeat themselves."""
    sample = column.head(_SAMPLE)
    if column.dtype != pl.String or sample.n_unique() > len(sample) * _FEW:
        return column
    texts = column.unique().drop_nulls()
    return column if len(texts) * _OFTEN > len(column) else column.cast(pl.Enum(texts))


def marks_of(outcomes: pl.DataFrame) -> list[tuple[int, int]]:
    """Return the index and the state of every row that is not simply mapped."""
    is_marked = outcomes["state"] != MAPPED
    if not is_marked.any():
        return []
    return outcomes.select("state").with_row_index().filter(is_marked).rows()


def _numbers(lines: Sequence[int]) -> pl.Series:
    if isinstance(lines, range):
        return pl.int_range(lines.start, lines.stop, dtype=pl.Int64, eager=True)
    return pl.Series(lines, dtype=pl.Int64)
