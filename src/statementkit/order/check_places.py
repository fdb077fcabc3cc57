"""Rules of places: whether they can exist in a file of the layout's format and header."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from statementkit.errors import quoted, shorten
from statementkit.order.findings import error, lint
from statementkit.order.nodes import (
    Characters,
    Check,
    Column,
    ColumnList,
    ColumnNumber,
    Header,
    Marker,
    Path,
    Place,
)
from statementkit.order.words import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statementkit.errors import Diagnostic
    from statementkit.order.findings import Findings
    from statementkit.order.nodes import Action

_MOST_COLUMNS = 16_384
"""Columns of a row that an order can name: those of a worksheet. A shorter row is filled up."""

_NAMED = 20
"""How many names of a header a hint shows."""


@attrs.frozen
class Places:
    """What a file offers: its `format`, and the names of its columns where they are known."""

    format: str
    header: Sequence[str] | None

    @property
    def in_columns(self) -> bool:
        """Whether a row of the file is made of numbered cells."""
        return self.format not in ("fixed", "xml")

    def of_columns(self, columns: ColumnList) -> Findings:
        """Yield what is wrong with the places of a list of columns."""
        placed = False
        position = 0
        for column in columns.columns:
            position += column.constant is None
            if column.place is not None:
                placed = True
                yield from self._place(column.place)
                if not self.in_columns and isinstance(column.place, ColumnNumber):
                    yield self._misfit(column.place)
            elif column.field == "other" or column.constant is not None:
                continue
            elif not self.in_columns:
                yield self._unplaced(column)
            elif placed:
                yield _uncertain(column, position)
                placed = False

    def of_check(self, check: Check, items: ColumnList | Action) -> Findings:
        """Yield what is wrong with the place of a check; `items` is what its numbers count."""
        yield from self._place(check.place)
        if self.in_columns or not isinstance(check.place, ColumnNumber):
            return
        listed = _positioned(items)
        number = check.place.number
        if number and not (number <= len(listed) and listed[number - 1].place is not None):
            message = f"item {number} of the list of columns has no place"
            hint = "name the place in the check: [11-38]=Refund, [<TRNTYPE>]=Refund"
            yield error("SK226", check.place.span, message, hint)

    def _place(self, place: Place) -> Findings:
        yield from _well_formed(place)
        if not isinstance(place, ColumnNumber) and self.format not in _FORMATS[type(place)]:
            yield self._misfit(place)
        elif isinstance(place, Header) and self.header is not None and place.name:
            yield from self._named(place, self.header)

    def _misfit(self, place: Place) -> Diagnostic:
        what, example = _KINDS[type(place)]
        hint = {
            "fixed": "name the characters: @11-38",
            "xml": "name a marker (@<NAME>) or a path (@/Ntry/Amt)",
        }.get(self.format, "name a column by its number (@6) or its header (@[Amount])")
        message = f"a layout of format {self.format} has no {what} such as {example}"
        return error("SK224", place.span, message, hint)

    def _unplaced(self, column: Column) -> Diagnostic:
        word = column.field
        fixed, xml = f"write {word}@11-38", f"write {word}@<NAME> or {word}@/Ntry/Amt"
        message = f"{word} has no place, and the file has no columns"
        return error("SK225", column.span, message, fixed if self.format == "fixed" else xml)

    def _named(self, place: Header, header: Sequence[str]) -> Findings:
        wanted = place.name.strip().casefold()
        count = sum(name.strip().casefold() == wanted for name in header)
        if count == 1:
            return
        if count:
            message = f"the header has {count} columns named {quoted(place.name)}"
            hint = "name the column by its number instead: amount@6"
        else:
            message = f"the header has no column named {quoted(place.name)}"
            near = nearest(place.name, header)
            hint = f"did you mean [{near}]?" if near else _names(header)
        yield error("SK230", place.span, message, hint)


def _uncertain(column: Column, position: int) -> Diagnostic:
    message = f"{column.field} has no place and is taken from column {position}"
    hint = f"write {column.field}@{position} if that is meant; every item but a constant counts"
    return lint("SK260", column.span, message, hint)


def _names(header: Sequence[str]) -> str:
    shown = ", ".join(shorten(name, 30) for name in header[:_NAMED])
    return f"the header is: {shown}{', …' if len(header) > _NAMED else ''}"


def _positioned(items: ColumnList | Action) -> list[Column]:
    columns = items.columns if isinstance(items, ColumnList) else ()
    return [column for column in columns if column.constant is None]


def _well_formed(place: Place) -> Findings:
    match place:
        case ColumnNumber(0):
            yield error("SK201", place.span, "there is no column 0", "columns count from 1")
        case ColumnNumber(number) if number > _MOST_COLUMNS:
            message = f"an order reads {_MOST_COLUMNS:,} columns at most"
            yield error("SK232", place.span, message, "look at the number of the column")
        case Characters(0, _):
            yield error("SK201", place.span, "there is no character 0", "characters count from 1")
        case Characters(first, last) if first > last:
            hint = f"write {last}-{first}"
            yield error("SK202", place.span, "the last character stands before the first", hint)
        case Header(""):
            hint = "write the header between the brackets, or the number of the column"
            yield error("SK203", place.span, "the name of a header is blank", hint)


_FORMATS: dict[type[Place], tuple[str, ...]] = {
    Header: ("delimited", "excel"),
    Characters: ("fixed",),
    Marker: ("xml",),
    Path: ("xml",),
}

_KINDS: dict[type[Place], tuple[str, str]] = {
    ColumnNumber: ("columns", "@6"),
    Header: ("headers", "[Amount]"),
    Characters: ("characters", "11-38"),
    Marker: ("markers", "<NAME>"),
    Path: ("paths", "/Ntry/Amt"),
}
