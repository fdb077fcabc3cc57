"""From bytes to text, block by block: whole lines, counted, in constant memory."""

from __future__ import annotations

import codecs
import io
import re
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.source.encoding import Encoding

BLOCK = 1 << 16
"""How many bytes are read at once."""

MAX_LINE = 1 << 23
"""How many characters a line may have before it is given up: 8 Mi."""

_SHOWN = 200
"""How many characters are kept of a line that is given up."""

_MARK = 0xDC00
"""A byte that is no text becomes the character of this number plus its own: a lone surrogate."""

_LEFT_MARK = re.compile("^\ufeff+", re.MULTILINE)

_MARKED = re.compile("([\udc00-\udcff]+)")

_MARKING = "statementkit.mark"

CUT = "\udfff"
"""Stands where the rest of a line was left out."""


@attrs.frozen
class Block:
    r"""Whole lines of text with `\n` between them, the first of which is line number `line`.

    `is_damaged` says that some of the text is not the file's: bytes that are no text in its
    encoding stand as lone surrogates, which no text holds and which `unmark` turns back; and a line
    too long to be read is its beginning with `CUT` behind it.
    """

    line: int
    text: str
    is_damaged: bool = False

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, cut once."""
        return self.text.split("\n")


def read_blocks(
    stream: io.BufferedReader, encoding: Encoding, width: int | None = None
) -> Iterator[Block]:
    r"""Yield the text of a stream in blocks of whole lines; every kind of line end becomes `\n`.

    Raises `ReadError` when the stream fails; the whole lines before have been yielded by then. The
    stream is closed in the end. With a `width`, a line may be endless: it is broken behind
    multiples of so many characters, and the next block goes on with the same line.

    >>> from statementkit.source import decide_encoding, open_source
    >>> stream = open_source(b"a;1\r\nb;2\r\n").open()
    >>> list(read_blocks(stream, decide_encoding(b"a;1", "utf-8")))
    [Block(line=1, text='a;1\nb;2', is_damaged=False)]
    """
    lines = _Lines(width)
    with stream:
        try:
            for text, is_damaged in _decoded(stream, encoding):
                yield from lines.push(text, is_damaged=is_damaged)
        except ReadError as error:
            raise type(error)(*(each.at(line=lines.line) for each in error.diagnostics)) from error
    yield from lines.finish()


class _Lines:
    """Collects pieces of text until they make whole lines, and counts these."""

    def __init__(self, width: int | None) -> None:
        self.line = 1
        self._width = width
        self._held: list[str] = []
        self._length = 0
        self._is_damaged = False

    def push(self, text: str, *, is_damaged: bool) -> Iterator[Block]:
        # Where a piece happens to end must not decide whether a line is too long.
        if self._length + (end := text.find("\n")) > MAX_LINE and end >= 0:
            self._hold(text[:end])
            text = text[end + 1 :]
            yield self._cut()
        self._is_damaged |= is_damaged
        if cut := text.rfind("\n") + 1:
            self._held.append(text[: cut - 1])
            yield self._block()
            self._is_damaged = is_damaged
        self._hold(text[cut:])
        if self._width and self._length > BLOCK:
            yield from self._broken(self._width)

    def finish(self) -> Iterator[Block]:
        if self._length > MAX_LINE:
            yield self._cut()
        elif self._length:
            yield self._block()

    def _hold(self, text: str) -> None:
        if text and self._length <= MAX_LINE:
            self._held.append(text)
            self._length += len(text)

    def _block(self) -> Block:
        text = _without_marks("".join(self._held))
        block = Block(self.line, text, self._is_damaged)
        self._start(self.line + len(block.lines))
        return block

    def _broken(self, width: int) -> Iterator[Block]:
        text, is_damaged = "".join(self._held), self._is_damaged
        if cut := len(text) - len(text) % width:
            yield Block(self.line, text[:cut], is_damaged)
            self._start(self.line)
            self._is_damaged = is_damaged
            self._hold(text[cut:])

    def _cut(self) -> Block:
        text = "".join(self._held)[:_SHOWN]
        block = Block(self.line, text + CUT, is_damaged=True)
        self._start(self.line + 1)
        return block

    def _start(self, line: int) -> None:
        self.line = line
        self._held = []
        self._length = 0
        self._is_damaged = False


def _without_marks(text: str) -> str:
    """Return the text without the byte order marks that joined files leave at starts of lines."""
    return _LEFT_MARK.sub("", text) if "\ufeff" in text else text


def _decoded(stream: io.BufferedReader, encoding: Encoding) -> Iterator[tuple[str, bool]]:
    """Yield pieces of text and whether they are damaged."""
    make = codecs.getincrementaldecoder(encoding.codec)
    strict, marking = make("strict"), make(_MARKING)
    newlines = io.IncrementalNewlineDecoder(None, translate=True)
    stream.read(encoding.bom)
    is_last = False
    while not is_last:
        piece = stream.read1(BLOCK)
        is_last = not piece
        state = strict.getstate()
        try:
            text, is_damaged = strict.decode(piece, is_last), False
        except UnicodeError:
            marking.setstate(state)
            text, is_damaged = marking.decode(piece, is_last), True
            strict.setstate(marking.getstate())
        yield newlines.decode(text, is_last), is_damaged


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Let marks stand for the bytes that cannot be decoded."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(chr(_MARK + byte) for byte in wrong), error.end


codecs.register_error(_MARKING, _mark)


def unmark(text: str, encoding: Encoding) -> bytes:
    r"""Return the bytes of a text of which some were no text.

    >>> from statementkit.source import Encoding
    >>> unmark("caf" + chr(0xDCE9), Encoding("utf-8"))
    b'caf\xe9'
    """
    return b"".join(
        bytes(ord(mark) - _MARK for mark in part)
        if _MARKED.match(part)
        else part.encode(encoding.codec, "ignore")
        for part in _MARKED.split(text)
    )
