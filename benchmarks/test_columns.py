"""How fast and how small reading in columns is, against what only cuts the same file into cells."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

import statementkit as sk
from benchmarks.plans import READERS
from benchmarks.scores import Score
from benchmarks.subjects import COLUMNS, floor, subjects
from benchmarks.test_memory import peak

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.conftest import Race
    from benchmarks.workloads import Workload

OBJECTS = {"wise": 1.5, "paypal": 1.5, "simple": 0.65}
"""What transactions made in columns are to reach, as a multiple of the speed of csv.reader."""

FRAMES = 1.5
"""How many times as long a scan may take as Polars takes for the bare texts."""

MEGABYTES = 200
"""What a process may take that writes a file of any size as Parquet."""

TO_PARQUET = """
import sys
import statementkit as sk
path, order, date_format, target = sys.argv[1:]
frame = sk.scan(
    path, order=order, date_format=date_format, delimiter=",", decimal=".", block=1 << 20
)
frame.sink_parquet(target, row_group_size=1 << 15)
"""


def test_transactions_against_the_floor(
    workload: Workload,
    rows: int,
    race: Callable[..., Race | None],
    add_score: Callable[[Score], None],
) -> None:
    """Objects made from columns, as a multiple of reading rows and doing nothing with them."""
    path = workload.file(rows)
    read = subjects(workload)[COLUMNS]
    assert read(path) == rows
    if found := race(lambda: read(path), lambda: floor(path)):
        add_score(
            Score(
                "Transactions in columns, against csv.reader alone",
                workload.name,
                COLUMNS,
                found.ratio,
                "x",
                f"{rows / found.seconds:,.0f} rows/s",
                at_least=OBJECTS[workload.name],
            )
        )


def test_frames_against_bare_texts(
    workload: Workload,
    rows: int,
    race: Callable[..., Race | None],
    add_score: Callable[[Score], None],
) -> None:
    """A scan with every check on, against Polars that reads the same file as texts."""
    path = workload.file(rows)
    assert sk.scan(path, workload.layout).collect().height == rows
    if found := race(
        lambda: sk.scan(path, workload.layout).collect(),
        lambda: pl.read_csv(path, infer_schema=False),
    ):
        add_score(
            Score(
                "Frames, against polars.read_csv without types",
                workload.name,
                "scan().collect()",
                1 / found.ratio,
                "x the time",
                f"{rows / found.seconds:,.0f} rows/s",
                at_most=FRAMES,
            )
        )


@pytest.mark.parametrize("reader", READERS)
def test_frames_against_other_readers(
    workload: Workload,
    reader: str,
    rows: int,
    race: Callable[..., Race | None],
    add_score: Callable[[Score], None],
) -> None:
    """Readers that check nothing: how long a scan takes of theirs."""
    path = workload.file(rows)
    read = partial(READERS[reader], workload, path)
    assert read() == rows
    if found := race(lambda: sk.scan(path, workload.layout).collect(), read):
        add_score(
            Score(
                "Frames with every check, against readers without any",
                workload.name,
                reader,
                1 / found.ratio,
                "x the time",
                f"{rows / (found.seconds * found.ratio):,.0f} rows/s",
            )
        )


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process"
)
def test_peak_of_a_parquet_file(
    workload: Workload, rows: int, tmp_path: Path, add_score: Callable[[Score], None]
) -> None:
    """A file of any size becomes Parquet batch by batch."""
    order, date_format = str(workload.layout.order), str(workload.layout.date_format)
    used = peak(TO_PARQUET, workload.file(rows), order, date_format, tmp_path / "out.parquet")
    add_score(
        Score(
            "Memory of a whole process that writes Parquet",
            workload.name,
            f"{rows:,} rows",
            used,
            "MB",
            at_most=MEGABYTES,
        )
    )
