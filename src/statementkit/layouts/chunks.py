"""Large pieces of a delimited file, as bytes: for readers that cut many lines into cells at once.

What such a reader is not sure of is read by rows, in the order of the file, and by the same code as
ever: a record may go on in the next chunk, which is then not read as it stands.
"""

from __future__ import annotations

import io
from collections import deque
from threading import Lock
from typing import TYPE_CHECKING, cast

import attrs

from statementkit.errors import ReadError
from statementkit.layouts.text import below
from statementkit.source import Block, Encoding, read_blocks
from statementkit.source.text import MAX_LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from statementkit.layouts.rows import Row, RowReader

_UTF8 = Encoding("utf-8")

_FIRST = 1 << 20
"""The bytes of the first chunk at most, but for the rest of its last line: work begins early."""

_LONGEST = 4 * (MAX_LINE + 1)
"""Of so many bytes a line is too long to be read: what follows in it is not kept."""


@attrs.frozen
class Span:
    """Some bytes of a file, from `start` up to `stop`: whole records, the first on `line`.

    `stop` is `None` for the end of the file.
    """

    start: int
    stop: int | None
    line: int


@attrs.frozen(eq=False)
class Chunk:
    r"""Whole lines of a file: the UTF-8 of their text, every line end a `\n`.

    `named` holds them below a line of names, so that they need not be copied to get one; it is
    `None` where the bytes of the file are no text, or the file breaks off (`failure`). `blocks`
    hold the text of a file in another encoding. `stop` is the number of the file's bytes up to the
    end of a chunk, where the file is in UTF-8.
    """

    named: bytes | None
    names: bytes = b""
    blocks: Sequence[Block] = ()
    failure: ReadError | None = None
    stop: int | None = None

    @property
    def data(self) -> bytes:
        """The lines of the file alone."""
        return (self.named or b"")[len(self.names) :]

    def texts(self, line: int) -> Iterator[Block]:
        """Yield the lines as text, the first of them on `line` of the file."""
        if self.failure is not None:
            raise type(self.failure)(*(each.at(line=line) for each in self.failure.diagnostics))
        if self.blocks:
            yield from self.blocks
            return
        stream: io.BufferedReader = io.BufferedReader(cast("io.RawIOBase", io.BytesIO(self.data)))
        for block in read_blocks(stream, _UTF8):
            yield attrs.evolve(block, line=block.line + line - 1)


class Chunks:
    """The chunks of a file below its first lines, and the reader of their rows.

    Each chunk is yielded before its turn, maybe on another thread, and taken in its turn: as it
    stands (`take`) or by rows (`rows`).
    """

    def __init__(
        self,
        stream: io.BufferedReader,
        encoding: Encoding,
        start: int,
        reader: Callable[[Iterator[Block]], RowReader],
        *,
        size: int,
        width: int,
        span: Span | None = None,
    ) -> None:
        self.stream = stream
        self.reader = reader(self._following())
        self.line = span.line if span and span.start else start + 1
        """The line on which the next chunk begins."""
        self.stop: int | None = None
        """The number of the file's bytes up to the end of the chunk that was taken last."""
        self._reading = Lock()
        self._waiting: deque[Chunk] = deque()
        self._blocks: Iterator[Block] = iter(())
        numbers = map(str, range(1, width + 1))
        names = f"{self.reader.dialect.delimiter.join(numbers)}\n".encode()
        if encoding.codec != "utf-8":
            self._unread = _encoded(below(read_blocks(stream, encoding), start), names, size)
        elif span is None or not span.start:
            stream.read(encoding.bom)
            top = Span(encoding.bom, span.stop if span else None, 1)
            self._unread = _below(_raw(stream, top, names, size), start)
        else:
            self._unread = _raw(stream, span, names, size)

    def __iter__(self) -> Iterator[Chunk]:
        while True:
            with self._reading:
                if (chunk := self._next()) is None:
                    return
                self._waiting.append(chunk)
            yield chunk

    def _next(self) -> Chunk | None:
        try:
            return next(self._unread, None)
        except ReadError as error:
            return Chunk(None, failure=error)

    def is_left(self, chunk: Chunk) -> bool:
        """Return, in the turn of a chunk, whether no record of the one before it took its lines."""
        return bool(self._waiting) and self._waiting[0] is chunk

    def take(self, lines: int) -> int:
        """Take the next chunk, of so many lines, as it stands; return the line of its first."""
        self._pop()
        line = self.line
        self.line += lines
        return line

    def _pop(self) -> Chunk:
        chunk = self._waiting.popleft()
        self.stop = chunk.stop
        return chunk

    def rows(self) -> list[Row]:
        """Take the next chunk by rows, and what belongs to them of those behind it."""
        rows: list[Row] = []
        self._blocks = self._texts(self._pop())
        try:
            while (block := next(self._blocks, None)) is not None:
                rows += self.reader.rows_of(block)
        except ReadError as error:
            self.reader.problems += error.diagnostics
        return rows

    def _texts(self, chunk: Chunk) -> Iterator[Block]:
        for block in chunk.texts(self.line):
            self.line = block.line + len(block.lines)
            yield block

    def _following(self) -> Iterator[Block]:
        """Yield the text below that at hand, for a record that goes on."""
        while True:
            if (block := next(self._blocks, None)) is not None:
                yield block
                continue
            with self._reading:
                if not self._waiting and (chunk := self._next()):
                    self._waiting.append(chunk)
            if not self._waiting:
                return
            chunk = self._pop()
            self._blocks = self._texts(chunk)


