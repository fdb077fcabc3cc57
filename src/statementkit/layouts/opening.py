"""The reader for each format of a layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from statementkit.errors import Diagnostic, UnknownFormatError
from statementkit.layouts.delimited import open_records
from statementkit.layouts.fixed import open_fixed
from statementkit.layouts.shaping import shaped
from statementkit.layouts.xml import open_xml
from statementkit.order.plan import numbered_columns

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
    opener = _OPENERS.get(layout.format)
    if opener is None:
        raise UnknownFormatError(
            Diagnostic(
                code="SK421",
                message=f"files of format {layout.format!r} cannot be read by this version",
                hint="save the statement as delimited text (CSV)",
                file=source.name,
            )
        )
    return shaped(opener(source, layout, order), layout)


def _delimited(source: Source, layout: Layout, order: Order) -> Rows:
    return open_records(source, layout, numbered_columns(order))


def _fixed(source: Source, layout: Layout, _: Order) -> Rows:
    return open_fixed(source, layout)


_OPENERS: dict[str, Opener] = {"delimited": _delimited, "fixed": _fixed, "xml": open_xml}
