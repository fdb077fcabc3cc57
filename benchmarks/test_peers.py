"""How fast other programs read the same files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from benchmarks import peers
from benchmarks.scores import Score
from benchmarks.subjects import LIBRARY, subjects

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workloads import Workload

TARGETS = {"hledger": 50, "csv2ofx": 40, "ofxstatement": 10, "beangulp": 5}
"""How many times as fast the library is to be."""

OWN_PYTHON = Path(__file__).parent.parent / ".benchmarks" / "peers" / "bin" / "python"
PYTHON = str(OWN_PYTHON if OWN_PYTHON.exists() else sys.executable)
"""The Python that the peers are installed in: requirements-peers.txt says how."""


@pytest.mark.parametrize("peer", peers.PEERS)
def test_library_against_peer(
    workload: Workload, peer: str, rows: int, is_timed: bool, add_score: Callable[[Score], None]
) -> None:
    """Every peer that is there reads every row; how much slower is a line of the table."""
    own_rows, rows, rounds = (rows, 10_000, 3) if is_timed else (100, 100, 1)
    own_file, file = workload.file(own_rows), workload.file(rows)
    read = subjects(workload)[LIBRARY]
    speeds, ratios = [], []
    for _ in range(rounds):
        start = perf_counter()
        read(own_file)
        own_speed = own_rows / (perf_counter() - start)
        speeds.append(rows / run(peer, workload.name, file, rows))
        ratios.append(own_speed / speeds[-1])
    if is_timed:
        add_score(
            Score(
                "The library, against other programs",
                workload.name,
                peer,
                median(ratios),
                "x",
                f"{median(speeds):,.0f} rows/s",
                at_least=TARGETS.get(peer),
            )
        )


def run(peer: str, name: str, path: Path, rows: int) -> float:
    """Let a peer read a file and return its seconds; skip the test if it cannot."""
    done = subprocess.run(  # noqa: S603
        [PYTHON, peers.__file__, peer, name, path],
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        pytest.skip(f"{peer}: {done.stderr.strip().splitlines()[-1]}")
    result = json.loads(done.stdout)
    assert result["rows"] == rows
    return float(result["seconds"])
