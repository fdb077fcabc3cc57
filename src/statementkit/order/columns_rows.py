"""From columns of results to transactions, in the order of the rows.

Rows that the expressions are sure of become transactions in one tight loop. The others go the way
of the row functions, where they stand between them: with the same counts, problems and warnings,
because it is the same code.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from statementkit.order.columns import END, MAPPED, SKIPPED, PlanColumns
from statementkit.order.columns_branches import DEFAULT
from statementkit.order.columns_cells import LINE
from statementkit.order.rows import generate_maker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.model import Origin, Transaction
    from statementkit.order.cells import Row
    from statementkit.order.mapper import RowMapper, Tally

BATCH = 20_000
"""How many rows are mapped at once where rows come one by one."""

Record = tuple[int, "Row"]
"""The line on which a record begins, and its cells."""


class Batch(Protocol):
    """Some rows of a file: a frame of their cells, blank where a row ends before a column."""

    cells: pl.DataFrame

    @property
    def lines(self) -> Sequence[int]:
        """The lines on which the rows begin."""

    def records(self, start: int) -> Iterator[Record]:
        """Yield the rows from an index on, as a reader of rows gives them."""


class RowBatch:
    """Rows of any reader as a batch.

    Raises `TypeError` or `ValueError` for rows that are not what the order reads, or no text at
    all: no frame holds them, and the row functions have the words for it.
    """

    def __init__(self, records: Sequence[Record], columns: Sequence[str]) -> None:
        self._records = records
        self.lines = [line for line, _ in records]
        rows = [row for _, row in records]
        cells = {name: _column(rows, name) for name in columns}
        self.cells = pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String), height=len(rows))

    def records(self, start: int) -> Iterator[Record]:
        """Yield the rows from an index on, as a reader of rows gives them."""
        return iter(self._records[start:])


def _column(rows: Sequence[Row], name: str) -> list[str]:
    if name == LINE:
        return [_of_type(str, row) for row in rows]
    index = int(name) - 1
    cells = (_of_type(list, row) for row in rows)
    return [row[index] if len(row) > index else "" for row in cells]


def _of_type(wanted: type[Any], row: Any) -> Any:
    """Return a row that has the type that readers give it: its own methods could do anything."""
    if type(row) is not wanted:
        raise TypeError
    return row


class ColumnMapper:
    """A compiled order that maps whole batches of rows; what it yields a `RowMapper` yields too."""

    def __init__(self, mapper: RowMapper) -> None:
        self.mapper = mapper
        self.columns = PlanColumns(mapper.interpreter)
        self._make = generate_maker(mapper.interpreter, self.columns.names)

    def map_records(
        self,
        records: Iterator[Record],
        tally: Tally,
        origin: Origin | None = None,
        *,
        size: int = BATCH,
    ) -> Iterator[Transaction]:
        """Yield the transactions of rows of any reader, `size` rows at a time."""
        while tally.ended_at is None and (some := list(islice(records, size))):
            try:
                batch = RowBatch(some, self.columns.columns)
            except (TypeError, ValueError):
                yield from self.map_rows(some, tally, origin, records)
            else:
                yield from self.map_batch(batch, tally, origin, records)

    def map_rows(
        self,
        records: Sequence[Record],
        tally: Tally,
        origin: Origin | None,
        following: Iterator[Record],
    ) -> Iterator[Transaction]:
        """Yield the transactions of rows that no frame holds: like `map_batch`, row by row."""
        yield from self.mapper.function(iter(records), tally, origin)
        if tally.ended_at is not None:
            tally.skipped.extend(line for line, _ in following)

    def map_batch(
        self,
        batch: Batch,
        tally: Tally,
        origin: Origin | None,
        following: Iterator[Record],
    ) -> Iterator[Transaction]:
        """Yield the transactions of a batch; `following` are the rows of the file behind it.

        Where the order ends the reading, the tally says so by `ended_at`, and all rows were taken.
        """
        outcomes = self.columns.outcomes(batch.cells).with_columns(
            line=pl.Series(batch.lines, dtype=pl.Int64)
        )
        values = self._values(outcomes)
        start = 0
        for index, state in _marks(outcomes):
            yield from self._make(islice(values, index - start), tally, origin)
            start = index + 1
            rest = batch.records(index)
            line, row = next(rest)
            if state == SKIPPED:
                tally.skip(line)
                continue
            rest = chain(rest, following)
            if state == END:
                tally.end(line, rest)
            else:
                yield from tally.again(line, row, rest, origin)
            if tally.ended_at is not None:
                return
        yield from self._make(values, tally, origin)

    def _values(self, outcomes: pl.DataFrame) -> Iterator[tuple[object, ...]]:
        """Return the values of the rows that are mapped, row by row."""
        mapped = outcomes.filter(pl.col("state") == MAPPED)
        branch = pl.when(pl.col("branch") != DEFAULT).then(pl.col("branch"))
        values = mapped.select(*self.columns.names, branch, "line")
        return zip(*(column.to_list() for column in values), strict=True)


def _marks(outcomes: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """Yield the index and the state of every row that is not simply mapped."""
    marked = outcomes.select("state").with_row_index().filter(pl.col("state") != MAPPED)
    return marked.iter_rows()
