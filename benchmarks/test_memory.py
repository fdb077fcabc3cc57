"""How much memory a stream takes: the peak of a whole process, whatever the size of the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.scores import Score

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workloads import Workload

TARGET = 30
"""Megabytes."""

SLACK = 3
"""By how many megabytes the peak may differ from file to file."""

PEAK = """
with open("/proc/self/status") as file:
    print(next(line for line in file if line.startswith("VmHWM")).split()[1])
"""

STREAM = """
import sys
import statementkit as sk
path, order, date_format = sys.argv[1:]
for _ in sk.iter_transactions(
    path, order=order, date_format=date_format, delimiter=",", decimal=".", engine="rows"
):
    pass
"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process"
)
def test_peak_of_a_stream(
    workload: Workload, is_timed: bool, add_score: Callable[[Score], None]
) -> None:
    """A file of a million rows takes no more memory than one of ten thousand."""
    sizes = (10_000, 100_000, 1_000_000) if is_timed else (10_000, 30_000)
    bare = peak("")
    order, date_format = str(workload.layout.order), str(workload.layout.date_format)
    peaks = [peak(STREAM, workload.file(rows), order, date_format) for rows in sizes]
    for rows, each in zip(sizes, peaks, strict=True):
        add_score(
            Score(
                "Memory of a whole process that streams a file",
                workload.name,
                f"{rows:,} rows",
                each,
                "MB",
                f"{each - bare:.1f} MB over bare Python",
                at_most=TARGET,
            )
        )
    assert max(peaks) - min(peaks) < SLACK


def peak(code: str, *arguments: object) -> float:
    """Return the peak of the resident memory of a process that runs some code, in megabytes."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code + PEAK, *map(str, arguments)],
        capture_output=True,
        check=True,
        text=True,
    )
    return int(done.stdout) / 1024
