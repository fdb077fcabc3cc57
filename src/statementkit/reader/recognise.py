"""Which shipped layout a file was written by: the one whose header or first record it has."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, UnknownFormatError, quoted
from statementkit.layouts import Layout, match_layouts, shipped_layouts
from statementkit.layouts.compiling import matcher_of
from statementkit.layouts.declarations import begins_with
from statementkit.layouts.header import normal, normals
from statementkit.model import Fact
from statementkit.source import workbook_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from statementkit.order.cells import Row
    from statementkit.source import Source

_LINES = 60
"""Among how many lines from the top a header is looked for."""


def recognise(source: Source) -> tuple[Layout, Fact]:
    """Return the shipped layout for a file, and the line that tells: a header or the first record.

    Raises `UnknownFormatError` when no layout fits the file, or several do.
    """
    head = source.head()
    layouts = shipped_layouts()
    if workbook_kind(head) is not None:
        fitting = _headers_of_workbook(source)
    else:
        top = _Top(head)
        fitting = {
            name: line
            for name, layout in layouts.items()
            if (line := _telling_line(top, name, layout)) is not None
        }
    most = max((len(layouts[name].header_fingerprint or ()) for name in fitting), default=0)
    best = [name for name in fitting if len(layouts[name].header_fingerprint or ()) == most]
    if len(best) != 1:
        raise _unknown(source, best)
    [name] = best
    line = fitting[name]
    what = (
        "a record as its files begin with" if layouts[name].fingerprint else "the header it is for"
    )
    return layouts[name], Fact("layout", name, f"line {line} is {what}", (line,))


def _headers_of_workbook(source: Source) -> dict[str, int]:
    """Return the layouts whose header a workbook has, and its row; one for CSV reads both."""
    from statementkit.layouts.excel import tabs

    found: dict[str, int] = {}
    for number, cells in (row for tab in tabs(source, _LINES) for row in tab.rows):
        for name in match_layouts(cells):
            if shipped_layouts()[name].format in ("delimited", "excel"):
                found.setdefault(name, number)
    return found


class _Top:
    """The first lines of a file, read in every way in which layouts read them, each once."""

    def __init__(self, head: bytes) -> None:
        self.head = head
        self._lines: dict[str, list[str]] = {}
        self._names: dict[tuple[str, str], list[frozenset[str]]] = {}

    def lines(self, layout: Layout) -> list[str]:
        """Return the lines in the encoding of a layout."""
        codec = "utf-8-sig" if layout.encoding in ("utf-8", "auto") else layout.encoding
        if codec not in self._lines:
            text = self.head.decode(codec, errors="replace")
            self._lines[codec] = text.splitlines()[:_LINES]
        return self._lines[codec]

    def names(self, layout: Layout) -> list[frozenset[str]]:
        """Return what each line would be as a header under the delimiter of a layout."""
        delimiter = "," if layout.delimiter == "auto" else layout.delimiter
        way = layout.encoding, delimiter
        if way not in self._names:
            rows = (next(csv.reader([it], delimiter=delimiter), []) for it in self.lines(layout))
            self._names[way] = [frozenset(map(normal, row)) for row in rows]
        return self._names[way]


def _telling_line(top: _Top, name: str, layout: Layout) -> int | None:
    """Return the line that tells that a file is for a layout, `None` if there is none."""
    if layout.fingerprint and layout.format == "xml":
        return 1 if begins_with(top.head, layout.fingerprint) else None
    if layout.fingerprint:
        lines = enumerate(top.lines(layout), 1)
        number, first = next((each for each in lines if each[1].strip()), (0, ""))
        return number if _first_record(name)(first) else None
    if not layout.header_fingerprint or layout.format not in ("delimited", "excel"):
        return None
    wanted = normals(layout.header_fingerprint)
    return next((n for n, names in enumerate(top.names(layout), 1) if wanted <= names), None)


@cache
def _first_record(name: str) -> Callable[[Row], bool]:
    """Return the test whether a record is the first of a file for this shipped layout."""
    layout = shipped_layouts()[name]
    return matcher_of(layout, layout.fingerprint or "")


def _unknown(source: Source, several: list[str]) -> UnknownFormatError:
    if several:
        message = f"the file fits several layouts: {', '.join(map(quoted, several))}"
        hint = f'name the one that is meant: layout="{several[0]}"'
    else:
        message = "nothing says how this file is to be read"
        hint = (
            "name a layout (`statementkit layouts` lists the shipped ones), or give an order "
            "and a date format"
        )
    return UnknownFormatError(
        Diagnostic(code="SK420", message=message, hint=hint, file=source.name)
    )
