"""From a workbook and a layout to rows: which sheet, where its header stands, which rows count."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import attrs

from statementkit.errors import Diagnostic, Findings, FormatError, UnknownFormatError, quoted
from statementkit.layouts.compiling import refused_settings
from statementkit.layouts.excel import ods, xls, xlsx
from statementkit.layouts.excel.book import Flaw, damaged
from statementkit.layouts.excel.display import CellWriter
from statementkit.layouts.excel.parts import Parts, sound, spooled
from statementkit.layouts.header import (
    Header,
    absent,
    check_header,
    find_header,
    header_facts,
    normal,
    searched_names,
)
from statementkit.layouts.layout import Layout
from statementkit.layouts.records import Replayable
from statementkit.model import Fact
from statementkit.order.nodes import Header as HeaderPlace
from statementkit.order.plan import numbered_columns
from statementkit.order.rearrange import places_of
from statementkit.source import workbook_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import IO

    from statementkit.layouts.excel.book import Cell, Sheet
    from statementkit.layouts.records import Row
    from statementkit.order.nodes import ColumnNumber, Order, Place
    from statementkit.source import Source


class WorkbookRows(Replayable):
    """The rows of one sheet: an iterator of `(row number, cells)`, and what was found.

    A row is among `problems` if a column that the order reads holds a cell that cannot be trusted.
    """

    encoding = "workbook"

    def __init__(
        self, source: Source, sheet: Sheet, layout: Layout, order: Order, close: Callable[[], None]
    ) -> None:
        names = searched_names(layout)
        header = None
        if layout.header is not False:
            exactly = isinstance(layout.header, tuple)
            header = find_header(_texts(sheet, layout.skip_lines), names, exactly=exactly)
        self.source = source
        self.header: Sequence[str] | None = header.cells if header else None
        self.header_line = header.line if header else None
        self.facts = header_facts(header, names)
        self.warnings = check_header(header, layout, order)
        self.problems = Findings()
        self._read = _columns_read(order, self.header or ())
        if header is not None:
            _refuse_merged(header, sheet, self._read)
        self._counts = {
            "lines above the header": header.line - 1 if header else layout.skip_lines,
            "blank lines": 0,
            "lines of comment": 0,
            "repeated headers": 0,
        }
        self._close = close
        first = header.line if header else layout.skip_lines
        super().__init__(self._records(sheet, first, layout.comment), None, layout.footer_lines)

    @property
    def places(self) -> Mapping[Place, ColumnNumber]:
        """Nothing: every place of a sheet is a column."""
        return {}

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many rows of the sheet so far are no records, by what they are."""
        return {**self._counts, "records in the footer": self.footer_rows}

    def close(self) -> None:
        """Close the workbook before its end, at which it is closed anyway."""
        self._close()

    def _records(self, sheet: Sheet, above: int, comment: str | None) -> Iterator[Row]:
        counts, header = self._counts, self.header
        try:
            for number, cells in sheet.rows():
                if number <= above:
                    continue
                row = _row(cells)
                if comment is not None and row and row[0].startswith(comment):
                    counts["lines of comment"] += 1
                elif not any(map(str.strip, row)) and not self._flaws(cells):
                    counts["blank lines"] += 1
                elif row == header:
                    counts["repeated headers"] += 1
                elif flaws := self._flaws(cells):
                    self.problems.add(number, self._problem, number, *flaws[0])
                else:
                    yield number, row
        except FormatError as error:
            self.problems += (each.at(file=self.source.name) for each in error.diagnostics)
        self._close()

    def _flaws(self, cells: Sequence[Cell]) -> list[tuple[int, Flaw]]:
        """Return the cells that cannot be trusted in columns that the order reads."""
        return [
            (column, cell)
            for column, cell in enumerate(cells, 1)
            if isinstance(cell, Flaw) and column in self._read
        ]

    def _problem(self, line: int, column: int, flaw: Flaw) -> Diagnostic:
        return Diagnostic(
            code="SK446",
            message=flaw.message,
            hint=flaw.hint,
            file=self.source.name,
            line=line,
            column=column,
            cell=flaw.text,
        )


def open_workbook(source: Source, layout: Layout, order: Order) -> WorkbookRows:
    """Open a workbook. Raises `ReadError` when it cannot be read at all."""
    with refused_settings(layout):
        writer = CellWriter.of(layout)
    file = spooled(source)
    try:
        with sound():
            sheets, close = _sheets(source, file, writer)
            sheet, facts = _choose(sheets, layout)
            rows = WorkbookRows(source, sheet, layout, order, close)
    except FormatError as error:
        file.close()
        raise FormatError(*(each.at(file=source.name) for each in error.diagnostics)) from None
    rows.facts[:0] = facts
    return rows


@attrs.frozen
class Tab:
    """What a sheet holds: its name and its rows, the first ones or all.

    `flaws` are the cells that cannot be trusted: row, column and what is wrong. `is_whole` says
    that there are no more rows.
    """

    name: str
    rows: Sequence[tuple[int, list[str]]]
    flaws: Sequence[tuple[int, int, Flaw]]
    is_whole: bool


def tabs(source: Source, count: int, wanted: str | int | None = None) -> list[Tab]:
    """Return the sheets of a workbook that can be seen, or the `wanted` one, with their first rows.

    Numbers are written with a point and days as ISO 8601. Raises `ReadError` when the workbook
    cannot be read or has no such sheet.
    """
    source.keep()
    file = spooled(source)
    try:
        with file, sound():
            sheets, close = _sheets(source, file, CellWriter.of(Layout()))
            if wanted is None:
                seen = [each for each in sheets if not each.is_hidden]
            else:
                seen = [_named(sheets, wanted)]
            found = [_tab(each, count) for each in seen]
            close()
    except FormatError as error:
        raise FormatError(*(each.at(file=source.name) for each in error.diagnostics)) from None
    return found


