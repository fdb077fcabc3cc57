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
    from statementkit.layouts.rows import Dialect, RowReader
    from statementkit.order.columns_rows import Batch, Part

SIZE = 1 << 23
"""How many bytes of a file become one frame, if nobody says otherwise."""

_MARK = "\ufeff".encode()

_PIECE = 1 << 20
"""How many bytes are looked at together: more would be fetched from memory for every look."""


class ChunkReader:
    """Cuts chunks into cells; threads may share it."""

    def __init__(self, reader: RowReader, columns: Sequence[str]) -> None:
        dialect = reader.dialect
        self.columns = list(columns)
        self._reader = reader
        self._delimiter = dialect.delimiter
        self._quote = (dialect.quote or "").encode()
        self._comment = (reader.comment or "").encode()
        self._looks = _looks(dialect)

    def cells(self, data: bytes) -> pl.DataFrame | None:
        """Return the columns of lines below their names, `None` where one may not be one row."""
        counts = self._counts(data)
        if counts is None:
            return None
        lines, quoted = counts
        cells = pl.scan_csv(
            data,
            separator=self._delimiter,
            quote_char=self._quote.decode() if quoted else None,
            empty_string_is_null=False,
            infer_schema=False,
            truncate_ragged_lines=True,
        )
        try:
            frame = cells.select(self.columns).collect(engine="in-memory").rechunk()
        except pl.exceptions.PolarsError:
            return None
        if self._has_others(frame) or (quoted and frame.height + 1 != lines):
            return None
        return frame

    def has_rows_as_lines(self, data: bytes) -> bool:
        """Return whether every line that is a record is one row, and ends outside of quotes."""
        return self._counts(data) is not None

    def _counts(self, data: bytes) -> tuple[int, int] | None:
        """Return the numbers of lines and of quoted lines; `None` if a line may not be one row.

        Quotes must stand around whole cells, on one line, and nowhere else. ASCII without quotes is
        not counted.
        """
        if _may_be_endless(data):
            return None
        is_plain = True
        for piece in _pieces(data):
            if self._is_marked(piece):
                return None
            is_plain = is_plain and piece.isascii()
            is_plain = is_plain and not (self._quote and self._quote in piece)
        if is_plain:
            return 0, 0
        try:
            found = _lines(data).select(self._looks).collect(engine="in-memory")
        except pl.exceptions.PolarsError:
            return None
        lines, quoted, fits = found.row(0)
        return (lines, quoted) if fits else None

    def _is_marked(self, piece: bytes) -> bool:
        """Return whether there may be comments, or what the readers of rows take in another way."""
        if b"\0" in piece or (self._comment and self._has_comment(piece)):
            return True
        # The first byte of a mark is rare, and sought ten times as fast as the whole of it.
        return b"\xef" in piece and _MARK in piece

    def _has_comment(self, piece: bytes) -> bool:
        return self._comment in piece and (
            piece.startswith(self._comment) or b"\n" + self._comment in piece
        )

    def _has_others(self, frame: pl.DataFrame) -> bool:
        """Return whether a cell was not read, or a line may be the header once more."""
        if any(frame.null_count().row(0)):
            return True
        header = self._reader.header or ()
        named = ((name, header[int(name) - 1]) for name in self.columns if int(name) <= len(header))
        column, title = next(((column, title) for column, title in named if title), ("", ""))
        return bool(title) and bool((frame[column] == title).any())


def _looks(dialect: Dialect) -> list[pl.Expr]:
    """Return the numbers of lines and of quoted lines, and whether these are quoted as whole cells.

    To look closer at quoted lines alone is several times as fast as to look at all.
    """
    quote, delimiter = re.escape(dialect.quote or ""), re.escape(dialect.delimiter)
    within = f"[^{quote}\\n]*"
    cell = f"[^{quote}{delimiter}\\n]*|{quote}{within}(?:{quote}{quote}{within})*{quote}"
    line = pl.first()
    is_quoted = (
        line.str.contains(dialect.quote, literal=True) if dialect.quote else pl.lit(value=False)
    )
    quoted = line.filter(is_quoted)
    fits = quoted.str.contains(f"^(?:(?:{cell})(?:{delimiter}|$))*$").all()
    return [pl.len().alias("lines"), quoted.len().alias("quoted"), fits.alias("fits")]


def _lines(data: bytes) -> pl.LazyFrame:
    """Return the column of lines, whatever their quotes; bytes that are no UTF-8 are an error."""
    return pl.scan_csv(
        data,
        separator="\0",
        has_header=False,
        quote_char=None,
        empty_string_is_null=False,
        infer_schema=False,
    )


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
