"""Which shipped layout a file was written by: the one whose header it has."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, UnknownFormatError, quoted
from statementkit.layouts import Layout, match_layouts, shipped_layouts
from statementkit.model import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.source import Source

_LINES = 60
"""Among how many lines from the top a header is looked for."""


def recognise(source: Source) -> tuple[Layout, Fact]:
    """Return the shipped layout for a file, and the header that tells.

    Raises `UnknownFormatError` when no layout has the header of the file, or several have.
    """
    head = source.head()
    layouts = shipped_layouts()
    fitting = {
        name: line
        for name, layout in layouts.items()
        if (line := _header_line(head, name, layout)) is not None
    }
    most = max((len(layouts[name].header_fingerprint or ()) for name in fitting), default=0)
    best = [name for name in fitting if len(layouts[name].header_fingerprint or ()) == most]
    if len(best) != 1:
        raise _unknown(source, best)
    [name] = best
    line = fitting[name]
    return layouts[name], Fact("layout", name, f"line {line} is the header it is for", (line,))


def _header_line(head: bytes, name: str, layout: Layout) -> int | None:
    if not layout.header_fingerprint or layout.format != "delimited":
        return None
    for number, cells in _rows(head, layout):
        if name in match_layouts(cells):
            return number
    return None


def _rows(head: bytes, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    codec = "utf-8-sig" if layout.encoding in ("utf-8", "auto") else layout.encoding
    delimiter = "," if layout.delimiter == "auto" else layout.delimiter
    lines = head.decode(codec, errors="replace").splitlines()[:_LINES]
    for number, line in enumerate(lines, 1):
        yield number, next(csv.reader([line], delimiter=delimiter), [])


def _unknown(source: Source, several: list[str]) -> UnknownFormatError:
    if several:
        message = f"the header fits several layouts: {', '.join(map(quoted, several))}"
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
