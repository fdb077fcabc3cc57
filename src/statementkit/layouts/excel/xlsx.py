"""Excel workbooks from 2007 on (xlsx, xlsm), as ECMA-376 part 1, section 18 describes them."""

from __future__ import annotations

import posixpath
import re
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from statementkit.layouts.excel.book import (
    MOST_COLUMNS,
    MOST_ROWS,
    Area,
    damaged,
    failed,
    uncalculated,
)
from statementkit.layouts.excel.display import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.layouts.excel.book import Cell, Sheet, SheetRow
    from statementkit.layouts.excel.display import CellWriter
    from statementkit.layouts.excel.parts import Attributes, Parts

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")
_MERGED = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s[^<>]{0,200}?\bref=["']([A-Z0-9:$]{1,30})["']""")
_BLANKS, _BLANKS_OF_A_CELL = 10_000_000, 200
"""Blank cells of a sheet before others, at most: so many, and as many again for each other cell."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def open_sheets(parts: Parts, writer: CellWriter) -> Sequence[Sheet]:
    """Return the sheets of a workbook in the order of their tabs."""
    book = _Book()
    main = _main_part(parts)
    parts.parse_whole(main, book)
    writer.counts_from_1904 = book.counts_from_1904
    targets = _relations(parts, main)
    strings, formats = _Strings(), _Formats()
    for kind, handler in (("/sharedStrings", strings), ("/styles", formats)):
        for name, type_ in targets.values():
            if type_.endswith(kind) and name in parts.names:
                parts.parse_whole(name, handler)
    shared = _Shared(parts, writer, strings.texts, formats.codes())
    return [
        XlsxSheet(name, is_hidden, targets[key][0], shared)
        for name, key, is_hidden in book.sheets
        if key in targets and targets[key][1].endswith("/worksheet")
    ]


def _main_part(parts: Parts) -> str:
    found = _relations(parts, "")
    name = next((each for each, type_ in found.values() if type_.endswith("/officeDocument")), None)
    return name or "xl/workbook.xml"


def _relations(parts: Parts, part: str) -> dict[str, tuple[str, str]]:
    """Return the parts that a part names: by their keys, each with its kind."""
    folder, name = posixpath.split(part)
    handler = _Relations(folder)
    parts.parse_whole(posixpath.join(folder, "_rels", f"{name}.rels"), handler)
    return handler.found


class _Quiet:
    """A handler that looks at the elements it names and at no text."""

    def start(self, name: str, attributes: Attributes) -> None:
        """See the start of an element."""

    def end(self, name: str) -> None:
        """See the end of an element."""

    def text(self, text: str) -> None:
        """See text."""


class _Relations(_Quiet):
    def __init__(self, folder: str) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            path = posixpath.normpath(posixpath.join("/", self._folder, attributes["Target"]))
            self.found[attributes["Id"]] = path.lstrip("/"), attributes["Type"]


class _Book(_Quiet):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.counts_from_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            key = next(value for key, value in attributes.items() if key.endswith(":id"))
            is_hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes["name"], key, is_hidden))
        elif name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904", "0") in ("1", "true", "on")


class _Formats(_Quiet):
    """The number formats of a workbook, and which of them each style of a cell has."""

    def __init__(self) -> None:
        self._own: dict[int, str] = {}
        self._styles: list[int] = []
        self._is_of_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._own[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "cellXfs":
            self._is_of_cells = True
        elif name == "xf" and self._is_of_cells:
            self._styles.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False

    def codes(self) -> list[str]:
        """Return the format of each style."""
        return [self._own.get(each) or BUILT_IN.get(each, "General") for each in self._styles]


class _Strings(_Quiet):
    """The texts that cells share, without the readings of Japanese words (`rPh`)."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._known: dict[str, str] = {}
        self._pieces: list[str] = []
        self._takes = False
        self._is_reading = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._is_reading = True
        self._takes = name == "t" and not self._is_reading

    def end(self, name: str) -> None:
        self._takes = False
        if name == "si":
            text = _unescaped("".join(self._pieces))
            self.texts.append(self._known.setdefault(text, text))
        elif name == "rPh":
            self._is_reading = False

    def text(self, text: str) -> None:
        if self._takes:
            self._pieces.append(text)


def _unescaped(text: str) -> str:
    """Return a text with `_x000D_` and the like replaced by what they stand for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


@attrs.frozen
class _Shared:
    """What all sheets of a workbook need."""

    parts: Parts
    writer: CellWriter
    texts: list[str]
    formats: list[str]

    def format(self, style: str | None) -> str:
        """Return the number format of a style; the first is that of cells which name none."""
        number = int(style or 0)
        return self.formats[number] if number < len(self.formats) else "General"


@attrs.frozen
class XlsxSheet:
    """One sheet of an xlsx workbook."""

    name: str
    is_hidden: bool
    part: str
    shared: _Shared

    def rows(self) -> Iterator[SheetRow]:
        """Return the rows that the file holds."""
        return self.shared.parts.rows(self.part, _Rows(self.shared))

    def merged(self) -> Sequence[Area]:
        """Return the merged cells, which stand behind the rows."""
        return [_area(each.decode()) for each in self.shared.parts.find(self.part, _MERGED)]


def _area(reference: str) -> Area:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = position(first), position(last or first)
    return Area(top, bottom, left, right)


def position(reference: str) -> tuple[int, int]:
    """Return the row and the column of a cell, both from 1.

    >>> position("C7"), position("XFD1048576")
    ((7, 3), (1048576, 16384))
    """
    found = _REFERENCE.match(reference)
    column = 0
    for letter in found[1] if found else "":
        column = column * 26 + ord(letter) - 64
    row = int(found[2]) if found else 0
    if not (0 < row <= MOST_ROWS and 0 < column <= MOST_COLUMNS):
        raise damaged(f"there is no cell {reference[:20]!r}")
    return row, column


class _Rows(_Quiet):
    """Builds the rows of a sheet from its elements, cell by cell."""

    def __init__(self, shared: _Shared) -> None:
        self._shared = shared
        self._done: list[SheetRow] = []
        self._row = 0
        self._cells: list[Cell] = []
        self._column = 0
        self._blanks = _BLANKS
        self._type = "n"
        self._style: str | None = None
        self._pieces: list[str] = []
        self._takes = False
        self._has_formula = False
        self._is_reading = False

    def take(self) -> list[SheetRow]:
        """Return the rows that are complete, once."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._column += 1
            if (reference := attributes.get("r")) is not None:
                self._row, self._column = position(reference)
            self._type = attributes.get("t", "n")
            self._style = attributes.get("s")
            self._has_formula = False
            self._pieces = []
        elif name in ("v", "t"):
            self._takes = not self._is_reading
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            if not 0 < self._row <= MOST_ROWS:
                raise damaged(f"there is no row {self._row}")
            self._cells, self._column = [], 0
        elif name == "rPh":
            self._is_reading = True

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._takes = False
        elif name == "c":
            self._put(self._cell())
        elif name == "row":
            self._done.append((self._row, self._cells))
        elif name == "rPh":
            self._is_reading = False

    def text(self, text: str) -> None:
        if self._takes:
            self._pieces.append(text)

    def _put(self, cell: Cell) -> None:
        if cell == "":
            return
        cells, missing = self._cells, self._column - 1 - len(self._cells)
        if missing < 0:
            raise damaged(f"the cells of row {self._row} are out of order")
        self._blanks += _BLANKS_OF_A_CELL - missing
        if self._blanks < 0:
            raise damaged("nearly all of its cells are blank")
        cells.extend([""] * missing)
        cells.append(cell)

    def _cell(self) -> Cell:
        written, kind = "".join(self._pieces), self._type
        if kind == "s":
            return self._shared.texts[int(written)]
        if kind in ("str", "inlineStr"):
            return _unescaped(written)
        if written == "":
            return uncalculated() if self._has_formula else ""
        if kind == "e":
            return failed(written)
        if kind == "b":
            return "TRUE" if written == "1" else "FALSE"
        if kind == "d":
            return self._shared.writer.moment(datetime.fromisoformat(written).replace(tzinfo=None))
        return self._shared.writer.number(written, self._shared.format(self._style))
