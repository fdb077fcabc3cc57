"""How fast fixed-width records become transactions, against slices in a plain loop."""

from __future__ import annotations

from collections import deque
from random import Random
from typing import TYPE_CHECKING

import pytest

import statementkit as sk
from benchmarks.scores import Score

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.conftest import Race
    from statementkit.reader import Stream

PLACES = ((1, 3), (4, 9), (10, 21), (22, 22), (23, 42), (43, 77))

LAYOUTS = {
    "plain": sk.Layout(
        format="fixed",
        order="date@4-9|amount@10-21.divide(100)|debit@22-22|name@23-42|description@43-77",
        date_format="yyMMdd",
        decimal=".",
        thousands="none",
    ),
    "continued": sk.Layout(
        format="fixed",
        record=80,
        continuation='[1-3]="T11"',
        order='conditions=[1-3]="T10",date@4-9,amount@10-21.divide(100),debit@22-22,name@23-42,'
        "description@43-77,description@84-160",
        date_format="yyMMdd",
        decimal=".",
        thousands="none",
    ),
}
"""A record on each line, and every fourth of them the continuation of the one above."""

TARGET = 0.25
"""What `iter_transactions` is to reach on plain records, as a share of the loop's speed."""


@pytest.fixture
def path(tmp_path: Path, rows: int) -> Path:
    """Return a file of so many records of 80 characters."""
    random = Random(20240201)
    file = tmp_path / "statement.txt"
    with file.open("w", encoding="ascii") as target:
        for number in range(rows):
            kind = "T11" if number % 4 == 3 else "T10"
            day = f"24{random.randint(1, 12):02}{random.randint(1, 28):02}"
            cents = random.randrange(10**6)
            name = random.choice(["Kohvik Hommik", "Bytove druzstvo", "Taller La Encina"])
            flag = random.choice("CD")
            target.write(f"{kind}{day}{cents:012}{flag}{name:20}{'Invoice ' + str(number):38}\n")
    return file


def slices(path: Path) -> int:
    """Cut every line into trimmed cells, and keep none: what no reader in Python code is below."""
    cuts = [slice(first - 1, last) for first, last in PLACES]
    count = 0
    with path.open(encoding="ascii") as file:
        for line in file:
            [line[cut].strip() for cut in cuts]
            count += 1
    return count


def read(path: Path, layout: sk.Layout) -> Stream:
    """Read a file to its end."""
    stream = sk.iter_transactions(path, layout)
    deque(stream, maxlen=0)
    return stream


@pytest.mark.parametrize("name", LAYOUTS)
def test_records_against_a_loop_of_slices(
    name: str,
    path: Path,
    rows: int,
    race: Callable[..., Race | None],
    add_score: Callable[[Score], None],
) -> None:
    """Every line is a record or continues one; how fast is a line of the table."""
    stream = read(path, LAYOUTS[name])
    assert not stream.problems
    assert stream.counts.mapped + sum(stream.records.left_out.values()) == rows == slices(path)
    if found := race(lambda: read(path, LAYOUTS[name]), lambda: slices(path)):
        add_score(
            Score(
                f"Fixed width, against a loop of slices ({rows:,} records)",
                name,
                "iter_transactions",
                found.ratio,
                "x",
                f"{rows / found.seconds:,.0f} rows/s",
                at_least=TARGET if name == "plain" else None,
            )
        )
