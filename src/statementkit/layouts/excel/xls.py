"""Excel workbooks up to 2003 (xls), read by xlrd, which tells errors and number formats apart."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import attrs

from statementkit.errors import Diagnostic, FormatError
from statementkit.layouts.excel.book import Area, damaged, failed, locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from statementkit.layouts.excel.book import Cell, Sheet, SheetRow
    from statementkit.layouts.excel.display import CellWriter

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The name of the stream in which a locked xlsx workbook lies inside a file of the old kind."""


def open_sheets(data: bytes, writer: CellWriter) -> Sequence[Sheet]:
    """Return the sheets of a workbook in the order of their tabs."""
    if _ENCRYPTED in data:
        raise locked()
    try:
        import xlrd
    except ImportError:
        raise _no_xlrd() from None
    try:
        # A damaged workbook may claim 65,536 rows of 256 cells: ragged, they cost what they hold.
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        writer.counts_from_1904 = bool(book.datemode)
        return [XlsSheet(each, book, writer) for each in book.sheets()]
    except Exception as error:
        # xlrd lets out whatever damaged bytes lead it to.
        reason = str(error) or type(error).__name__
        raise locked() if "encrypted" in reason else damaged(reason) from None


def _no_xlrd() -> FormatError:
    return FormatError(
        Diagnostic(
            code="SK440",
            message="xls workbooks are read with the help of xlrd, which is not installed",
            hint="pip install 'statementkit[excel]'",
        )
    )


@attrs.frozen
class XlsSheet:
    """One sheet of an xls workbook."""

    sheet: Any
    book: Any
    writer: CellWriter

    @property
    def name(self) -> str:
        """What stands on its tab."""
        return str(self.sheet.name)

    @property
    def is_hidden(self) -> bool:
        """Whether a person does not see the sheet."""
        return bool(self.sheet.visibility)

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows down to the last one that holds anything."""
        for index in range(self.sheet.nrows):
            yield index + 1, [self._cell(each) for each in self.sheet.row(index)]

    def merged(self) -> Sequence[Area]:
        """Return the merged cells."""
        return [
            Area(top + 1, bottom, left + 1, right)
            for top, bottom, left, right in self.sheet.merged_cells
        ]

    def _cell(self, cell: Any) -> Cell:
        if cell.ctype == _TEXT:
            return str(cell.value)
        if cell.ctype in (_NUMBER, _DATE):
            return self.writer.number(repr(cell.value), self._format(cell.xf_index))
        if cell.ctype == _BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        if cell.ctype == _ERROR:
            return failed(_ERRORS.get(cell.value, "#ERROR!"))
        return ""

    def _format(self, style: int | None) -> str:
        if style is None or style >= len(self.book.xf_list):
            return "General"
        found = self.book.format_map.get(self.book.xf_list[style].format_key)
        return str(found.format_str) if found else "General"


_ERRORS = {
    0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A",
}  # fmt: skip
