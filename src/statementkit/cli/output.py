"""Where results go: standard output, or a file that appears when it is complete."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

PIPED_WIDTH = 120
"""Width of tables that no terminal limits."""


@contextmanager
def opened(path: str | None, option: str) -> Iterator[TextIO]:
    """Yield standard output, or the file that `option` names.

    A file is written beside its place and moved there at the end; if anything goes wrong before,
    what was there stays. Raises `click.BadParameter` where it cannot be written.
    """
    if path is None or path == "-":
        yield standard_output()
        return
    try:
        if Path(path).exists() and not Path(path).is_file():
            with Path(path).open("w", encoding="utf-8", newline="") as file:
                yield file
        else:
            with _replacing(Path(path).resolve()) as file:
                yield file
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise click.BadParameter(
            f"cannot write {path}: {error.strerror or error}", param_hint=option
        ) from error


@contextmanager
def _replacing(target: Path) -> Iterator[TextIO]:
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with draft.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def standard_output() -> TextIO:
    """Return standard output, fit for any text: UTF-8 unless it is a terminal of another mind."""
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace", newline="")
    return stream


def console(file: TextIO) -> Console:
    """Return a console for tables: as wide as the terminal or, elsewhere, as `COLUMNS` says."""
    from rich.console import Console

    terminal = file.isatty()
    width = None if terminal or "COLUMNS" in os.environ else PIPED_WIDTH
    return Console(file=file, width=width, highlight=False)
