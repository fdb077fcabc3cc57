"""The rows of a plan on the screen: one line each, drawn when they come into view."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from statementkit.cli.ledger.plan_rows import ENOUGH, NARROW, WIDE
from statementkit.cli.table import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from statementkit.reviewing import Row

_GAP = " "
_CURSOR, _NO_CURSOR = ">", " "
_PLAIN, _BOLD = Style(), Style(bold=True)


class Grid(ScrollView, can_focus=True):
    """A list of rows with a cursor; the first line has the titles of its columns."""

    BINDINGS: ClassVar = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "to(0)", "First row", show=False),
        Binding("end", "to(-1)", "Last row", show=False),
    ]
    COMPONENT_CLASSES: ClassVar = {"grid--cursor"}
    DEFAULT_CSS = """
    Grid { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }
    Grid > .grid--cursor { background: $primary 35%; text-style: bold; }
    """

    place: reactive[int] = reactive(0)

    class Moved(Message):
        """The cursor stands on another row."""

    def __init__(self) -> None:
        super().__init__()
        self._page = Page(NARROW, (), 80, gap=_GAP)

    @property
    def row(self) -> Row | None:
        """The row under the cursor, `None` where there are no rows."""
        rows = self._page.rows
        return rows[self.place] if rows else None

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows, with the cursor on the row where it was or the nearest after it."""
        number = self.row.number if self.row else 0
        self._lay_out(rows)
        following = (place for place, row in enumerate(rows) if row.number >= number)
        self.place = next(following, max(len(rows) - 1, 0))
        self._scroll_to_cursor()
        self.post_message(self.Moved())

    def go_to(self, number: int) -> None:
        """Put the cursor on the row with a number, if it is shown."""
        places = (place for place, row in enumerate(self._page.rows) if row.number == number)
        self.place = next(places, self.place)

    def _lay_out(self, rows: Sequence[Row]) -> None:
        width = self.size.width or self.app.size.width
        columns = WIDE if width >= ENOUGH else NARROW
        self._page = Page(columns, rows, width - len(_CURSOR) - 1, gap=_GAP)
        self.virtual_size = Size(width, len(rows) + 1)
        self.refresh()

    def on_resize(self, _: events.Resize) -> None:
        """Fit the columns into the new width."""
        self._lay_out(self._page.rows)

    def render_line(self, y: int) -> Strip:
        """Draw a line of the window: the titles, or the row that has scrolled there."""
        if y == 0:
            return self._strip(_NO_CURSOR, [(head, _BOLD) for head in self._page.heads()])
        place = y - 1 + self.scroll_offset.y
        if place >= len(self._page.rows):
            return Strip.blank(self.size.width, _PLAIN)
        cells = self._page.line(place)
        if place != self.place:
            return self._strip(_NO_CURSOR, cells)
        style = self.get_component_rich_style("grid--cursor")
        return self._strip(_CURSOR, cells).apply_style(style)

    def _strip(self, first: str, cells: Sequence[tuple[str, Style]]) -> Strip:
        segments = [Segment(first, _PLAIN)]
        for text, style in cells:
            segments += (Segment(text, style), Segment(_GAP, _PLAIN))
        return Strip(segments).adjust_cell_length(self.size.width, _PLAIN)

    def watch_place(self) -> None:
        """Keep the cursor in view."""
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(self.Moved())

    def _scroll_to_cursor(self) -> None:
        # The titles hide a line of the window, so the line above the cursor has to be there too.
        region = Region(0, max(self.place, 0), 1, 2)
        self.scroll_to_region(region, animate=False, force=True)

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.place = max(0, min(self.place + by, len(self._page.rows) - 1))

    def action_page(self, by: int) -> None:
        """Move the cursor by as many rows as are shown."""
        self.action_move(by * max(self.size.height - 2, 1))

    def action_to(self, place: int) -> None:
        """Move the cursor to the first row, or to the last."""
        self.place = 0 if place == 0 else max(len(self._page.rows) - 1, 0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked."""
        place = event.y - 1 + self.scroll_offset.y
        if event.y > 0 and place < len(self._page.rows):
            self.place = place
