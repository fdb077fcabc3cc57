"""How fast other programs read the same files.

Of each program its whole process counts, which somebody waits for; the library is timed as a part
of a program that runs already, and reads more rows. So the table tells the numbers of rows, and the
ratio without the start of the others, too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import attrs
import pytest

import statementkit as sk
from benchmarks import peers
from benchmarks.scores import Score
from benchmarks.subjects import LIBRARY, subjects

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workloads import Workload

OBJECTS, COLUMNS = "iter_transactions", "scan().collect()"

TARGETS = {
    OBJECTS: {"hledger": 50, "csv2ofx": 40, "ofxstatement": 10, "beangulp": 5},
    COLUMNS: {"hledger": 300, "csv2ofx": 250, "ofxstatement": 50, "beangulp": 25},
}
"""How many times as fast the library is to be."""

ROWS_OF_PEERS, ROWS_OF_OBJECTS = 10_000, 100_000
"""How many rows are read at most; columns get all that are asked for."""

OWN_PYTHON = Path(__file__).parent.parent / ".benchmarks" / "peers" / "bin" / "python"
PYTHON = str(OWN_PYTHON if OWN_PYTHON.exists() else sys.executable)
"""The Python that the peers are installed in: requirements-peers.txt says how."""


@attrs.frozen
class Pace:
    """Rows per second: by the clock, by processor time, and without the start of a program."""

    clock: float
    processor: float
    started: float


@pytest.mark.parametrize("peer", peers.PEERS)
def test_library_against_peer(
    workload: Workload, peer: str, rows: int, is_timed: bool, add_score: Callable[[Score], None]
) -> None:
    """Every peer that is there reads every row; how much slower is a line of the table."""
    sizes = {OBJECTS: min(rows, ROWS_OF_OBJECTS), COLUMNS: rows}
    theirs = min(rows, ROWS_OF_PEERS) if is_timed else 100
    rounds = [
        (run(peer, workload, theirs), own(workload, sizes)) for _ in range(3 if is_timed else 1)
    ]
    for way, size in sizes.items() if is_timed else ():
        speed = median(paces[way].clock for _, paces in rounds)
        peers_speed = median(pace.clock for pace, _ in rounds)
        processor, started = (
            median(getattr(paces[way], by) / getattr(pace, by) for pace, paces in rounds)
            for by in ("processor", "started")
        )
        add_score(
            Score(
                f"{way} of {size:,} rows, against whole processes of other programs on {theirs:,}",
                workload.name,
                peer,
                median(paces[way].clock / pace.clock for pace, paces in rounds),
                "x",
                f"{speed:,.0f} to {peers_speed:,.0f} rows/s; by processor time {processor:.1f} x; "
                f"without their start {started:.1f} x",
                at_least=TARGETS[way].get(peer),
            )
        )


def run(peer: str, workload: Workload, rows: int) -> Pace:
    """Let a peer read a file; skip the test if it cannot."""
    file = workload.file(rows)
    start, used = perf_counter(), _used()
    done = subprocess.run(  # noqa: S603
        [PYTHON, peers.__file__, peer, workload.name, file],
        capture_output=True,
        check=False,
        text=True,
    )
    seconds, processor = perf_counter() - start, _used() - used
    if done.returncode:
        pytest.skip(f"{peer}: {done.stderr.strip().splitlines()[-1]}")
    result = json.loads(done.stdout)
    assert result["rows"] == rows
    return Pace(rows / seconds, rows / processor, rows / result["seconds"])


def _used() -> float:
    """Return the processor time of all processes that this one has waited for."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def own(workload: Workload, sizes: dict[str, int]) -> dict[str, Pace]:
    """Let the library read files of these sizes."""
    readers: dict[str, Callable[[Path], int]] = {
        OBJECTS: subjects(workload)[LIBRARY],
        COLUMNS: lambda path: sk.scan(path, workload.layout).collect().height,
    }
    return {way: _timed(readers[way], workload.file(rows), rows) for way, rows in sizes.items()}


def _timed(read: Callable[[Path], int], file: Path, rows: int) -> Pace:
    start, used = perf_counter(), process_time()
    assert read(file) == rows
    seconds, processor = perf_counter() - start, process_time() - used
    return Pace(rows / seconds, rows / processor, rows / seconds)
