"""Count the instructions that a row costs: `python -m benchmarks.instructions`.

A count does not depend on what else the machine does, so it can hold a change to account where a
clock cannot: a row of the library and a row of csv.reader, each as the difference of two files.
Needs valgrind and takes minutes. Instructions are not time: those of csv.reader are quicker ones.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.workloads import WORKLOADS

if TYPE_CHECKING:
    from pathlib import Path

SMALL, LARGE = 2_000, 6_000

FLOOR = """
import csv, sys
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    for row in csv.reader(file):
        pass
"""

LIBRARY = """
import sys
import statementkit as sk
path, order, date_format = sys.argv[1:]
for transaction in sk.iter_transactions(
    path, order=order, date_format=date_format, delimiter=",", decimal="."
):
    pass
"""


def main() -> None:
    """Print what a row of every workload costs, and its ratio to the floor."""
    for workload in WORKLOADS:
        files = workload.file(SMALL), workload.file(LARGE)
        floor = per_row(FLOOR, *files)
        own = per_row(LIBRARY, *files, str(workload.layout.order), str(workload.layout.date_format))
        print(f"{workload.name:8}{own:9,.0f} instructions a row, {own / floor:.2f} x the floor")


def per_row(code: str, small: Path, large: Path, *arguments: str) -> float:
    """Return the instructions of a row: start-up is the same for both files, so it cancels out."""
    extra = count(code, str(large), *arguments) - count(code, str(small), *arguments)
    return extra / (LARGE - SMALL)


def count(code: str, *arguments: str) -> int:
    """Return the instructions of a process that runs some code."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run(  # noqa: S603
        [*command, sys.executable, "-c", code, *arguments],
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "0"},
        text=True,
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    if found is None:
        raise SystemExit(done.stderr)
    return int(found[1])


if __name__ == "__main__":
    main()