def _raw(stream: io.BufferedReader, span: Span, names: bytes, size: int) -> Iterator[Chunk]:
    """Yield the lines of a file in UTF-8, some `size` bytes at once.

    Raises `ReadError` where the file breaks off, behind its last whole line.
    """
    with stream:
        place = span.start
        rest = b""
        step = min(size, _FIRST)
        reader = _Unbroken(stream)
        # Whole bytes are joined, not views of a buffer: other threads go on in the meantime.
        while data := reader.read(min(step, (span.stop or place + step) - place)):
            place += len(data)
            line = reader.readline(min(size, (span.stop or place + size) - place))
            place += len(line)
            lines = b"".join((names, rest, data, line))
            end = len(lines) if line.endswith(b"\n") else _end(lines, len(names))
            if end:
                yield Chunk(_with_plain_ends(lines[:end]), names, stop=place - len(lines) + end)
            begin = end or len(names)
            rest = lines[begin : begin + _LONGEST]
            # As much as is held of a long line, lest that be copied for every few bytes of it.
            step = max(min(size, step * 2), len(rest))
        if reader.failure is not None:
            raise reader.failure
        if rest:
            yield Chunk(_with_plain_ends(names + rest), names, stop=place)


class _Unbroken:
    """A stream that ends where it breaks off: what was read before its `failure` is not lost."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self.failure: ReadError | None = None
        self._stream = stream

    def read(self, count: int) -> bytes:
        """Return so many bytes, fewer at the end."""
        pieces: list[bytes] = []
        while count and (piece := self._taken(self._stream.read1, count)):
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def readline(self, most: int) -> bytes:
        """Return the rest of a line, up to so many bytes."""
        pieces: list[bytes] = []
        while most and (ahead := self._taken(self._stream.peek, 1)):
            # Of what is at hand alone: a stream that breaks off loses what it read for a line.
            pieces.append(self._stream.readline(min(most, len(ahead))))
            most = 0 if pieces[-1].endswith(b"\n") else most - len(pieces[-1])
        return b"".join(pieces)

    def _taken(self, read: Callable[[int], bytes], count: int) -> bytes:
        if self.failure is None:
            try:
                return read(count)
            except ReadError as failure:
                self.failure = failure
        return b""


def _end(lines: bytes, start: int) -> int:
    """Return where the last whole line behind `start` ends, 0 if there is none."""
    return 1 + max(lines.rfind(b"\n", start), lines.rfind(b"\r", start, len(lines) - 1))


def _with_plain_ends(data: bytes) -> bytes:
    if b"\r" not in data:
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _below(chunks: Iterator[Chunk], skip: int) -> Iterator[Chunk]:
    """Yield chunks without the first lines of the file."""
    for chunk in chunks:
        if not skip:
            yield chunk
            continue
        lines = chunk.data.split(b"\n", skip)
        skip -= len(lines) - 1
        if not skip and (rest := lines[-1]):
            yield attrs.evolve(chunk, named=chunk.names + rest)


def _encoded(blocks: Iterator[Block], names: bytes, size: int) -> Iterator[Chunk]:
    """Yield the text of a file in another encoding, in UTF-8.

    Raises `ReadError` where the file breaks off, behind its last whole line.
    """
    held: list[Block] = []
    length = 0
    failure = None
    try:
        for block in blocks:
            held.append(block)
            length += len(block.text)
            if length >= size:
                yield _joined(held, names)
                held, length = [], 0
    except ReadError as error:
        failure = error
    if held:
        yield _joined(held, names)
    if failure is not None:
        raise failure


def _joined(blocks: Sequence[Block], names: bytes) -> Chunk:
    if any(block.is_damaged for block in blocks):
        return Chunk(None, blocks=blocks)
    text = "\n".join([*(block.text for block in blocks), ""])
    return Chunk(names + text.encode("utf-8", "surrogatepass"), names, blocks)
