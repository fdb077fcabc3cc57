"""The command as tests call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from click.testing import CliRunner

from statementkit.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


class Run(Protocol):
    """Calls the command with its arguments and, if given, bytes on standard input."""

    def __call__(self, *args: str | Path, given: bytes | None = None) -> Result: ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command in an empty folder; an exception of its own would fail the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    runner = CliRunner()

    def call(*args: str | Path, given: bytes | None = None) -> Result:
        return runner.invoke(main, list(map(str, args)), given, catch_exceptions=False)

    return call
