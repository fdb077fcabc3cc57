"""Every back end does what the interpreter does: on every order, on every row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given, note
from hypothesis import strategies as st

import statementkit as sk
from statementkit.errors import RowError
from statementkit.order.mapper import RowMapper
from statementkit.order.parser import parse_order
from statementkit.order.plan import Settings, build_plan
from statementkit.testing.drawn_layouts import orders
from tests.order.backends import BACKENDS, interpreted
from tests.strategies import rows

ODD_ROWS: list[list[Any]] = [
    [("2024-02-01", "1.50"), ["2024-02-02", "2"]],
    [["2024-02-01", "1.50"], ["2024-02-01", 1.5], ["2024-02-02", "2"]],
    [["2024-02-01", "1.50"], ["2024-02-01", None], ["2024-02-02", "2"]],
    [["2024-02-01", "\ud800"], ["2024-02-02", "2"]],
    [["2024-02-01", 1.5], ["2024-02-02", 2.5]],
    ["2024-02-01,1.50", ["2024-02-02", "2"]],
]
"""Rows of a caller who hands in something else than lists of texts."""


@pytest.mark.parametrize("rows", ODD_ROWS)
def test_all_back_ends_read_odd_rows_alike(rows: list[Any]) -> None:
    mapper = sk.compile_order("date|amount", date_format="yyyy-MM-dd")
    expected = interpreted(mapper, rows)
    assert expected.mapped + len(expected.problems) == len(rows)
    for backend in BACKENDS:
        assert backend(mapper, rows) == expected


SETTINGS = st.builds(
    Settings,
    date_format=st.just(("yyyy-MM-dd",)),
    currency=st.sampled_from([None, "SEK"]),
    account=st.sampled_from([None, "EE471000001020145685"]),
    negative_sums=st.sampled_from(["error", "linear", "absolute"]),
    sign_conflict=st.sampled_from(["flag", "amount", "error"]),
)


@given(data=st.data(), text=orders(), settings=SETTINGS)
def test_all_back_ends_read_rows_alike(data: st.DataObject, text: str, settings: Settings) -> None:
    order = parse_order(text)
    mapper = RowMapper(build_plan(order, settings))
    note(text)
    note(mapper.source)
    many = data.draw(st.lists(rows(order), min_size=1, max_size=5))
    expected = interpreted(mapper, many)
    for line, row in enumerate(many, 1):
        outcome = mapper.interpreter.run(row, line)
        event(f"{outcome.result} by {'a branch' if outcome.branch else 'the default'}")
    for backend in BACKENDS:
        assert backend(mapper, many) == expected


@given(data=st.data(), text=orders(), settings=SETTINGS)
def test_calling_a_mapper_raises_what_the_interpreter_finds(
    data: st.DataObject, text: str, settings: Settings
) -> None:
    order = parse_order(text)
    mapper = RowMapper(build_plan(order, settings))
    row = data.draw(rows(order))
    outcome = mapper.interpreter.run(row)
    if outcome.result == "problem":
        with pytest.raises(RowError) as raised:
            mapper(row)
        assert raised.value.diagnostics == outcome.problems
    else:
        assert tuple(mapper(row)) == outcome.transactions
