"""A bar on standard error for files that take a while, when a person is there to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import SEEK_END
from operator import attrgetter
from pathlib import Path
from threading import Timer
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from statementkit.errors import shorten

_PATIENCE = 2.0
"""Seconds after which the bar appears."""

_NAME = 30
_SAMPLE = 1 << 18
_STEP = 500
_PACKED = (b"PK", b"\x1f\x8b")

Follow = Callable[..., Iterable[Any]]
"""Passes transactions on, or what holds them, and moves the bar by their lines."""


@contextmanager
def bar(file: str, *, drawn: bool) -> Iterator[Follow]:
    """Show how far a file has been read, while its transactions pass through what is yielded.

    The bar is drawn on standard error if that is a terminal and `drawn` does not forbid it.
    """
    console = Console(stderr=True)
    if not (drawn and console.is_interactive):
        yield lambda items, *_: items
        return
    progress = Progress(console=console, transient=True)
    task = progress.add_task(escape(shorten(Path(file).name, _NAME)), total=_lines(file))

    def follow(
        items: Iterable[Any],
        line_of: Callable[[Any], int | None] = attrgetter("line"),
        step: int = _STEP,
    ) -> Iterator[Any]:
        for number, item in enumerate(items):
            if number % step == 0:
                progress.update(task, completed=line_of(item) or number)
            yield item

    timer = Timer(_PATIENCE, progress.start)
    timer.start()
    try:
        yield follow
    finally:
        timer.cancel()
        timer.join()
        progress.stop()


def _lines(file: str) -> int | None:
    """Return about how many lines a file has, by those at its start; `None` if nothing says so.

    What is no regular file is not opened: a pipe gives its bytes only once.
    """
    path = Path(file)
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            head = stream.read(_SAMPLE)
            size = stream.seek(0, SEEK_END)
    except (OSError, ValueError):
        return None
    if head.startswith(_PACKED) or b"\n" not in head:
        return None
    return size * head.count(b"\n") // len(head)