def _tab(sheet: Sheet, count: int) -> Tab:
    filled = ((number, cells) for number, cells in sheet.rows() if any(map(_says, cells)))
    rows = list(islice(filled, count + 1))
    is_whole = len(rows) <= count
    return Tab(
        sheet.name,
        [(number, _row(cells)) for number, cells in rows[:count]],
        [
            (number, column, cell)
            for number, cells in rows[:count]
            for column, cell in enumerate(cells, 1)
            if isinstance(cell, Flaw)
        ],
        is_whole,
    )


def _says(cell: Cell) -> bool:
    return isinstance(cell, Flaw) or bool(cell.strip())


def _row(cells: Sequence[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else cell.text for cell in cells]


def _sheets(
    source: Source, file: IO[bytes], writer: CellWriter
) -> tuple[Sequence[Sheet], Callable[[], None]]:
    kind = workbook_kind(source.head())
    if kind == "xls":
        with file:
            return xls.open_sheets(file.read(), writer), lambda: None
    if kind not in _ZIPPED:
        raise UnknownFormatError(
            Diagnostic(
                code="SK404",
                message="this is a binary workbook (xlsb)",
                hint="open it in a spreadsheet program and save it as xlsx",
                file=source.name,
            )
        )
    parts = Parts(file)

    def close() -> None:
        parts.close()
        file.close()

    return _ZIPPED[kind](parts, writer), close


_ZIPPED = {"xlsx": xlsx.open_sheets, "ods": ods.open_sheets}


def _choose(sheets: Sequence[Sheet], layout: Layout) -> tuple[Sheet, list[Fact]]:
    """Return the sheet to read, and why this one."""
    if not sheets:
        raise damaged("it has no sheet")
    if layout.sheet is not None:
        return _named(sheets, layout.sheet), []
    filled = [each for each in sheets if not each.is_hidden and _has_content(each)]
    if len(filled) > 1 and (names := searched_names(layout)):
        evidence = "it alone holds the header of the layout"
        fitting = [each for each in filled if _holds(each, names, layout)]
    else:
        evidence, fitting = "no other sheet that can be seen holds anything", filled
    if len(fitting) == 1:
        return fitting[0], [Fact("sheet", fitting[0].name, evidence)]
    raise _undecided(filled, fitting)


def _named(sheets: Sequence[Sheet], wanted: str | int) -> Sheet:
    if isinstance(wanted, int):
        if wanted <= len(sheets):
            return sheets[wanted - 1]
    else:
        for sheet in sheets:
            if normal(sheet.name) == normal(wanted):
                return sheet
    raise FormatError(
        Diagnostic(
            code="SK443",
            message=f"the workbook has no sheet {quoted(str(wanted))}",
            hint=f"its sheets are {', '.join(quoted(each.name) for each in sheets[:20])}",
        )
    )


def _has_content(sheet: Sheet) -> bool:
    return any(any(cells) for _, cells in sheet.rows())


def _holds(sheet: Sheet, names: Sequence[str], layout: Layout) -> bool:
    try:
        header = find_header(_texts(sheet, layout.skip_lines), names, exactly=False)
    except FormatError:
        return False
    return not isinstance(layout.header, tuple) or not absent(header.cells, names)


def _undecided(filled: Sequence[Sheet], fitting: Sequence[Sheet]) -> FormatError:
    if not filled:
        return FormatError(
            Diagnostic(
                code="SK444",
                message="no sheet of the workbook that can be seen holds anything",
                hint="export the statement again; a hidden sheet is read if the layout names it, "
                "as in sheet = 2",
            )
        )
    several = fitting or filled
    names = ", ".join(quoted(each.name) for each in several[:20])
    what = "the header of the layout" if fitting else "something, and nothing tells which is meant"
    return FormatError(
        Diagnostic(
            code="SK445",
            message=f"several sheets hold {what}: {names}",
            hint=f'say which one: sheet = "{several[0].name}"',
        )
    )


def _texts(sheet: Sheet, skip: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows in which a header may stand."""
    for number, cells in sheet.rows():
        row = _row(cells)
        if number > skip and any(map(str.strip, row)):
            yield number, row


def _columns_read(order: Order, header: Sequence[str]) -> set[int]:
    """Return the numbers of the columns that an order reads, by position, number or name."""
    names = {normal(each.name) for each in places_of(order) if isinstance(each, HeaderPlace)}
    named = {number for number, name in enumerate(header, 1) if normal(name) in names}
    return numbered_columns(order) | named


def _refuse_merged(header: Header, sheet: Sheet, read: set[int]) -> None:
    """Raise `FormatError` where a merged cell leaves open what a column is called."""
    for area in sheet.merged():
        covers = area.top <= header.line <= area.bottom
        columns = range(area.left, area.right + 1)
        is_wide = area.right > area.left or area.bottom > header.line
        if covers and is_wide and read.intersection(columns):
            name = header.cells[area.left - 1] if area.left <= len(header.cells) else ""
            where = f"column {area.left}"
            if area.right > area.left:
                where = f"columns {area.left} to {area.right}"
            raise FormatError(
                Diagnostic(
                    code="SK447",
                    message=f"the header cell {quoted(name)} is merged over {where}, "
                    f"rows {area.top} to {area.bottom}",
                    hint="write header = false and skip_lines for the rows above the data, if the "
                    "order fits the columns below; or undo the merging in a spreadsheet program",
                    line=header.line,
                    column=area.left,
                )
            )
