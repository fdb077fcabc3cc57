"""Writing a file anew so that there is always one that is whole, whatever ends the program.

A file is written beside its place and moved there at the end. A device or a pipe is written to as
it stands.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """Yield where a file is to be written that is going to stand in a place.

    What `put_in_place` was not asked to put there is taken away. The place is no link.
    """
    moves = target.is_file() or not target.exists()
    draft = target.with_name(f".{target.name}.{token_hex(4)}.part") if moves else target
    try:
        yield draft
    finally:
        if moves:
            with suppress(OSError):
                draft.unlink()


def put_in_place(draft: Path, target: Path) -> None:
    """Put a draft in its place, with the rights of the file that was there. Raises `OSError`."""
    if draft == target:
        return
    if target.exists():
        shutil.copymode(target, draft)
    draft.replace(target)


def replace_file(path: Path, text: str) -> None:
    """Write a file anew; where a link stands, the one that it points to.

    Raises `OSError` if it cannot be written, and `ValueError` if its name or the text cannot be.
    """
    target = path.resolve()
    with drafted(target) as draft:
        _write(draft, text, 0o666)
        put_in_place(draft, target)


def replace_secret(path: Path, text: str) -> None:
    """Write a file anew that nobody else may read; folders on the way are made.

    Raises `OSError` if it cannot be written, and `ValueError` if its name or the text cannot be.
    """
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with drafted(target) as draft:
        _write(draft, text, 0o600)
        draft.replace(target)
    _settle(target.parent)


def _write(path: Path, text: str, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.fsync(handle)


def _settle(folder: Path) -> None:
    """Have the disk know the new name of a file, where folders can be asked for that."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
