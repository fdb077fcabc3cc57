"""Cutting a stream of bytes into blocks where its marks stand, in constant memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from statementkit.formats.onec.marks import Marks, Word

Kind = Literal["file", "account", "document", "rest"]

Piece = tuple[Kind, bytes, str, bool]
"""A kind of block, its bytes, the encoding of its first mark, and whether its end mark is there."""

_CHUNK = 1 << 18
"""How many bytes are read at once; more where a block is longer, so that none is copied often."""

_ENDS: Mapping[Kind, Word] = {"account": "end_account", "document": "end_document"}
_BEGINS: Mapping[Word, Kind] = {
    "file": "file",
    "account": "account",
    "document": "document",
    "end_file": "rest",
}


def cut(read: Callable[[int], bytes], marks: Marks, line_end: bytes) -> Iterator[Piece]:
    """Yield the blocks of a file, which together are all its bytes.

    `read` is given a number of bytes and returns some, none at the end. A block ends at its end
    mark, or where another begins; what stands between blocks is `rest`.
    """
    search, known, usual = marks.pattern.finditer, marks.found, marks.codecs[0]
    kind: Kind = "file"
    codec, is_headed = usual, False
    buffer, start, searched = line_end, 1, 0
    chunk = line_end
    while chunk:
        chunk = read(max(_CHUNK, len(buffer) - start))
        # Marks are found by the line end before them, so that of the block stays.
        buffer, searched, start = buffer[start - 1 :] + chunk, searched - start + 1, 1
        whole = buffer.rfind(line_end) + 1 if chunk else len(buffer)
        for match in search(buffer, searched, whole):
            mark = known[match[1]]
            if mark is None:
                continue
            begin = match.start() + 1
            if _ENDS.get(kind) == mark.word:
                end = buffer.find(line_end, match.end()) + 1 or len(buffer)
                yield kind, buffer[start:end], codec, True
                kind, codec, start = "rest", usual, end
            elif (word := _BEGINS.get(mark.word)) is not None and (word, kind) != ("rest", "rest"):
                if word == "file" and not is_headed:
                    is_headed = True
                    if not buffer[start:begin].strip(_BLANK):
                        continue
                    kind = "rest"
                if start < begin:
                    yield kind, buffer[start:begin], codec, False
                kind, codec, start = word, mark.codec, begin
        searched = whole - 1
    if start < len(buffer):
        yield kind, buffer[start:], codec, False


_BLANK = b"\xef\xbb\xbf \t\r\n"
