"""How fast files for 1C are read, against other programs, in documents per second of processor."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

import pytest

from benchmarks import onec_peers
from benchmarks.exchanges import exchange
from benchmarks.scores import Score
from benchmarks.test_memory import SLACK, peak
from benchmarks.test_peers import PYTHON
from statementkit.formats.onec.checks import Checks
from statementkit.formats.onec.reading import iter_documents, peek

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TARGETS = {"stream": {"odin_palace_py": 1.0}, "peek": {"odin_palace_py": 3.0}}
"""How many times as fast the library is to be."""

MEGABYTES = 40

STREAM = """
import sys
from statementkit.formats.onec.checks import Checks
from statementkit.formats.onec.reading import iter_documents
checks = Checks()
for document in iter_documents(sys.argv[1]):
    document.payer, document.purpose, list(checks(document))
"""


def stream(path: Path) -> int:
    """Read document by document, ask for the values, and run every check."""
    checks, count = Checks(), 0
    for document in iter_documents(path):
        _ = document.kind, document.number, document.date, document.amount
        _ = document.debited_on, document.credited_on, document.purpose
        _ = document.payer, document.payee
        assert not list(checks(document))
        count += 1
    return count


OWN: dict[str, Callable[[Path], int]] = {
    "stream": stream,
    "peek": lambda path: peek(path).documents,
}


@pytest.fixture
def file(rows: int) -> Iterator[Path]:
    """Return a file of so many documents; it is removed in the end."""
    path = exchange(rows)
    yield path
    path.unlink()


@pytest.mark.parametrize("peer", onec_peers.PEERS)
def test_exchange_against_peer(
    file: Path, peer: str, rows: int, is_timed: bool, add_score: Callable[[Score], None]
) -> None:
    """Both read every document; ours is asked for typed values and checks, theirs for texts."""
    ratios: dict[str, list[float]] = {way: [] for way in OWN}
    speeds: list[float] = []
    for _ in range(3 if is_timed else 1):
        speeds.append(rows / theirs(peer, file, rows))
        for way, read in OWN.items():
            start = process_time()
            assert read(file) == rows
            ratios[way].append(rows / (process_time() - start) / speeds[-1])
    for way in OWN if is_timed else ():
        add_score(
            Score(
                f"Files for 1C, against other programs ({rows:,} documents)",
                way,
                peer,
                median(ratios[way]),
                "x",
                f"{median(speeds):,.0f} documents/s",
                at_least=TARGETS[way].get(peer),
            )
        )


def theirs(peer: str, path: Path, documents: int) -> float:
    """Let a peer read a file and return its seconds; skip the test if it cannot."""
    done = subprocess.run(  # noqa: S603
        [PYTHON, onec_peers.__file__, peer, path], capture_output=True, check=False, text=True
    )
    if done.returncode:
        pytest.skip(f"{peer}: {done.stderr.strip().splitlines()[-1]}")
    result = json.loads(done.stdout)
    assert result["documents"] == documents
    return float(result["seconds"])


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process"
)
def test_memory_of_a_stream(
    file: Path, rows: int, is_timed: bool, add_score: Callable[[Score], None]
) -> None:
    """It is the same for ten times the documents, and small."""
    small = exchange(rows // 10)
    try:
        few, many = peak(STREAM, small), peak(STREAM, file)
    finally:
        small.unlink()
    if is_timed:
        add_score(Score("Peak memory", "files for 1C", "stream", many, "MB", at_most=MEGABYTES))
    assert many < MEGABYTES
    assert not is_timed or many - few < 2 * SLACK
