"""Writing a file anew so that there is always one that is whole, whenever the power fails."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp


def replace_file(path: Path, text: str) -> None:
    """Write a file that nobody else may read beside the old one, and put it in its place.

    Folders on the way are made. Raises `OSError` if the file cannot be written, and `ValueError` if
    its name or the text cannot be.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Have the disk know the new name of a file, where folders can be asked for that."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
