"""Real fixed-width files are read whole by the shipped layouts, and their balances hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import statementkit as sk

BESIDE = Path(__file__).parents[3] / "shared" / "corpus"
CORPUS = Path(os.environ.get("STATEMENTKIT_CORPUS", BESIDE)) / "fixedwidth"
FILES = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []


@pytest.mark.skipif(not FILES, reason="the folder of real files is not here")
def test_there_are_real_files() -> None:
    assert len(FILES) >= 5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_is_recognised_and_read_whole(path: Path) -> None:
    stream = sk.iter_transactions(path)
    statement = stream.statement()
    lines = [line for line in path.read_bytes().splitlines() if line.strip()]
    assert statement.problems == statement.warnings == ()
    assert statement.counts.mapped > 0
    left_out = sum(stream.left_out.values())
    assert statement.counts.records + left_out == len(lines)
    assert statement.balance.holds is True
