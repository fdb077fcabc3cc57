"""What a person at a terminal sees of a sync that is under way."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from statementkit.masking import hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statementkit.dedup import Window
    from statementkit.syncing import Watcher


class Bar:
    """A line that says which account and days are read, and how many operations were."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def begins(self, source: str, account: str, window: Window) -> None:
        """Show which account is asked for which days."""
        text = f"{escape(source)} {hidden(account)} {window.first} … {window.last}"
        self._progress.update(self._task, description=text)

    def reads(self, operations: int) -> None:
        """Count operations."""
        self._progress.update(self._task, advance=operations)


@contextmanager
def bar() -> Iterator[Watcher | None]:
    """Yield what is to be told how far a run is, `None` where nobody looks."""
    console = Console(stderr=True)
    if not console.is_interactive:
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f} operations"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bar(progress)
