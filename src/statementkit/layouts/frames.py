"""From pieces of text to frames of cells: batches of rows for the columnar back end.

What a record is was decided by the reader of rows, quotes and all; here text is only cut at line
ends and delimiters, which leaves nothing to be understood in two ways.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import polars as pl

from statementkit.layouts.delimited import Records
from statementkit.layouts.rows import BREAK, CELL, Piece
from statementkit.order.columns_rows import RowBatch, batched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.layouts.records import Row
    from statementkit.layouts.rows import Row as Cells
    from statementkit.order.columns_rows import Batch

SIZE = 1 << 21
"""How many characters of text become one frame."""


class TextBatch:
    """Records of text as a batch: the text is cut into cells by Polars, and only where needed."""

    def __init__(self, pieces: Sequence[Piece], columns: Sequence[str]) -> None:
        self._pieces = pieces
        self._columns = columns
        self.lines = list(chain.from_iterable(piece.lines for piece in pieces))

    @cached_property
    def cells(self) -> pl.DataFrame | None:
        """The columns that a plan reads, `None` if the text is not cut as it was put together."""
        names = [str(number) for number in range(1, max(map(int, self._columns)) + 1)]
        cells = pl.read_csv(
            f"{CELL.join(names)}\n{self._text}".encode(),
            columns=list(self._columns),
            separator=CELL,
            quote_char=None,
            empty_string_is_null=False,
            infer_schema=False,
            truncate_ragged_lines=True,
        )
        if cells.height != len(self.lines) or any(cells.null_count().row(0)):
            return None
        if BREAK in self._text:
            return cells.with_columns(pl.all().str.replace_all(BREAK, "\n", literal=True))
        return cells

    def record(self, index: int) -> Row:
        """Return a row as the reader of rows gives it."""
        return self.lines[index], self._texts[index].replace(BREAK, "\n").split(CELL)

    @cached_property
    def _text(self) -> str:
        return "\n".join(map(_with_cells_apart, self._pieces))

    @cached_property
    def _texts(self) -> list[str]:
        return self._text.split("\n")


def _with_cells_apart(piece: Piece) -> str:
    return piece.text if piece.delimiter == CELL else piece.text.replace(piece.delimiter, CELL)


def batches_of(rows: Iterator[Row], columns: Sequence[str]) -> Iterator[Batch]:
    """Return the rows of a file in batches; those of a delimited file are never made one by one."""
    if isinstance(rows, Records) and rows.is_in_pieces:
        return _merged(rows.pieces(), columns)
    return batched(rows, columns)


def _merged(pieces: Iterator[Piece | list[Cells]], columns: Sequence[str]) -> Iterator[Batch]:
    """Yield batches of some `SIZE` characters."""
    held: list[Piece] = []
    size = 0
    for piece in pieces:
        if isinstance(piece, Piece):
            held.append(piece)
            size += len(piece.text)
        if held and (size >= SIZE or isinstance(piece, list)):
            yield TextBatch(held, columns)
            held, size = [], 0
        if isinstance(piece, list):
            yield RowBatch(piece, columns)
    if held:
        yield TextBatch(held, columns)
