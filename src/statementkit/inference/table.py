"""The table inside a file: where it begins and ends among the records, and which names it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, UnknownFormatError
from statementkit.inference.words import roles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from statementkit.inference.result import Choice, Question
    from statementkit.layouts.rows import Row
    from statementkit.source import Source

SAMPLE = 1_000
"""How many records at the start of a file are looked at."""

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

    `keys` are those of a layout that open the file, `choices` say why, and `questions` what is open
    about them. `width` is the number of columns; `is_whole` says that the sample is all of the
    file.
    """

    source: Source
    keys: Mapping[str, Any]
    choices: tuple[Choice, ...]
    above: Sequence[Row]
    header: Row | None
    rows: Sequence[Row]
    below: Sequence[Row]
    width: int
    is_whole: bool
    warnings: tuple[Diagnostic, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the columns, blank where there is none."""
        cells = self.header[1] if self.header else []
        return [*(each.strip() for each in cells), *[""] * (self.width - len(cells))][: self.width]


@attrs.frozen
class Parts:
    """Where a table lies among records: those above it, its header, its rows, those below."""

    above: Sequence[Row]
    header: Row | None
    rows: Sequence[Row]
    below: Sequence[Row]

    @property
    def width(self) -> int:
        """The number of columns."""
        width = max(len(cells) for _, cells in self.rows)
        return max(width, len(self.header[1]) if self.header else 0)


def no_table(name: str) -> UnknownFormatError:
    """Return the error for a file without a table of payments."""
    return UnknownFormatError(
        Diagnostic(
            code="SK436",
            message="no row of the file holds a date and an amount",
            hint="look whether it is a statement with payments; if it is, give an order and a "
            "date format",
            file=name,
        )
    )


def is_data(row: Sequence[str]) -> bool:
    """Tell whether a record holds a date and an amount."""
    return any(map(looks_like_date, row)) and _has_amount(row)


def _has_amount(row: Sequence[str]) -> bool:
    return any(map(looks_like_number, row))


def parted(rows: Sequence[Row]) -> Parts | None:
    """Return where the table lies among records, `None` if no record is one of a table."""
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
    return Parts(above, header, rows[start : last + 1], rows[last + 1 :])


def _header_place(rows: Sequence[Row], first: int) -> int | None:
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


def _may_be_names(row: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether a record of unknown words is a header: it names most columns, each its own."""
    names = [cell.strip() for cell in row if cell.strip()]
    plain = not any(looks_like_number(cell) or looks_like_date(cell) for cell in names)
    return plain and len(names) * 2 > len(below) and len(set(names)) == len(names) > 1
