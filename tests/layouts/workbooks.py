"""Workbooks of all kinds from the same cells, written by the programs that people use."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Cells = Sequence[Sequence[Any]]
Writer = Callable[..., bytes]


def xlsx(rows: Cells, change: Callable[[Any], None] | None = None) -> bytes:
    """Return a workbook of Excel 2007; `change` may do to it what is wanted."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Statement"
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(rows: Cells, change: Callable[[Any], None] | None = None) -> bytes:
    """Return a workbook of Excel 97."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Statement")
    days = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    moments = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None:
                continue
            style = moments if isinstance(value, datetime) else days
            if isinstance(value, date):
                sheet.write(number, column, value, style)
            else:
                sheet.write(number, column, value)
    if change is not None:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(rows: Cells, change: Callable[[Any], None] | None = None) -> bytes:
    """Return an OpenDocument spreadsheet."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Statement")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(_ods_cell(value))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    if change is not None:
        change(document)
    buffer = io.BytesIO()
    document.write(buffer)
    return buffer.getvalue()


def _ods_cell(value: Any) -> Any:
    if value is None:
        return TableCell()
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, bool):
        cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower())
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=repr(value))
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


WRITERS: dict[str, Writer] = {"xlsx": xlsx, "xls": xls, "ods": ods}
