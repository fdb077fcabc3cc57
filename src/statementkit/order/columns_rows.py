"""From columns of results to transactions, in the order of the rows.

Rows that the expressions are sure of become transactions in one tight loop. The others go the way
of the row functions, where they stand between them: with the same counts, problems and warnings,
because it is the same code.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from statementkit.order.columns import DAYS, MAPPED, SKIPPED, UNSURE, PlanColumns
from statementkit.order.columns_branches import DEFAULT
from statementkit.order.columns_cells import LINE
from statementkit.order.rows import generate_maker
from statementkit.values import Cache

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from statementkit.model import Origin, Transaction
    from statementkit.order.cells import Row
    from statementkit.order.mapper import RowMapper, Tally

    Record = tuple[int, Row]
    """The line on which a record begins, and its cells."""

SIZE = 20_000
"""How many rows are mapped at once where rows come one by one."""

_EPOCH = date(1970, 1, 1).toordinal()


class Batch(Protocol):
    """Some rows of a file as a frame of their cells, blank where a row ends before a column.

    `cells` is `None` for rows that no frame holds. `lines` are those on which the rows begin.
    """

    @property
    def cells(self) -> pl.DataFrame | None:
        """The columns that a plan reads."""

    @property
    def lines(self) -> Sequence[int]:
        """The lines on which the rows begin."""

    def record(self, index: int) -> Record:
        """Return a row as a reader of rows gives it."""


class RowBatch:
    """Rows of any reader as a batch."""

    def __init__(self, records: Sequence[Record], columns: Sequence[str]) -> None:
        self._records = records
        self.lines = [line for line, _ in records]
        self.cells = _frame([row for _, row in records], columns)

    def record(self, index: int) -> Record:
        """Return a row as the reader gave it."""
        return self._records[index]


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


def batched(records: Iterator[Record], columns: Sequence[str], size: int = SIZE) -> Iterator[Batch]:
    """Yield rows that come one by one as batches of `size`."""
    while some := list(islice(records, size)):
        yield RowBatch(some, columns)


class ColumnMapper:
    """A compiled order that maps rows in batches; what it yields a `RowMapper` yields too."""

    def __init__(self, mapper: RowMapper) -> None:
        self.mapper = mapper
        self._plan = PlanColumns(mapper.interpreter)
        self.names = self._plan.names
        """The columns of results."""
        self._make = generate_maker(mapper.interpreter, self.names)
        self._days: Cache[int, date] = Cache(lambda days: date.fromordinal(_EPOCH + days))
        self.columns = self._plan.columns
        """The columns of cells that batches must have."""

    def outcomes(self, batch: Batch) -> pl.DataFrame:
        """Return what became of the rows of a batch, with their `line`s."""
        lines = pl.Series("line", batch.lines, dtype=pl.Int64)
        if batch.cells is None:
            return lines.to_frame().with_columns(state=UNSURE)
        return self._plan.outcomes(batch.cells).with_columns(lines)

    def ahead(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, pl.DataFrame]]:
        """Yield batches with their outcomes; those of the next are found while one is taken."""
        pairs: deque[tuple[Batch, Future[pl.DataFrame]]] = deque()
        with ThreadPoolExecutor(1) as thread:
            for batch in batches:
                pairs.append((batch, thread.submit(self.outcomes, batch)))
                if len(pairs) > 1:
                    first, outcomes = pairs.popleft()
                    yield first, outcomes.result()
            for last, outcomes in pairs:
                yield last, outcomes.result()

    def map_batches(
        self, batches: Iterable[Batch], tally: Tally, origin: Origin | None = None
    ) -> Iterator[Transaction]:
        """Yield the transactions of batches."""
        pairs = self.ahead(batches)
        for batch, outcomes in pairs:
            yield from self._transactions(batch, outcomes, tally, origin)
            if tally.ended_at is not None:
                tally.skipped.extend(line for rest, _ in pairs for line in rest.lines)

    def _transactions(
        self, batch: Batch, outcomes: pl.DataFrame, tally: Tally, origin: Origin | None
    ) -> Iterator[Transaction]:
        marks = marks_of(outcomes)
        values = self._values(outcomes, all_mapped=not marks)
        start = 0
        for index, state in marks:
            yield from self._make(islice(values, index - start), tally, origin)
            yield from self.settle(batch, index, state, tally, origin)
            if tally.ended_at is not None:
                return
            start = index + 1
        yield from self._make(values, tally, origin)

    def settle(
        self, batch: Batch, index: int, state: int, tally: Tally, origin: Origin | None
    ) -> Iterator[Transaction]:
        """Count a row that is not simply mapped, and yield what the row functions make of it.

        Where it ends the reading, all rows of its batch behind it are counted too.
        """
        line = batch.lines[index]
        if state == SKIPPED:
            tally.skip(line)
        elif state == UNSURE:
            yield from self.mapper.function(iter([batch.record(index)]), tally, origin)
        else:
            tally.end(line, ())
        if tally.ended_at is not None:
            tally.skipped += batch.lines[index + 1 :]

    def _values(self, outcomes: pl.DataFrame, *, all_mapped: bool) -> Iterator[tuple[Any, ...]]:
        """Return the values of the rows that are mapped, row by row."""
        if not all_mapped:
            outcomes = outcomes.filter(pl.col("state") == MAPPED)
        if outcomes.is_empty():
            return iter(())
        columns = [self._listed(outcomes[name]) for name in self.names]
        branches = outcomes["branch"].replace(DEFAULT, None).to_list()
        return zip(*columns, branches, outcomes["line"].to_list(), strict=True)

    def _listed(self, column: pl.Series) -> Iterable[Any]:
        """Return the values of a column; a day that was made once is not made again."""
        if column.name in DAYS and not column.null_count():
            return map(self._days.__getitem__, column.to_physical().to_list())
        return column.to_list()


def marks_of(outcomes: pl.DataFrame) -> list[tuple[int, int]]:
    """Return the index and the state of every row that is not simply mapped."""
    return outcomes.select("state").with_row_index().filter(pl.col("state") != MAPPED).rows()
