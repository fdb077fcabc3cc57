"""Which back end maps the rows of a file: row functions, or expressions over columns.

Both say the same; they differ in what they cost. Row functions start at once and stay small. The
columns need Polars, some tenths of a second and some 350 MB, and then use every core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from statementkit.layouts.delimited import Records
from statementkit.order.columns_needs import check_installed, has_polars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.layouts.records import Row
    from statementkit.model import Origin, Transaction
    from statementkit.order.columns_rows import ColumnMapper
    from statementkit.order.mapper import RowMapper, Tally

Engine = Literal["auto", "rows", "columns"]

LARGE = 64 << 20
"""From so many bytes on a file is read in columns.

Measured on four busy cores, whole processes with the start of Polars: for files of 6 and of 19
columns alike, columns took a sixth to a half more processor time at 32 MB, and from 64 MB on less
than row functions; by the clock 60 to 92 per cent at 64 MB, and half at 256 MB.
"""


def map_by(
    engine: Engine, rows: Iterator[Row], mapper: RowMapper, tally: Tally, origin: Origin
) -> Iterator[Transaction]:
    """Return the transactions of rows, mapped by a back end.

    `auto` takes columns where Polars is installed and a delimited file is large. Raises `ReadError`
    for `columns` without Polars.
    """
    if engine == "columns" or (engine == "auto" and _is_worth_it(rows)):
        return _map_columns(rows, column_mapper(mapper), tally, origin)
    return mapper.function(rows, tally, origin)


def column_mapper(mapper: RowMapper, scale: int | None = None) -> ColumnMapper:
    """Return the columnar back end of a mapper, for frames where numbers have a `scale`.

    Raises `ReadError` without Polars.
    """
    check_installed("polars")
    from statementkit.order.columns_rows import ColumnMapper

    return ColumnMapper(mapper, scale)


def _is_worth_it(rows: Iterator[Row]) -> bool:
    return (
        isinstance(rows, Records)
        and rows.is_in_chunks
        and (rows.source.size or 0) >= LARGE
        and has_polars()
    )


def _map_columns(
    rows: Iterator[Row], columns: ColumnMapper, tally: Tally, origin: Origin
) -> Iterator[Transaction]:
    from statementkit.layouts.frames import batches_of

    return columns.map_batches(batches_of(rows, columns.columns), tally, origin)
