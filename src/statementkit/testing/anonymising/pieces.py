"""A file taken apart so that it can be put together again: every character is in one piece."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, Any, Literal

import attrs

from statementkit.errors import Diagnostic, WriteError
from statementkit.layouts.elements import record_paths
from statementkit.reader.opening import open_stream
from statementkit.source import open_source, workbook_kind

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from statementkit.layouts import Layout
    from statementkit.order.cells import Row
    from statementkit.order.mapper import RowMapper

Kind = Literal["header", "record", "other"]

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@attrs.frozen
class Piece:
    """Some text of a file, its line ends included: a record, the header, or anything else.

    `cells` are where the cells of a delimited record stand in the text, without their quotes.
    """

    text: str
    kind: Kind
    line: int = 0
    row: Row | None = None
    cells: Sequence[tuple[int, int]] = ()


@attrs.frozen
class Paper:
    """A file in pieces, and how it is read."""

    layout: Layout
    mapper: RowMapper
    balances: Sequence[RowMapper]
    codec: str
    mark: bytes
    pieces: Sequence[Piece]

    def content(self, texts: Iterable[str]) -> bytes:
        """Return the file that is made of these texts."""
        return self.mark + "".join(texts).encode(self.codec, _errors(self.codec))


def take_apart(what: Any, layout: str | os.PathLike[str] | Layout | None, **keys: Any) -> Paper:
    """Take a file apart; the arguments are those of `read`.

    Raises what `read` raises for a file that cannot be read at all, and `WriteError` SK792 for a
    workbook, whose texts are not the file itself.
    """
    source = open_source(what)
    source.keep()
    if workbook_kind(source.head()) is not None:
        raise WriteError(
            Diagnostic(
                code="SK792",
                message="the file is a workbook, which cannot be taken apart",
                hint="save its sheet as CSV and hand in that: the layout reads it as well",
                file=source.name,
            )
        )
    stream = open_stream(source, layout, **keys)
    with closing(stream.records):
        rows = dict(iter(stream.records))
    with source.open() as file:
        content = file.read()
    codec = "latin-1" if stream.layout.positions == "bytes" else _codec(stream.records.encoding)
    mark = next((each for each in _MARKS if content.startswith(each)), b"")
    text = content[len(mark) :].decode(codec, _errors(codec))
    if stream.layout.format == "xml":
        pieces = list(_elements(text, stream.layout))
    elif stream.layout.format == "fixed":
        pieces = list(_lines(text, rows, stream.layout.record))
    else:
        marks = getattr(stream.records, "delimiter", ","), _quote_of(stream.layout)
        pieces = list(_records(text, rows, stream.header_line, *marks))
    totals = (stream.totals.opening, stream.totals.closing)
    balances = [each.mapper for each in totals if each is not None]
    return Paper(stream.layout, stream.mapper, balances, codec, mark, pieces)


def _codec(name: str) -> str:
    """Return the codec of a text behind its byte order mark."""
    return {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}.get(name, name)


def _errors(codec: str) -> str:
    return "surrogatepass" if codec.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _quote_of(layout: Layout) -> str:
    return {"none": "", "auto": "\"'"}.get(layout.quote, layout.quote)


def _lines(text: str, rows: Mapping[int, Row], record: str | int | None) -> Iterator[Piece]:
    """Yield the lines of a text; where one holds several records, these."""
    for number, found in enumerate(_LINE.finditer(text), 1):
        line, width = found[0], len(found[0])
        if isinstance(record, int) and len(line.rstrip("\r\n")) > record:
            width = record
        for start in range(0, len(line), width):
            kind: Kind = "record" if number in rows or width < len(line) else "other"
            yield Piece(line[start : start + width], kind, number)


def _records(
    text: str, rows: Mapping[int, Row], header: int | None, delimiter: str, quotes: str
) -> Iterator[Piece]:
    """Yield the records of a delimited text; one that is read as another row is none."""
    cell = _cell_pattern(delimiter, quotes)
    place, line, heads = 0, 1, list[str]()
    while place < len(text):
        end, cells = _record(text, place, cell, delimiter)
        whole = text[place:end]
        row = rows.get(line)
        values = [_value(text[start:stop], quotes) for start, stop in cells]
        if row is not None and values != list(row):
            found = _LINE.match(text, place)
            end = found.end() if found else len(text)
            whole, cells, row = text[place:end], [], None
        if line == header or heads == values:
            kind: Kind = "header"
            heads = values
        else:
            kind = "other" if row is None else "record"
        inner = [(start - place, stop - place) for start, stop in cells]
        yield Piece(whole, kind, line, row, inner if row is not None else ())
        line += len(_LINE.findall(whole)) if whole.endswith(("\n", "\r")) else 1
        place = end


def _cell_pattern(delimiter: str, quotes: str) -> re.Pattern[str]:
    bare = f"[^{re.escape(delimiter)}\r\n]*"
    return re.compile("|".join([*(_quoted(quote) + bare for quote in quotes), bare]))


def _quoted(quote: str) -> str:
    """Return the pattern of a text in quotes, behind which a cell may go on."""
    mark = re.escape(quote)
    return f"{mark}((?:[^{mark}]|{mark}{mark})*){mark}"


def _record(
    text: str, place: int, cell: re.Pattern[str], delimiter: str
) -> tuple[int, list[tuple[int, int]]]:
    """Return where a record ends behind its line end, and where its cells stand."""
    cells = []
    while True:
        found = cell.match(text, place)
        place = found.end() if found else place
        cells.append((found.start() if found else place, place))
        if text.startswith(delimiter, place):
            place += len(delimiter)
            continue
        rest = _LINE.match(text, place)
        return (rest.end() if rest else place), cells


def _value(raw: str, quotes: str) -> str:
    """Return what a cell says that may stand in quotes."""
    quote = raw[:1]
    if quote and quote in quotes and (found := re.match(_quoted(quote), raw)):
        raw = found[1].replace(quote * 2, quote) + raw[found.end() :]
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def _elements(text: str, layout: Layout) -> Iterator[Piece]:
    """Yield the records of a text with tags, and what stands between them."""
    names = "|".join(re.escape(each.steps[-1]) for each in record_paths(str(layout.record)))
    pattern = re.compile(rf"<((?:[\w.-]+:)?(?:{names}))\b[^>]*>.*?</\1\s*>\s*", re.DOTALL)
    place = 0
    for found in pattern.finditer(text):
        if found.start() > place:
            yield Piece(text[place : found.start()], "other")
        yield Piece(found[0], "record")
        place = found.end()
    if place < len(text):
        yield Piece(text[place:], "other")
