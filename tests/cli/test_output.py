"""A file that is written appears whole, or not at all, whenever Ctrl-C is pressed."""

from __future__ import annotations

import sys
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

import pytest

from statementkit import replacing
from statementkit.cli import output

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType
    from typing import Any


def write(path: Path) -> None:
    with output.opened(str(path), "--output") as file:
        file.write("new")


def write_interrupted(path: Path, line: int) -> bool:
    """Write a file, press Ctrl-C before a line of ours that is run; tell if it was."""
    lines = count()
    was_reached = False

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal was_reached
        if frame.f_code.co_filename not in (output.__file__, replacing.__file__):
            return None
        if event == "line" and next(lines) == line:
            was_reached = True
            raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with suppress(KeyboardInterrupt):
            write(path)
    finally:
        sys.settrace(before)
    return was_reached


@pytest.mark.filterwarnings("ignore:Exception ignored .*FileIO")
def test_ctrl_c_before_any_line_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """A file that is open when it happens is closed by nobody but the interpreter."""
    path = tmp_path / "out.csv"
    found = []
    for line in count():
        path.write_text("old")
        was_reached = write_interrupted(path, line)
        assert list(tmp_path.iterdir()) == [path], line
        found.append(path.read_text())
        if not was_reached:
            break
    assert found == sorted(found, reverse=True)
    assert set(found) == {"old", "new"}
    assert len(found) > 10
