"""Balances told by rows: in any order, with gaps named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.books import balances
from tests.books.entries import entry

cents = st.integers(-500, 500).filter(bool).map(lambda number: Decimal(number) / 100)


@given(st.data(), st.lists(st.tuples(st.integers(1, 9), cents), min_size=1, max_size=9), cents)
def test_the_order_of_rows_does_not_matter(
    data: st.DataObject, rows: list[tuple[int, Decimal]], opening: Decimal
) -> None:
    balance, found = opening, []
    for day, amount in sorted(rows, key=lambda row: row[0]):
        balance += amount
        found.append(entry(day, str(amount), str(balance)))
    [result] = balances(data.draw(st.permutations(found)))
    assert result.movements == balance - opening
    assert result.breaks == ()
    if result.opening is not None:
        assert (result.opening, result.closing) == (opening, balance)


@pytest.mark.parametrize("missing", [1, 2])
def test_a_row_that_is_missing_is_named_by_its_day(missing: int) -> None:
    rows = [
        entry(1, "10", "10"),
        entry(2, "5", "15"),
        entry(4, "-3", "12"),
        entry(5, "1", "13"),
    ]
    del rows[missing]
    [result] = balances(rows)
    [found] = result.breaks
    assert found.day.day == (4, 5)[missing - 1]
    assert found.found - found.expected == (5, -3)[missing - 1]


def test_a_row_that_is_missing_within_the_last_day() -> None:
    rows = [entry(1, "10", "10"), entry(2, "5", "15"), entry(2, "-1", "12")]
    [result] = balances(rows)
    assert [(each.day.day, each.expected, each.found) for each in result.breaks] == [
        (2, Decimal(10), Decimal(13))
    ]


def test_fees_and_rows_without_a_balance() -> None:
    main = entry(1, "-10", "89")
    fee = entry(1, "-1", parent=main.key)
    assert balances([main, fee])[0].opening == 100
    assert balances([main, fee, entry(3, "7"), entry(4, "1", "97")])[0].closing == 97
    assert balances([entry(1, "5")])[0].closing is None
    assert balances([entry(1, "5", vanished=True)]) == []
