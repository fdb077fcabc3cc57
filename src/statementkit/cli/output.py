"""Where results go: standard output, or a file that appears when it is complete."""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import click
from rich.console import Console

from statementkit.replacing import drafted, put_in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

C = TypeVar("C", bound="Callable[..., object]")

PIPED_WIDTH = 120
"""Width of tables that no terminal limits."""


@contextmanager
def opened(path: str | None, option: str) -> Iterator[TextIO]:
    """Yield standard output, or the file that `option` names.

    A file is written beside its place and moved there at the end; if anything goes wrong before,
    what was there stays. A device or a pipe is written to as it stands. Raises
    `click.BadParameter` where nothing can be written.
    """
    if path is None or path == "-":
        yield standard_output()
        return
    target = Path(path).resolve()
    with drafted(target) as draft:
        with _refusal(path, option):
            file = draft.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        with file:
            yield file
        with _refusal(path, option):
            put_in_place(draft, target)


@contextmanager
def _refusal(path: str, option: str) -> Iterator[None]:
    """Blame the option for a place where nothing can be written."""
    try:
        yield
    except OSError as error:
        raise click.BadParameter(
            f"cannot write {path}: {error.strerror or error}", param_hint=option
        ) from error


def standard_output() -> TextIO:
    """Return standard output, fit for any text: UTF-8 unless it is a terminal of another mind."""
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace", newline="")
    return stream


def console(file: TextIO) -> Console:
    """Return a console for tables: as wide as the terminal or, elsewhere, as `COLUMNS` says."""
    terminal = file.isatty()
    width = None if terminal or "COLUMNS" in os.environ else PIPED_WIDTH
    return Console(file=file, width=width, highlight=False)


def iso_day(day: date | None) -> str | None:
    """Return a day as records have it: `2024-02-01`."""
    return None if day is None else day.isoformat()


def to_option(*formats: str, help: str) -> Callable[[C], C]:  # noqa: A002 - click's own word
    """Return the decorator that adds `--to`, by which one of the formats is chosen: the first."""
    return click.option(
        "--to", type=click.Choice(formats), default=formats[0], show_default=True, help=help
    )
