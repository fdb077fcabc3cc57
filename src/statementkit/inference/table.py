"""The table inside a file: where it begins and ends, under which delimiter, in which encoding."""

from __future__ import annotations

import io
import re
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, cast

import attrs

from statementkit.errors import Diagnostic, EncodingError, FormatError, UnknownFormatError
from statementkit.inference.words import roles
from statementkit.layouts.dialect import decide_dialect
from statementkit.layouts.rows import Dialect, Row, RowReader
from statementkit.source import Encoding, describe_binary, encoding_of, read_blocks
from statementkit.source.evidence import guesses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from statementkit.model import Fact
    from statementkit.source import Block, Source

SAMPLE = 1_000
"""How many records at the start of a file are looked at."""

_DELIMITERS = (",", ";", "\t", "|")
_DATE = re.compile(
    r"\s*'?(?:"
    r"(?:19|20)\d\d([-/.年])\s?\d{1,2}(?:\1|月)\s?\d{1,2}(?!\d)"
    r"|\d{1,2}([-/.])\s?\d{1,2}\2\s?(?:(?:19|20)\d\d|\d\d)(?!\d)(?!\2)"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{6})?(?![\d.,])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d(?![\d.,])"
    r"|\d{1,2}[-/. ]{1,2}[^\W\d_]{3,10}\.?[-/. ,]{1,2}\d{2,4}(?!\d)"
    r"|[^\W\d_]{3,10}\.? \d{1,2},? (?:19|20)\d\d)"
)
_UNIT = (
    r"(?:[A-Z]{3}|[A-Z]{0,2}[^\w\s.,'()+-]{1,2}|(?i:kr|zł|kč|ft|lei|лв|руб|р|rs|fr|元|円|cr|dr)\.?)"
)
_NUMBER = re.compile(
    rf"\s*[-+(\u2212]?\s*(?:{_UNIT}\s?)?[-+(\u2212]?\s?"
    r"\d[\d.,'\u2019\s\xa0\u202f]*"
    rf"\s*[-+)]?\s*{_UNIT}?\s*(?:[-+)]|(?i:cr|dr)\.?)?\s*"
)
_LONGEST = 40


def looks_like_date(text: str) -> bool:
    """Tell whether a cell begins as dates do.

    >>> [looks_like_date(each) for each in ("3/1/2022", "12.50", "5 Mai 2024", "20240229")]
    [True, False, True, True]
    """
    return len(text) <= _LONGEST and _DATE.match(text) is not None


def looks_like_number(text: str) -> bool:
    """Tell whether a cell may be an amount, in some number format.

    >>> [looks_like_number(each) for each in ("-1 234,50 Kč", "($52.00)", "EE45", "Room 12")]
    [True, True, False, False]
    """
    return (
        len(text) <= _LONGEST and _NUMBER.fullmatch(text) is not None and not looks_like_date(text)
    )


