"""How fast rows become transactions, against what no Python code is faster than."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

import statementkit as sk
from benchmarks.scores import Score
from benchmarks.subjects import (
    FLOOR,
    INTERPRETER,
    LIBRARY,
    MAPPER,
    SCRIPT,
    floor,
    mapper_of,
    script,
    subjects,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.conftest import Race
    from benchmarks.workloads import Workload

TARGETS = {"wise": 0.70, "paypal": 0.70, "simple": 0.57}
"""What `iter_transactions` is to reach, as a share of the floor's speed."""


@pytest.mark.parametrize("subject", [FLOOR, SCRIPT, INTERPRETER, MAPPER, LIBRARY])
def test_rows_against_the_floor(
    workload: Workload,
    subject: str,
    rows: int,
    race: Callable[..., Race | None],
    add_score: Callable[[Score], None],
) -> None:
    """Every subject reads every row; how fast is a line of the table."""
    if subject == INTERPRETER:
        rows //= 20
    path = workload.file(rows)
    read = subjects(workload)[subject]
    assert read(path) == rows
    if found := race(lambda: read(path), lambda: floor(path)):
        add_score(
            Score(
                "Rows, against csv.reader alone",
                workload.name,
                subject,
                found.ratio,
                "x",
                f"{rows / found.seconds:,.0f} rows/s",
                at_least=TARGETS[workload.name] if subject == LIBRARY else None,
            )
        )


def test_all_subjects_read_the_same(workload: Workload) -> None:
    """What is compared does the same work."""
    path = workload.file(1_000)
    read = list(sk.iter_transactions(path, workload.layout))
    mapper = mapper_of(workload)
    rows = list(islice(workload.rows(), 1_000))
    assert list(mapper.map_rows(rows)) == read
    assert [each for row in rows for each in mapper.interpreter.run(row).transactions] == read
    for expected, found in zip(script(workload.name, path), read, strict=True):
        assert {key: getattr(found, key) for key in expected} == expected
