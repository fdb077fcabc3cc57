"""What it costs a short script to import the library."""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.scores import Score

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 31
TARGET = 60
"""Milliseconds above a Python that imports nothing."""


def test_import_against_bare_python(is_timed: bool, add_score: Callable[[Score], None]) -> None:
    """The package can be imported; what that costs is a line of the table."""
    pairs = [(run("pass"), run("import statementkit")) for _ in range(ROUNDS if is_timed else 1)]
    if is_timed:
        bare = median(pair[0] for pair in pairs) * 1000
        extra = median(pair[1] - pair[0] for pair in pairs) * 1000
        add_score(
            Score(
                "Start",
                "import",
                "import statementkit, over bare Python",
                extra,
                "ms",
                f"bare Python {bare:.0f} ms",
                at_most=TARGET,
            )
        )


def run(code: str) -> float:
    """Return the seconds of a process that runs some code."""
    start = perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603
    return perf_counter() - start
