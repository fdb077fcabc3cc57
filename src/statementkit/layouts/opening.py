"""The reader for each format of a layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from statementkit.layouts.delimited import open_records
from statementkit.layouts.shaping import shaped
from statementkit.model import Fact
from statementkit.source import workbook_kind

if TYPE_CHECKING:
    from statementkit.layouts.layout import Layout
    from statementkit.layouts.records import Rows
    from statementkit.order.nodes import Order
    from statementkit.source import Source

Opener = Callable[["Source", "Layout", "Order"], "Rows"]


def open_rows(source: Source, layout: Layout, order: Order) -> Rows:
    """Open a file in the format of its layout; `order` says which places will be read.

    Raises `ReadError` when the file cannot be read at all.
    """
    return shaped(_OPENERS[layout.format](source, layout, order), layout)


def _delimited(source: Source, layout: Layout, order: Order) -> Rows:
    if workbook_kind(source.head()) is None:
        return open_records(source, layout, order)
    return _told(_workbook(source, layout, order), "excel", "the file is a workbook")


def _excel(source: Source, layout: Layout, order: Order) -> Rows:
    if workbook_kind(source.head()) is not None:
        return _workbook(source, layout, order)
    return _told(open_records(source, layout, order), "delimited", "the file is no workbook")


def _told(rows: Rows, format_: str, evidence: str) -> Rows:
    """Say that a file has another format than its layout: the same columns, saved otherwise."""
    rows.facts.insert(0, Fact("format", format_, evidence))
    return rows


# The readers of rarer formats are loaded when a file has that format.


def _workbook(source: Source, layout: Layout, order: Order) -> Rows:
    from statementkit.layouts.excel import open_workbook

    return open_workbook(source, layout, order)


def _fixed(source: Source, layout: Layout, _: Order) -> Rows:
    from statementkit.layouts.fixed import open_fixed

    return open_fixed(source, layout)


def _xml(source: Source, layout: Layout, order: Order) -> Rows:
    from statementkit.layouts.xml import open_xml

    return open_xml(source, layout, order)


_OPENERS: dict[str, Opener] = {
    "delimited": _delimited,
    "excel": _excel,
    "fixed": _fixed,
    "xml": _xml,
}
