"""OpenDocument spreadsheets (ods), as OASIS OpenDocument 1.3, section 9 describes them."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import attrs

from statementkit.layouts.excel.book import (
    MOST_COLUMNS,
    MOST_ROWS,
    Area,
    damaged,
    failed,
    locked,
    uncalculated,
)
from statementkit.layouts.excel.parts import sound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.layouts.excel.book import Cell, Sheet, SheetRow
    from statementkit.layouts.excel.display import CellWriter
    from statementkit.layouts.excel.parts import Attributes, Parts

CONTENT = "content.xml"

_CELLS = ("table-cell", "covered-table-cell")
_TIME = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?\Z")


def open_sheets(parts: Parts, writer: CellWriter) -> Sequence[Sheet]:
    """Return the tables of a spreadsheet in the order of their tabs."""
    if "META-INF/manifest.xml" in parts.names:
        manifest = parts.read("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise locked()
    names = _Names()
    for _ in parts.parse(CONTENT, names):
        pass
    return [
        OdsSheet(name, style in names.hidden, number, parts, writer)
        for number, (name, style) in enumerate(names.tables)
    ]


class _Names:
    """Finds the tables of a document, and the styles that hide tables."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, str]] = []
        self.hidden: set[str] = set()
        self._style = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self.tables.append(
                (attributes.get("table:name", ""), attributes.get("table:style-name", ""))
            )
        elif name == "style":
            self._style = attributes.get("style:name", "")
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self.hidden.add(self._style)

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


@attrs.frozen
class OdsSheet:
    """One table of an ods document."""

    name: str
    is_hidden: bool
    number: int
    parts: Parts
    writer: CellWriter

    def rows(self) -> Iterator[SheetRow]:
        """Return the rows that hold anything."""
        return self.parts.rows(CONTENT, _Rows(self.number, self.writer))

    def merged(self) -> Sequence[Area]:
        """Return the merged cells."""
        handler = _Rows(self.number, self.writer)
        with sound():
            for _ in self.parts.parse(CONTENT, handler):
                handler.take()
        return handler.areas


class _Rows:
    """Builds the rows of one table from its elements, cell by cell."""

    def __init__(self, number: int, writer: CellWriter) -> None:
        self.areas: list[Area] = []
        self._wanted = number
        self._writer = writer
        self._table = -1
        self._done: list[SheetRow] = []
        self._row = 0
        self._row_repeats = 1
        self._cells: list[Cell] = []
        self._column = 0
        self._repeats = 1
        self._cell: Attributes = {}
        self._paragraphs: list[list[str]] = []
        self._takes = False
        self._notes = 0

    def take(self) -> list[SheetRow]:
        """Return the rows that are complete, once."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._table += 1
        if self._table != self._wanted:
            return
        if name == "table-row":
            self._row_repeats = _count(attributes, "table:number-rows-repeated", MOST_ROWS)
            self._cells, self._column = [], 0
        elif name in _CELLS:
            self._repeats = _count(attributes, "table:number-columns-repeated", MOST_COLUMNS)
            self._cell, self._paragraphs = attributes, []
        elif name == "annotation":
            self._notes += 1
        elif not self._notes:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: Attributes) -> None:
        if name == "p":
            self._paragraphs.append([])
            self._takes = True
        elif self._takes and name == "s":
            self.text(" " * _count(attributes, "text:c", MOST_COLUMNS))
        elif self._takes and name in ("tab", "line-break"):
            self.text("\t" if name == "tab" else "\n")

    def end(self, name: str) -> None:
        if self._table != self._wanted:
            return
        if name in _CELLS:
            self._put(self._value() if name == "table-cell" else "")
        elif name == "table-row":
            self._end_row()
        elif name == "annotation":
            self._notes -= 1
        elif name == "p" and not self._notes:
            self._takes = False

    def text(self, text: str) -> None:
        if self._takes and not self._notes:
            self._paragraphs[-1].append(text)

    def _put(self, cell: Cell) -> None:
        wide = _count(self._cell, "table:number-columns-spanned", MOST_COLUMNS)
        high = _count(self._cell, "table:number-rows-spanned", MOST_ROWS)
        if wide > 1 or high > 1:
            top, left = self._row + 1, self._column + 1
            self.areas.append(Area(top, top + high - 1, left, left + wide - 1))
        if cell != "":
            self._cells.extend([""] * (self._column - len(self._cells)))
            self._cells.extend([cell] * self._repeats)
        self._column += self._repeats
        if self._column > MOST_COLUMNS:
            raise damaged(f"row {self._row + 1} has too many columns")

    def _end_row(self) -> None:
        if self._row + self._row_repeats > MOST_ROWS:
            self._row_repeats = max(1, MOST_ROWS - self._row)
        if self._cells:
            first = self._row + 1
            self._done += [(first + each, list(self._cells)) for each in range(self._row_repeats)]
        self._row += self._row_repeats

    def _value(self) -> Cell:
        cell = self._cell
        shown = "\n".join(map("".join, self._paragraphs))
        kind = cell.get("office:value-type")
        if cell.get("calcext:value-type") == "error" or (
            "table:formula" in cell and shown.startswith(("Err:", "#"))
        ):
            return failed(shown)
        if kind is None:
            return uncalculated() if "table:formula" in cell else shown
        if kind in ("float", "currency"):
            value = cell["office:value"]
            return self._writer.number(value, _format(value, shown))
        if kind == "percentage":
            return self._writer.number(cell["office:value"], "0%")
        if kind == "date":
            moment = datetime.fromisoformat(cell["office:date-value"])
            return self._writer.moment(moment.replace(tzinfo=None))
        if kind == "boolean":
            return cell["office:boolean-value"].upper()
        if kind == "time":
            return _time(cell["office:time-value"])
        return shown or cell.get("office:string-value", "")


def _count(attributes: Attributes, name: str, most: int) -> int:
    return max(1, min(int(attributes.get(name, "1")), most))


def _time(written: str) -> str:
    found = _TIME.match(written)
    if found is None:
        return written
    hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def _format(value: str, shown: str) -> str:
    """Return the number format that makes of a value the digits which are shown.

    >>> _format("1.005", "1,01 €"), _format("1234.5", "1.234,50"), _format("7", "007")
    ('0.00', '0.00', '000')
    """
    digits = "".join(filter(str.isdigit, shown))
    number = abs(Decimal(value))
    for decimals in range(len(digits)):
        rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        written = f"{rounded:f}".replace(".", "")
        if written.zfill(len(digits)) == digits:
            width = max(1, len(digits) - decimals)
            whole = "0" * width if digits.startswith("0") else "0"
            return whole + ("." + "0" * decimals if decimals else "")
    return "General"
