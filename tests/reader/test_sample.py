"""A sample says the same as a reading, and which branch took what."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.reader.sample import KEPT, take_sample

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = sorted({path.parent for path in EXAMPLES.glob("*/statement.*")})
ORDER = "date|name|amount|conditions=2=Turg,skip;2=Kino,date,other,amount;2=End,end"
LAYOUT = sk.Layout(order=ORDER, date_format="yyyy-MM-dd", decimal=".", delimiter=",")

NAMES = st.sampled_from(["Turg", "Kino", "End", "Pood", '"'])
AMOUNTS = st.sampled_from(["-3.20", "7", "x", ""])
ROWS = st.lists(st.tuples(NAMES, AMOUNTS), max_size=30)


def file_of(rows: list[tuple[str, str]]) -> bytes:
    lines = [f"2024-02-01,{name},{amount}" for name, amount in rows]
    return "\n".join(["date,name,amount", *lines, ""]).encode()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_counts_and_facts_of_an_example_are_those_of_reading_it(folder: Path) -> None:
    [path] = folder.glob("statement.*")
    sample = take_sample(path, sk.find_layout(folder.name))
    statement = sk.read(path, layout=folder.name)
    assert sample.counts == statement.counts
    assert sample.facts == statement.facts


@given(ROWS)
def test_the_counts_and_problems_are_those_of_reading(rows: list[tuple[str, str]]) -> None:
    sample = take_sample(file_of(rows), LAYOUT)
    statement = sk.read(file_of(rows), layout=LAYOUT)
    assert sample.counts == statement.counts
    assert sample.problems.number == len(statement.problems)
    assert sample.problems.first == statement.problems[:KEPT]
    assert sample.warnings.number == len(statement.warnings)


@given(ROWS)
def test_every_record_has_a_width_and_one_branch(rows: list[tuple[str, str]]) -> None:
    sample = take_sample(file_of([row for row in rows if row[0] != '"']), LAYOUT)
    assert sum(width.records for width in sample.widths) == sample.counts.records
    [end] = [use for use in sample.branches if use.action == "end"]
    below_the_end = 0 if end.first_line is None else sample.counts.records + 1 - end.first_line
    assert sum(use.records for use in sample.branches) + below_the_end == sample.counts.records


def test_of_many_problems_the_first_are_kept() -> None:
    sample = take_sample(file_of([("Pood", "x")] * 100), LAYOUT)
    assert sample.problems.number == 100
    assert [problem.line for problem in sample.problems.first] == list(range(2, 2 + KEPT))


def test_records_that_no_branch_takes_are_counted() -> None:
    order = "conditions=2=Kino,date,other,amount"
    layout = sk.Layout(order=order, date_format="yyyy-MM-dd", decimal=".", delimiter=",")
    sample = take_sample(file_of([("Kino", "1"), ("Pood", "1"), ("Pood", "1")]), layout)
    assert sample.untaken == sample.counts.problems == 2
    assert [(use.number, use.records) for use in sample.branches] == [(1, 1)]


def test_a_record_of_a_balance_that_cannot_be_read_is_told() -> None:
    layout = sk.Layout(
        order="date|amount|name",
        date_format="yyyy-MM-dd",
        decimal=".",
        opening_balance="conditions=3=Opening,date,amount",
    )
    file = b"day,sum,what\nx,5.00,Opening\n2024-02-01,-3.20,Kohvik Hommik\n"
    sample = take_sample(file, layout)
    assert (sample.counts.mapped, sample.counts.problems, sample.problems.number) == (1, 1, 1)
    assert [(each.line, each.cell) for each in sample.problems.first] == [(2, "x")]
