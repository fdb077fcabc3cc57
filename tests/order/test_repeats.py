"""Rows that are refused like others before them: what is said of them is what would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import statementkit as sk
from statementkit.order.mapper import Tally
from statementkit.order.repeats import Repeats

if TYPE_CHECKING:
    import pytest

    from statementkit.order.cells import Row

MAPPER = sk.compile_order(
    'date|amount|name|conditions=1="skip me",skip', date_format="yyyy-MM-dd", decimal="."
)
FIXED = sk.compile_order(
    "date@1-10|amount@11-20", date_format="yyyy-MM-dd", decimal=".", format="fixed"
)
ROWS: list[Row] = [
    ["x", "y"],
    ["x"],
    ["x", "y"],
    ["xy"],
    ("x", "y"),
    "x",
    ["2024-02-01", "3"],
    ["2024-02-01", "3"],
    ["skip me"],
    ["skip me"],
    ["x", "a text that is longer than what is remembered"],
    ["x", "a text that is longer than what is remembered"],
    ["x", 1],  # type: ignore[list-item]
    ["x", ["y"]],  # type: ignore[list-item]
]


def _told(mapper: sk.RowMapper, rows: list[Row]) -> None:
    repeats = Repeats(mapper.interpreter)
    for line, row in enumerate(rows * 2, 1):
        known, new = repeats.run(row, line), mapper.interpreter.run(row, line)
        assert (known.result, known.line, known.problems, known.checks, known.cells) == (
            new.result,
            new.line,
            new.problems,
            new.checks,
            new.cells,
        )
        assert known.transactions == new.transactions


def test_a_row_alike_is_refused_alike_on_its_own_line() -> None:
    _told(MAPPER, ROWS)


def test_lines_are_remembered_as_rows_are() -> None:
    _told(FIXED, ["x", "xy", "2024-02-01         3", "x", ["x"]])


def test_more_rows_than_are_remembered_are_all_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statementkit.order.repeats._KEPT", 2)
    _told(MAPPER, [["a"], ["b"], ["c"], ["a"]])


def test_only_the_first_of_alike_rows_is_read() -> None:
    repeats = Repeats(MAPPER.interpreter)
    first, second = repeats.run(["x", "y"], 1), repeats.run(["x", "y"], 2)
    assert second.refusals is first.refusals
    assert (first.line, second.line) == (1, 2)


def test_a_tally_refuses_alike_rows_one_by_one() -> None:
    tally = Tally(MAPPER.interpreter)
    assert list(MAPPER.map_rows([["x", "y"]] * 3, tally=tally)) == []
    assert [each.line for each in tally.problems] == [1, 1, 2, 2, 3, 3]
    assert tally.bad == 3
