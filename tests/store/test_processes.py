"""Real processes: several at once, and some that are killed at random moments.

`pytest tests/store/test_processes.py --kills 100` kills more often.
"""

from __future__ import annotations

import random
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from statementkit.store import open_store
from tests.store.databases import kill
from tests.store.importer import PER_STATEMENT, export
from tests.store.statements import books, content

if TYPE_CHECKING:
    import pytest

    from statementkit.store import Store

ROOT = Path(__file__).parents[2]
STATEMENTS = 6


def start(address: str, first: int, last: int, *, before: str = "exec ") -> subprocess.Popen[str]:
    """Start a process that imports; `before` is what the shell does first."""
    command = [sys.executable, "-m", "tests.store.importer", address, str(first), str(last)]
    shell = ["/bin/sh", "-c", before + shlex.join(command)]
    pipe = subprocess.PIPE
    return subprocess.Popen(shell, cwd=ROOT, text=True, stdout=pipe, stderr=pipe)


def _expected(statements: int) -> object:
    firsts = range(0, statements * PER_STATEMENT, PER_STATEMENT)
    return content(row for first in firsts for row in export(first).transactions)


def test_processes_at_once_neither_lose_nor_double(address: str, store: Store) -> None:
    """Three processes import the same statements, and statements of their own, at once."""
    shared, own = 2 * PER_STATEMENT, 4 * PER_STATEMENT
    spans = [(0, shared), (0, own), (shared, STATEMENTS * PER_STATEMENT)]
    running = [start(address, *span) for span in spans]
    for process in running:
        out, _ = process.communicate(timeout=120)
        assert out.split() == ["ready", "done"]
        assert process.returncode == 0
    assert books(store) == _expected(STATEMENTS)


def test_a_killed_import_is_there_or_is_not(address: str, request: pytest.FixtureRequest) -> None:
    """A statement is imported whole or not at all, and importing goes on after any kill."""
    chance = random.Random(request.config.getoption("--kills"))  # noqa: S311
    for _ in range(request.config.getoption("--kills")):
        process = start(address, 0, STATEMENTS * PER_STATEMENT)
        assert process.stdout is not None
        assert process.stderr is not None
        with process.stdout, process.stderr:
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.4))
            kill(process, address)
        with open_store(address) as store:
            stored = books(store)
            done = [each for each in store.batches() if each.status == "done"]
            assert stored == _expected(len(done))
            assert stored.total() == len(done) * PER_STATEMENT
            if len(done) == STATEMENTS:
                for batch in done:
                    store.undo(batch.id)
