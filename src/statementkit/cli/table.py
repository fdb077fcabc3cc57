"""Transactions as a table for eyes: a line each, aligned page by page, every row printed.

Rich's own tables print a thousand rows a second; statements have more. Widths are measured over a
page of rows, so that memory stays bounded however long the statement is.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import attrs
from rich.cells import cell_len, set_cell_size
from rich.style import Style

from statementkit.errors import shorten
from statementkit.export import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import Console

_PAGE = 500
_GAP = "  "
_LONGEST = 200
_NARROWEST = 8
_PLAIN, _DIM, _BOLD, _IN, _OUT = map(Style.parse, ("", "dim", "bold", "green", "red"))


def _no_style(_: Any) -> Style:
    return _PLAIN


@attrs.frozen
class Column:
    """A column of the table; `flexible` ones give way when the terminal is narrow."""

    title: str
    text: Callable[[Any], str]
    right: bool = False
    flexible: bool = False
    always: bool = False
    style: Callable[[Any], Style] = _no_style

    def cell(self, row: Any) -> str:
        """Return the text of a cell on one line, control characters made harmless."""
        text = " ".join(self.text(row).split())
        return shorten(text, _LONGEST) if self.flexible else text


COLUMNS = (
    Column("line", lambda t: str(t.line or ""), right=True, style=lambda _: _DIM),
    Column("date", lambda t: t.booked_on.isoformat(), always=True),
    Column(
        "amount",
        lambda t: plain(t.amount),
        right=True,
        always=True,
        style=lambda t: _OUT if t.amount < 0 else _IN,
    ),
    Column("", lambda t: t.currency or ""),
    Column("kind", lambda t: "" if t.kind == "payment" else t.kind, style=lambda _: _DIM),
    Column("name", lambda t: t.name or "", flexible=True),
    Column("description", lambda t: t.description or "", flexible=True),
    Column("reference", lambda t: t.reference or "", flexible=True),
    Column("balance", lambda t: "" if t.balance is None else plain(t.balance), right=True),
)


class Table:
    """Writes rows as a table; a column without a value in a page is left out of it.

    A row is a transaction, or whatever the columns take.
    """

    def __init__(self, console: Console, columns: Sequence[Column] = COLUMNS) -> None:
        self._console = console
        self._columns = columns
        self._coloured = console.color_system is not None and not console.no_color
        self._ascii = not console.encoding.startswith("utf")

    def write(self, transactions: Iterable[Any]) -> None:
        """Write the rows of the next statement."""
        rows = iter(transactions)
        while page := list(islice(rows, _PAGE)):
            self._page(page)

    def _page(self, page: Sequence[Any]) -> None:
        cells = {column: [column.cell(each) for each in page] for column in self._columns}
        cells = {column: texts for column, texts in cells.items() if column.always or any(texts)}
        widths = _fitted(
            {column: _width([column.title, *texts]) for column, texts in cells.items()},
            self._console.width,
        )
        heads = (self._padded(column, column.title, widths[column]) for column in cells)
        self._line(self._painted(head, _BOLD) for head in heads)
        self._line(("-" if self._ascii else "─") * width for width in widths.values())
        for number, transaction in enumerate(page):
            self._line(
                self._painted(
                    self._padded(column, texts[number], widths[column]), column.style(transaction)
                )
                for column, texts in cells.items()
            )

    def _line(self, cells: Iterable[str]) -> None:
        self._console.file.write(_GAP.join(cells).rstrip() + "\n")

    def _padded(self, column: Column, text: str, width: int) -> str:
        room = width - cell_len(text)
        if room < 0:
            return set_cell_size(text, width - 1) + ("~" if self._ascii else "…")
        return " " * room + text if column.right else text + " " * room

    def _painted(self, text: str, style: Style) -> str:
        return style.render(text) if self._coloured else text


def _width(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts))


def _fitted(widths: dict[Column, int], room: int) -> dict[Column, int]:
    """Narrow the widest flexible columns, evenly, until all columns fit into `room`."""
    room -= len(_GAP) * (len(widths) - 1)
    fixed = sum(width for column, width in widths.items() if not column.flexible)
    flexible = sorted(width for column, width in widths.items() if column.flexible)
    room, limit = room - fixed, _LONGEST
    for index, width in enumerate(flexible):
        share = room // (len(flexible) - index)
        if width > share:
            limit = max(share, _NARROWEST)
            break
        room -= width
    return {
        column: min(width, limit) if column.flexible else width for column, width in widths.items()
    }
