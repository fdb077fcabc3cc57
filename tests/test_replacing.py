"""Files are whole at any moment: the old one, or the new one."""

from __future__ import annotations

import os
import stat
import sys
import threading
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from statementkit.replacing import drafted, put_in_place, replace_file, replace_secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WAYS = [replace_file, replace_secret]


@pytest.mark.parametrize("replace", WAYS)
@pytest.mark.parametrize("failing", ["os.fsync", "pathlib.Path.replace"])
def test_what_was_there_stays_if_anything_goes_wrong(
    replace: Callable[[Path, str], None], failing: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("old", "utf-8")
    with mock.patch(failing, side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        replace(path, "new")
    with pytest.raises(ValueError, match="surrogates not allowed"):
        replace(path, "new \udc80")
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("replace", WAYS)
def test_a_file_is_replaced_and_a_link_stays_one(
    replace: Callable[[Path, str], None], tmp_path: Path
) -> None:
    path, link = tmp_path / "plan.csv", tmp_path / "link"
    replace(path, "a\r\nõ\n")
    link.symlink_to(path)
    assert path.read_bytes() == "a\r\nõ\n".encode()
    replace(link, "new")
    assert (path.read_text("utf-8"), link.is_symlink()) == ("new", True)
    assert sorted(tmp_path.iterdir()) == [link, path]


@pytest.mark.skipif(sys.platform == "win32", reason="files know of no users")
def test_rights_stay_and_secrets_are_nobody_elses(tmp_path: Path) -> None:
    path, secret = tmp_path / "plan.csv", tmp_path / "folder" / "token"
    path.write_text("old", "utf-8")
    path.chmod(0o640)
    replace_file(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    for _ in range(2):
        replace_secret(secret, "new")
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        secret.chmod(0o644)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_is_written_to_as_it_stands(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")))
    reader.start()
    replace_file(pipe, "new")
    reader.join()
    assert read == ["new"]
    assert pipe.is_fifo()


def test_drafts_of_one_place_do_not_meet(tmp_path: Path) -> None:
    target = tmp_path / "plan.csv"
    with drafted(target) as one, drafted(target) as other:
        assert one != other
        for number, draft in enumerate((one, other)):
            draft.write_text(str(number), "utf-8")
            put_in_place(draft, target)
    assert target.read_text("utf-8") == "1"
    assert list(tmp_path.iterdir()) == [target]
