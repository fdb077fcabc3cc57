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

    from statementkit.rules import Assignment, Part, RuleBook

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

COLUMNS_OF_SEVERAL = (
    *COLUMNS[:2],
    Column("own account", lambda t: t.own_account or ""),
    *COLUMNS[2:],
)
"""The columns for a file about several accounts."""


def columns_of(book: RuleBook) -> tuple[Column, ...]:
    """Return the columns of what a book says of transactions: green where a rule does."""
    texts: dict[str, Callable[[Assignment], str | None]] = {
        "wallet": lambda said: said.wallet,
        "category": lambda said: said.category,
        "project": lambda said: said.project,
        "split": lambda said: "; ".join(map(_part, said.split)),
    }
    return tuple(
        Column(
            title,
            lambda t, text=text: text(book.assign(t)) or "",  # type: ignore[misc]
            flexible=True,
            style=lambda t: _IN if book.assign(t).is_by_rule else _PLAIN,
        )
        for title, text in texts.items()
    )


def _part(part: Part) -> str:
    booked_on = (part.wallet, part.category, part.project)
    return " ".join([part.size, ", ".join(filter(None, booked_on))])


class Page:
    """Rows laid out in columns that fit into a room; a column without a value is left out.

    A row is a transaction, or whatever the columns take. `ending` stands where a text was cut.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Iterable[Any],
        room: int,
        *,
        gap: str = _GAP,
        ending: str = "…",
    ) -> None:
        self.rows = list(rows)
        cells = {column: [column.cell(each) for each in self.rows] for column in columns}
        self._cells = {it: texts for it, texts in cells.items() if it.always or any(texts)}
        wanted = {it: _width([it.title, *texts]) for it, texts in self._cells.items()}
        self.widths = _fitted(wanted, room - len(gap) * (len(wanted) - 1))
        self._ending = ending

    def heads(self) -> list[str]:
        """Return the titles of the columns."""
        return [self._padded(column, column.title) for column in self.widths]

    def line(self, place: int) -> list[tuple[str, Style]]:
        """Return the cells of the row at a place, each with its style."""
        row = self.rows[place]
        return [
            (self._padded(column, texts[place]), column.style(row))
            for column, texts in self._cells.items()
        ]

    def _padded(self, column: Column, text: str) -> str:
        width = self.widths[column]
        room = width - cell_len(text)
        if room < 0:
            return set_cell_size(text, width - cell_len(self._ending)) + self._ending
        return " " * room + text if column.right else text + " " * room


class Table:
    """Writes rows as a table, page by page."""

    def __init__(self, console: Console, columns: Sequence[Column] = COLUMNS) -> None:
        self._console = console
        self._columns = columns
        self._coloured = console.color_system is not None and not console.no_color
        self._ascii = not console.encoding.startswith("utf")

    def write(self, rows: Iterable[Any]) -> None:
        """Write the rows of the next statement."""
        left = iter(rows)
        while some := list(islice(left, _PAGE)):
            ending = "~" if self._ascii else "…"
            self._page(Page(self._columns, some, self._console.width, ending=ending))

    def _page(self, page: Page) -> None:
        self._line(self._painted(head, _BOLD) for head in page.heads())
        self._line(("-" if self._ascii else "─") * width for width in page.widths.values())
        for place in range(len(page.rows)):
            self._line(self._painted(text, style) for text, style in page.line(place))

    def _line(self, cells: Iterable[str]) -> None:
        self._console.file.write(_GAP.join(cells).rstrip() + "\n")

    def _painted(self, text: str, style: Style) -> str:
        return style.render(text) if self._coloured else text


def _width(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts))


def _fitted(widths: dict[Column, int], room: int) -> dict[Column, int]:
    """Narrow the widest flexible columns, evenly, until all columns fit into `room`."""
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