@attrs.frozen
class Table:
    """The records of a sample, parted: what stands above the table, its header, rows, and below.

    `width` is the number of columns; `is_whole` says that the sample is all of the file.
    """

    source: Source
    encoding: Encoding
    dialect: Dialect
    facts: tuple[Fact, ...]
    above: tuple[Row, ...]
    header: Row | None
    rows: tuple[Row, ...]
    below: tuple[Row, ...]
    width: int
    is_whole: bool
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the columns, blank where there is none."""
        cells = self.header[1] if self.header else []
        return [*(each.strip() for each in cells), *[""] * (self.width - len(cells))][: self.width]


def find_table(source: Source, known: Mapping[str, Any]) -> Table:
    """Return the table of a file; `known` are keys of a layout that need not be found.

    Raises `ReadError` for a file that is no delimited text or holds no rows with date and amount.
    """
    encoding, blocks, is_cut = _blocks(source, known.get("encoding", "auto"))
    first = next(blocks, None)
    if first is None:
        raise FormatError(
            Diagnostic(
                code="SK415",
                message="the file is empty",
                hint="export the statement again, for days on which there were payments",
                file=source.name,
            )
        )
    more = next(blocks, None)
    dialect, facts = _dialect(_joined(first, more), known, source.name)
    start = [first, more] if more else [first]
    reader = RowReader(chain(start, blocks), dialect, encoding, file=source.name)
    rows = list(islice(reader.rows(), SAMPLE + 1))
    is_whole = len(rows) <= SAMPLE and not is_cut
    table = _parted(rows[:SAMPLE])
    if table is None:
        raise _no_table(source.name)
    above, header, body, below = table
    width = max(len(cells) for _, cells in body)
    return Table(
        source,
        encoding,
        dialect,
        tuple(facts),
        tuple(above),
        header,
        tuple(body),
        tuple(below),
        max(width, len(header[1]) if header else 0),
        is_whole,
        (*((encoding.doubt,) if encoding.doubt else ()), *reader.problems),
    )


def _joined(first: Block, more: Block | None) -> Block:
    """Return two blocks as one: a last line without an end is a block by itself."""
    if more is None:
        return first
    text = f"{first.text}\n{more.text}"
    return attrs.evolve(first, text=text, is_damaged=first.is_damaged or more.is_damaged)


def _no_table(name: str) -> UnknownFormatError:
    return UnknownFormatError(
        Diagnostic(
            code="SK436",
            message="no row of the file holds a date and an amount",
            hint="look whether it is a statement with payments; if it is, give an order and a "
            "date format",
            file=name,
        )
    )


def _blocks(source: Source, declared: str) -> tuple[Encoding, Iterator[Block], bool]:
    head = source.head()
    if (found := describe_binary(head)) is not None:
        what, hint = found
        raise UnknownFormatError(
            Diagnostic(code="SK404", message=f"this is {what}", hint=hint, file=source.name)
        )
    encoding = _encoding(source, declared)
    if source.reopens:
        return encoding, read_blocks(source.open(), encoding), False
    whole = head[: head.rfind(b"\n") + 1] or head
    stream = cast("io.BufferedReader", io.BufferedReader(io.BytesIO(whole)))
    return encoding, read_blocks(stream, encoding), len(whole) < len(head)


def _encoding(source: Source, declared: str) -> Encoding:
    """Return the encoding; of several that are nearly as likely, the likeliest with a doubt.

    Dates and amounts read the same in all of them, so it is no question: names are in doubt.
    """
    try:
        return encoding_of(source, declared)
    except EncodingError as error:
        if declared != "auto":
            raise
        found = guesses(source.sample())
        if not found:
            raise
        best = Encoding(found[0].codec)
        doubt = error.diagnostics[0].at(
            code="SK438", severity="warning", message=f"letters are in doubt: {error_text(error)}"
        )
        evidence = "the likeliest, though another may be meant"
        return attrs.evolve(best, evidence=evidence, doubt=doubt)


def error_text(error: EncodingError) -> str:
    """Return the message of the first finding."""
    return error.diagnostics[0].message


def _dialect(block: Block, known: Mapping[str, Any], name: str) -> tuple[Dialect, list[Fact]]:
    quote = known.get("quote", '"')
    declared = known.get("delimiter", "auto")
    failure = None
    try:
        dialect, facts = decide_dialect(block, declared, quote)
    except FormatError as error:
        if declared != "auto":
            raise
        failure = error
    else:
        if declared != "auto" or _data_rows(block, dialect):
            return dialect, facts
    counts = {
        mark: found
        for mark in _DELIMITERS
        if (found := _data_rows(block, Dialect(mark, None if quote == "none" else quote)))
    }
    if not counts:
        if failure is not None:
            raise FormatError(*(each.at(file=name) for each in failure.diagnostics))
        raise _no_table(name)
    most = max(counts, key=lambda each: counts[each])
    return decide_dialect(block, most, quote)[0], []


def _data_rows(block: Block, dialect: Dialect) -> int:
    rows = islice(RowReader(iter([block]), dialect).rows(), 200)
    return sum(any(map(looks_like_date, row)) and _has_amount(row) for _, row in rows)


def _has_amount(row: Sequence[str]) -> bool:
    return any(map(looks_like_number, row))


def _parted(
    rows: list[Row],
) -> tuple[list[Row], Row | None, list[Row], list[Row]] | None:
    """Return the rows above, the header, the rows of the table and those below it."""
    dates = [{place for place, cell in enumerate(row) if looks_like_date(cell)} for _, row in rows]
    counts = Counter(place for found in dates for place in found)
    if not counts:
        return None
    most = max(counts.values())
    main = {place for place, count in counts.items() if count * 2 >= most}
    data = [
        number for number, (_, row) in enumerate(rows) if dates[number] & main and _has_amount(row)
    ]
    if not data:
        return None
    first, last = data[0], data[-1]
    place = _header_place(rows, first)
    start = first if place is None else place + 1
    header = None if place is None else rows[place]
    above = rows[: first if place is None else place]
    return above, header, rows[start : last + 1], rows[last + 1 :]


def _header_place(rows: list[Row], first: int) -> int | None:
    """Return which record above the first row of data names the columns, `None` if none does."""
    best, most = None, 1.0
    for place in range(first - 1, -1, -1):
        cells = [cell for cell in rows[place][1] if cell.strip()]
        if len(cells) < 2 or any(looks_like_date(cell) for cell in cells):
            continue
        score = sum(1.0 for cell in cells if len(cell) < 60 and roles(cell))
        if score > most:
            best, most = place, score
    if best is not None or not first:
        return best
    return first - 1 if _may_be_names(rows[first - 1][1], rows[first][1]) else None


def _may_be_names(row: list[str], below: list[str]) -> bool:
    """Tell whether a record of unknown words is a header: it names most columns, each its own."""
    names = [cell.strip() for cell in row if cell.strip()]
    plain = not any(looks_like_number(cell) or looks_like_date(cell) for cell in names)
    return plain and len(names) * 2 > len(below) and len(set(names)) == len(names) > 1
