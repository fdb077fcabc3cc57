"""Whole files in the format of a layout: rows with everything that stands around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from statementkit.errors import quoted
from statementkit.testing.files.dress import Dress
from statementkit.testing.files.refusal import cannot

if TYPE_CHECKING:
    from statementkit.order.cells import Row
    from statementkit.testing.forms import Form

__all__ = ["Dress", "cannot", "write_file"]

Writer = Callable[["Form", "Sequence[Row]", Dress], bytes]


def write_file(form: Form, rows: Sequence[Row], dress: Dress | None = None) -> bytes:
    """Return a file of the layout with these rows, dressed plainly unless told otherwise.

    Raises `WriteError` for rows that no file of the layout can hold.
    """
    layout = form.layout
    if layout.hook is not None:
        raise cannot(form, f"its hook {quoted(layout.hook)} would have to be undone")
    dress = dress or Dress.plain(layout)
    try:
        return _WRITERS[layout.format](form, rows, dress)
    except UnicodeEncodeError as error:
        wrong = error.object[error.start : error.end]
        raise cannot(form, f"{dress.encoding} has no {quoted(wrong)}") from None


def _delimited(form: Form, rows: Sequence[Row], dress: Dress) -> bytes:
    from statementkit.testing.files.delimited import write_delimited

    return write_delimited(form, rows, dress)


def _fixed(form: Form, rows: Sequence[Row], dress: Dress) -> bytes:
    from statementkit.testing.files.fixed import write_fixed

    return write_fixed(form, rows, dress)


def _xml(form: Form, rows: Sequence[Row], dress: Dress) -> bytes:
    from statementkit.testing.files.tags import write_tags

    return write_tags(form, rows, dress)


def _excel(form: Form, rows: Sequence[Row], dress: Dress) -> bytes:
    from statementkit.testing.files.workbook import write_workbook

    return write_workbook(form, rows, dress)


_WRITERS: dict[str, Writer] = {
    "delimited": _delimited,
    "fixed": _fixed,
    "xml": _xml,
    "excel": _excel,
}
