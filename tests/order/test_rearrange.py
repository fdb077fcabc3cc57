"""An order for moved columns: the same transactions from the file with its columns moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.order.mapper import RowMapper
from statementkit.order.parser import parse_order
from statementkit.order.plan import Settings, build_plan, numbered_columns
from statementkit.order.rearrange import rearranged
from statementkit.order.unparse import unparse
from statementkit.testing.drawn_layouts import orders
from tests.strategies import rows

if TYPE_CHECKING:
    from statementkit.order.outcomes import Outcome

SETTINGS = Settings(date_format=("yyyy-MM-dd",))


def outcome(text: str, row: list[str]) -> Outcome:
    return RowMapper(build_plan(parse_order(text), SETTINGS)).interpreter.run(row, 1)


def said(found: Outcome) -> tuple[object, ...]:
    codes = sorted((each.code, each.field or "", each.cell or "") for each in found.problems)
    return found.result, found.branch, found.transactions, codes


@given(data=st.data(), text=orders())
def test_moving_columns_and_rearranging_the_order_changes_nothing(
    data: st.DataObject, text: str
) -> None:
    order = parse_order(text)
    row = data.draw(rows(order))
    width = max(len(row), *numbered_columns(order), 1)
    row += [""] * (width - len(row))
    added = data.draw(st.integers(0, 2))
    places = data.draw(st.permutations(range(1, width + added + 1)))
    moves = dict(enumerate(places[:width], 1))
    moved = ["new"] * (width + added)
    for old, new in moves.items():
        moved[new - 1] = row[old - 1]
    new_text = unparse(rearranged(order, moves))
    assert said(outcome(new_text, moved)) == said(outcome(text, row))


@given(text=orders())
def test_columns_that_stay_leave_the_order_as_it_means(text: str) -> None:
    order = parse_order(text)
    moves = {number: number for number in range(1, 40)}
    again = rearranged(order, moves)
    assert numbered_columns(again) == numbered_columns(order)
    assert rearranged(again, moves) == again


SWAPPED = {1: 2, 2: 1, 3: 3, 4: 4}


@pytest.mark.parametrize(
    ("text", "moves", "expected"),
    [
        ("date|name|amount", {1: 1, 2: 3, 3: 2}, "date|amount|name"),
        ("date|name|amount", {1: 2, 2: 3, 3: 5}, "other|date|name|other|amount"),
        ("date|amount|other", {1: 1, 2: 2}, "date|amount"),
        ("date|amount|conditions=3=x,end", {1: 2, 2: 1, 3: 9}, "amount|date|conditions=9=x,end"),
        ("date|name|name|amount", {1: 1, 2: 3, 3: 2, 4: 4}, "date@1|name@3|name@2|amount@4"),
        ("date|amount@4|name@[Who]", {1: 2, 4: 3}, "date@2|amount@3|name@[Who]"),
        ('date|amount|currency:"EUR"', {1: 2, 2: 1}, 'amount|date|currency:"EUR"'),
        ("date|amount|conditions=1=x,other", {1: 2, 2: 1}, "amount|date|conditions=2=x,other"),
        ("name|descAndName|date|amount", SWAPPED, "name@2|descAndName@1|date@3|amount@4"),
        ("descAndName|description|fee|date", SWAPPED, "descAndName@2|description@1|fee@3|date@4"),
        ("ref|id|date|amount", SWAPPED, "id|ref|date|amount"),
        ('date|amount|name|name:"x"', {1: 1, 2: 3, 3: 2}, 'date@1|amount@3|name@2|name:"x"'),
        ("other|other|conditions=2=x,skip", {2: 1}, "other|conditions=1=x,skip"),
        (
            "date|amount|name|conditions=3=x,date,amount",
            {1: 2, 2: 1, 3: 3},
            "amount|date|name|conditions=3=x,amount,date",
        ),
    ],
)  # fmt: skip
def test_rearranged_orders(text: str, moves: dict[int, int], expected: str) -> None:
    assert unparse(rearranged(parse_order(text), moves)) == expected
