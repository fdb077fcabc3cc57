"""Cutting a stream of bytes into blocks where its marks stand, in constant memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from statementkit.formats.onec.encoding import is_sound

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from statementkit.formats.onec.lines import Found, Learner
    from statementkit.formats.onec.marks import Mark, Marks, Word

Kind = Literal["file", "account", "document", "rest"]

Piece = tuple[Kind, bytes, str, bool, "Sequence[Found]"]
"""A kind of block, its bytes, the encoding of its first mark, whether its end mark is there; or,
with no bytes of their own, documents that were found by their shapes."""

_CHUNK = 1 << 18
"""How many bytes are read at once; more where a block is longer, so that none is copied often."""

_ENDS: Mapping[Kind, Word] = {"account": "end_account", "document": "end_document"}
_BEGINS: Mapping[Word, Kind] = {
    "file": "file",
    "account": "account",
    "document": "document",
    "end_file": "rest",
}
_BLANK = b"\xef\xbb\xbf \t\r\n"


class Cutter:
    """Cuts a file into blocks, which together are all its bytes.

    A block ends at its end mark, or where another begins; what stands between blocks is `rest`.
    Documents of a shape that was learnt are not searched for marks: that they match is enough.
    """

    def __init__(self, marks: Marks, line_end: bytes, learner: Learner) -> None:
        self._marks = marks
        self._line_end = line_end
        self._learner = learner
        self._usual = marks.codecs[0]
        # Marks are found by the line end before them, so there is one before the first as well.
        self._buffer, self._start, self._searched, self._whole = line_end, 1, 0, 0
        self._kind: Kind = "file"
        self._codec = self._usual
        self._is_headed = False

    def cut(self, read: Callable[[int], bytes]) -> Iterator[Piece]:
        """Yield the blocks; `read` takes a number of bytes and gives some, none at the end."""
        chunk = self._line_end
        while chunk:
            chunk = read(max(_CHUNK, len(self._buffer) - self._start))
            self._add(chunk)
            is_fit = is_sound(self._buffer[self._searched : self._whole], self._usual)
            yield from self._blocks(self._learner if is_fit else None)
        if self._start < len(self._buffer):
            yield self._kind, self._buffer[self._start :], self._codec, False, ()

    def _add(self, chunk: bytes) -> None:
        self._buffer = buffer = self._buffer[self._start - 1 :] + chunk
        self._searched -= self._start - 1
        self._start = 1
        self._whole = buffer.rfind(self._line_end) + 1 if chunk else len(buffer)

    def _blocks(self, learner: Learner | None) -> Iterator[Piece]:
        """Yield the blocks that end within the whole lines of the buffer."""
        search, known = self._marks.pattern.search, self._marks.found
        while True:
            if learner is not None and self._kind in ("rest", "document"):
                yield from self._learnt(learner)
            match = search(self._buffer, self._searched, self._whole)
            if match is None:
                self._searched = self._whole - 1
                return
            self._searched = match.end()
            mark = known[match[1]]
            if mark is not None:
                yield from self._at(mark, match)

    def _learnt(self, learner: Learner) -> Iterator[Piece]:
        """Yield the documents of learnt shapes that follow one another."""
        if found := learner.find_all(self._buffer, self._start):
            yield "document", b"", self._usual, True, found
            end = found[-1][1].end()
            self._kind, self._codec, self._start, self._searched = "rest", self._usual, end, end - 1

    def _at(self, mark: Mark, match: re.Match[bytes]) -> Iterator[Piece]:
        """Yield the block that a mark ends, if it does."""
        begin = match.start() + 1
        if _ENDS.get(self._kind) == mark.word:
            end = self._buffer.find(self._line_end, match.end()) + 1 or len(self._buffer)
            yield self._kind, self._buffer[self._start : end], self._codec, True, ()
            self._kind, self._codec, self._start = "rest", self._usual, end
            return
        kind = _BEGINS.get(mark.word)
        if kind is None or (kind == "rest" and self._kind == "rest"):
            return
        if kind == "file" and not self._is_headed:
            self._is_headed = True
            if self._kind == "file":  # Of the file, only what stands before its first line.
                if not self._buffer[self._start : begin].strip(_BLANK):
                    return
                self._kind = "rest"
        if self._start < begin:
            yield self._kind, self._buffer[self._start : begin], self._codec, False, ()
        self._kind, self._codec, self._start = kind, mark.codec, begin
