"""From chunks of a file to frames of cells: batches of rows for the columnar back end.

Polars and the csv module read well-formed lines alike. Whatever else stands in a chunk (a quote in
the middle of a cell, a cell that holds a line break, bytes that are no text) makes it be read by
rows; what is no record (a blank line, a header once more) is told from one in its turn.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, TypeGuard

import attrs
import polars as pl

from statementkit.errors import Findings
from statementkit.layouts.chunks import Span
from statementkit.layouts.delimited import Records
from statementkit.layouts.rows import MAX_CELL
from statementkit.order.columns_needs import ROWS
from statementkit.order.columns_rows import RowBatch, batched
from statementkit.source import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.layouts.chunks import Chunk, Chunks
    from statementkit.layouts.records import Row, Rows
    from statementkit.layouts.rows import RowReader
    from statementkit.order.columns_rows import Batch, Part

SIZE = 1 << 23
"""How many bytes of a file become one frame, if nobody says otherwise."""

_MARK = "\ufeff".encode()

_PIECE = 1 << 20
"""How many bytes are looked at together: more would be fetched from memory for every look."""

_DENSE = 1 << 6
"""With a quote in so many bytes, one look at every line is cheaper than one at each quoted cell."""


class ChunkReader:
    """Cuts chunks into cells; threads may share it."""

    def __init__(self, reader: RowReader, columns: Sequence[str]) -> None:
        dialect = reader.dialect
        self.columns = list(columns)
        self._reader = reader
        self._delimiter = dialect.delimiter
        self._quote = (dialect.quote or "").encode()
        self._comment = (reader.comment or "").encode()
        quote, delimiter = re.escape(dialect.quote or ""), re.escape(dialect.delimiter)
        within = f"[^{quote}\\n]*"
        quoted = f"{quote}{within}(?:{quote}{quote}{within})*{quote}"
        cells = f"[^{quote}{delimiter}\\n]*|{quoted}"
        self._well_formed = f"^(?:(?:{cells})(?:[{delimiter}\\n]|$))*$"
        self._quoted = re.compile(f"(?<![^{delimiter}\\n]){quoted}(?![^{delimiter}\\n])".encode())

    def cells(self, data: bytes) -> pl.DataFrame | None:
        """Return the columns of lines below their names, `None` where one may not be one row."""
        quoting = self._quoting(data)
        if quoting is None:
            return None
        quote = self._quote.decode() if quoting else None
        cells = pl.scan_csv(
            data,
            separator=self._delimiter,
            quote_char=quote,
            empty_string_is_null=False,
            infer_schema=False,
            truncate_ragged_lines=True,
        )
        try:
            frame = cells.select(self.columns).collect(engine="in-memory").rechunk()
        except pl.exceptions.PolarsError:
            return None
        if self._has_others(frame) or (quote and frame.height != _lines(data)):
            return None
        return frame

    def has_rows_as_lines(self, data: bytes) -> bool:
        """Return whether every line that is a record is one row, and ends outside of quotes."""
        return self._quoting(data) is not None

    def _quoting(self, data: bytes) -> bool | None:
        """Return whether a line is quoted anywhere; `None` if one may not be one row."""
        if _may_be_endless(data):
            return None
        is_quoted = False
        for piece in _pieces(data):
            if not self._is_text(piece):
                return None
            is_quoted = is_quoted or (bool(self._quote) and self._quote in piece)
        return None if is_quoted and not self._is_well_formed(data) else is_quoted

    def _is_text(self, piece: bytes) -> bool:
        """Return whether whole lines are UTF-8 without marks and comments."""
        if b"\0" in piece or (self._comment and self._has_comment(piece)):
            return False
        # The first byte of a mark is rare, and sought ten times as fast as the whole of it.
        if b"\xef" in piece and _MARK in piece:
            return False
        return piece.isascii() or not pl.Series([piece]).cast(pl.String, strict=False).null_count()

    def _has_comment(self, piece: bytes) -> bool:
        return self._comment in piece and (
            piece.startswith(self._comment) or b"\n" + self._comment in piece
        )

    def _is_well_formed(self, data: bytes) -> bool:
        """Return whether quotes stand around whole cells, on one line, and nowhere else."""
        if data.count(self._quote, 0, MAX_CELL) * _DENSE > min(len(data), MAX_CELL):
            text = pl.Series([data.removesuffix(b"\n")]).cast(pl.String)
            return bool(text.str.contains(self._well_formed)[0])
        place = data.find(self._quote)
        while place >= 0:
            cell = self._quoted.match(data, place)
            if cell is None:
                return False
            place = data.find(self._quote, cell.end())
        return True

    def _has_others(self, frame: pl.DataFrame) -> bool:
        """Return whether a cell was not read, or a line may be the header once more."""
        if any(frame.null_count().row(0)):
            return True
        header = self._reader.header or ()
        named = ((name, header[int(name) - 1]) for name in self.columns if int(name) <= len(header))
        column, title = next(((column, title) for column, title in named if title), ("", ""))
        return bool(title) and bool((frame[column] == title).any())


def _lines(data: bytes) -> int:
    """Return how many lines stand below the first, whatever their quotes."""
    count = pl.scan_csv(data, quote_char=None, infer_schema=False).select(pl.len())
    return int(count.collect(engine="in-memory").item())


def _may_be_endless(data: bytes) -> bool:
    """Return whether a line may be longer than a cell can be."""
    return any(
        data.find(b"\n", start, start + MAX_CELL // 2) < 0
        for start in range(0, len(data) - MAX_CELL // 2, MAX_CELL // 2)
    )


def _pieces(data: bytes) -> Iterator[bytes]:
    """Yield whole lines, some at once: a processor looks at them again where they are at hand."""
    start = 0
    while start < len(data):
        stop = data.find(b"\n", start + _PIECE) + 1 or len(data)
        yield data[start:stop]
        start = stop


class ChunkBatch:
    """A chunk as a batch."""

    def __init__(self, chunk: Chunk, chunks: Chunks, reader: ChunkReader) -> None:
        self._chunk = chunk
        self._chunks = chunks
        self._reader = reader
        self._height = 0
        self.lines = range(0)

    def cells(self) -> pl.DataFrame | None:
        """Return the columns that a plan reads, `None` if rows must be read one by one."""
        named = self._chunk.named
        cells = None if named is None else self._reader.cells(named)
        self._height = 0 if cells is None else cells.height
        return cells

    def parts(self, *, is_cut: bool) -> Iterator[Part]:
        """Return the rows of the chunk, if no record above it took its first lines."""
        if not self._chunks.is_left(self._chunk):
            return
        if is_cut:
            line = self._chunks.take(self._height)
            self.lines = range(line, line + self._height)
            yield self
        elif rows := self._chunks.rows():
            yield RowBatch(rows, self._reader.columns)

    def record(self, index: int) -> Row | None:
        """Return a row as the reader of rows gives it, `None` for a line that is no record."""
        block = Block(self.lines[index], self._texts[index])
        return next(iter(self._chunks.reader.rows_of(block)), None)

    def lines_from(self, index: int) -> Iterator[int]:
        """Return the lines of the records from a row on."""
        if index < len(self.lines):
            block = Block(self.lines[index], "\n".join(self._texts[index:]))
            for line, _ in self._chunks.reader.rows_of(block):
                yield line

    @cached_property
    def _texts(self) -> list[str]:
        return self._chunk.data.decode().removesuffix("\n").split("\n")


class RowBatches:
    """The rows of a reader that cuts them one by one, in batches of `size`.

    Batches are read ahead. The `problems` are those of the batches whose turn has come.
    """

    def __init__(self, rows: Rows, columns: Sequence[str], size: int = ROWS) -> None:
        self.problems = Findings(most=None)
        self._rows = rows
        self._columns = columns
        self._size = size
        rows.problems.most = None

    def __iter__(self) -> Iterator[Batch]:
        while (some := list(islice(self._rows, self._size))) or self._rows.problems:
            yield _TurnBatch(some, self._columns, self._taken(), self.problems)

    def _taken(self) -> Findings:
        found, taken = self._rows.problems, Findings(most=None)
        taken += found
        taken.beyond += found.beyond
        del found[:], found.beyond[:]
        return taken


class _TurnBatch(RowBatch):
    """A batch that tells what was `found` about its records when its turn has come."""

    def __init__(
        self, records: Sequence[Row], columns: Sequence[str], found: Findings, told: Findings
    ) -> None:
        super().__init__(records, columns)
        self._found = found
        self._told = told

    def parts(self, *, is_cut: bool) -> Iterator[RowBatch]:
        """Return the batch: rows that were read hold."""
        self._told += self._found
        self._told.beyond += self._found.beyond
        return super().parts(is_cut=is_cut)


def is_in_chunks(rows: Iterator[Row]) -> TypeGuard[Records]:
    """Return whether the rows of a file need not be made one by one."""
    return isinstance(rows, Records) and rows.is_in_chunks


def batches_of(
    rows: Iterator[Row],
    columns: Sequence[str],
    *,
    size: int | None = None,
    digested: bool = True,
    span: Span | None = None,
) -> Iterator[Batch]:
    """Return the rows of a file in batches; those of a delimited file are never made one by one.

    A batch is made of some `size` bytes. A file that is not `digested` leaves the digest of its
    source unknown. With a `span` there are only its rows: the file must have such spans.
    """
    if is_in_chunks(rows):
        width = max(map(int, columns))
        chunks = rows.chunks(size=size or SIZE, width=width, digested=digested, span=span)
        reader = ChunkReader(chunks.reader, columns)
        return (ChunkBatch(chunk, chunks, reader) for chunk in chunks)
    return batched(rows, columns)


def spans_of(rows: Iterator[Row], size: int) -> Iterator[Span]:
    """Yield the spans of a file, some `size` bytes each: one for a file that must be read at once.

    Only rows are looked for, not cut into cells. A file has more than one span if it is delimited,
    in UTF-8 and not packed.
    """
    span = Span(0, None, 1)
    if isinstance(rows, Records) and rows.has_spans:
        chunks = rows.chunks(size=min(max(1, size // 4), SIZE), width=1)
        reader = ChunkReader(chunks.reader, ["1"])
        for chunk in chunks:
            if not chunks.is_left(chunk):
                continue
            if chunks.stop is not None and chunks.stop - span.start >= size:
                yield attrs.evolve(span, stop=chunks.stop)
                span = Span(chunks.stop, None, chunks.line)
            if chunk.named is not None and reader.has_rows_as_lines(chunk.named):
                chunks.take(chunk.data.count(b"\n"))
            else:
                chunks.rows()
    yield span
