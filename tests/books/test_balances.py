"""Balances told by rows: in any order, with gaps named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.books import balances, explain, from_day
from statementkit.dedup import Cover
from statementkit.model import StatedBalance
from statementkit.store import Batch, Covered, Stated
from tests.books.entries import OWN, entry

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


def _stated(day: int, amount: str, *, at_end: bool, currency: str | None = "EUR") -> Stated:
    said = StatedBalance(
        date(2024, 3, day),
        Decimal(amount),
        at_end=at_end,
        account=OWN[0],
        currency=currency,
        line=7,
    )
    return Stated(3, said)


def test_balances_that_a_statement_states() -> None:
    rows = [entry(2, "10"), entry(4, "-3")]
    said = [_stated(2, "100", at_end=False), _stated(31, "107", at_end=True)]
    [result] = balances(rows, said)
    assert (result.opening, result.closing, result.breaks) == (Decimal(100), Decimal(107), ())
    assert result.proved == {date(2024, 3, 2): 100, date(2024, 4, 1): 107}


@pytest.mark.parametrize("currency", ["EUR", None])
def test_a_stated_balance_that_differs(currency: str | None) -> None:
    rows = [entry(2, "10", "110"), entry(4, "-3", "107"), entry(9, "1", "118")]
    said = [_stated(5, "117", at_end=True, currency=currency)]
    [result] = balances(rows, said)
    [found] = result.breaks
    assert (found.day.day, found.expected, found.found, found.difference) == (
        6, Decimal(107), Decimal(117), Decimal(10),
    )  # fmt: skip
    assert (found.since, found.batch, found.line) == (date(2024, 3, 5), 3, 7)
    assert result.difference == 10
    assert date(2024, 3, 9) not in result.proved


def test_a_balance_of_one_currency_among_several() -> None:
    rows = [entry(2, "10"), entry(2, "10")]
    dollars = attrs.evolve(rows[1].transaction, currency="USD")
    rows[1] = attrs.evolve(rows[1], transaction=dollars, key="h1:other#1")
    said = [_stated(2, "7", at_end=False, currency=None), _stated(2, "5", at_end=False)]
    found = {each.currency: each.opening for each in balances(rows, said)}
    assert found == {"EUR": 5, "USD": None}


def test_an_account_that_did_not_move() -> None:
    [result] = balances([], [_stated(2, "7", at_end=True)])
    assert (result.opening, result.closing, result.first.day) == (Decimal(7), Decimal(7), 3)
    assert balances([], [Stated(1, StatedBalance(date.max, Decimal(7), at_end=True))]) == []


def test_what_may_explain_a_difference() -> None:
    twin = entry(3, "-4.00")
    rows = [
        entry(1, "10", "110"), twin, attrs.evolve(twin, key="h1:twin#2"),
        entry(6, "4.00", vanished=True), entry(9, "1", "111"),
    ]  # fmt: skip
    [result] = balances(rows)
    [found] = result.breaks
    assert found.difference == 8
    covered = [
        Covered(batch, account, Cover(date(2024, 3, first), date(2024, 3, last), whole_days=True))
        for batch, account, first, last in (
            (1, OWN[0], 1, 3), (2, "other", 1, 3), (3, OWN[0], 6, 6), (4, OWN[0], 8, 9),
        )
    ]  # fmt: skip
    batches = [Batch(number, "done", "", "", "", "", 1, 0, 0, 1, 2, 0) for number in (1, 2)]
    assert explain(result, found, rows, covered, batches) == [
        "no import holds 2024-03-04 to 2024-03-05",
        "no import holds 2024-03-07",
        "batch 1 left out 3 rows",
    ]
    for amount, said in (
        ("4", f"{rows[3].key} of 2024-03-06 has this amount and vanished from the bank's books"),
        ("-10", f"{rows[0].key} of 2024-03-01 has this amount and may be there twice"),
    ):
        other = attrs.evolve(found, found=found.expected + Decimal(amount))
        earlier = attrs.evolve(other, since=None)
        assert said in explain(result, earlier, rows, [], [])


def test_a_difference_within_one_file() -> None:
    rows = [entry(1, "10", "110"), entry(9, "1", "120")]
    [result] = balances(rows)
    cover = Cover(date(2024, 3, 1), date(2024, 3, 9), whole_days=True)
    assert explain(result, result.breaks[0], rows, [Covered(7, OWN[0], cover)], []) == [
        "batch 7 holds these days, and left nothing out"
    ]


def test_a_balance_from_a_later_day_on() -> None:
    rows = [entry(1, "10", "110"), entry(4, "-3", "99"), entry(9, "1")]
    [whole] = balances(rows)
    assert (whole.opening, whole.difference) == (Decimal(100), Decimal(-8))
    later = from_day(whole, date(2024, 3, 9), rows[:2])
    assert (later.opening, later.movements, later.closing) == (
        Decimal(99),
        Decimal(1),
        Decimal(100),
    )
    assert later.breaks == whole.breaks
    assert from_day(whole, date(2024, 3, 1), []) == whole


def test_statements_that_meet_within_a_day() -> None:
    rows = [entry(2, "10"), entry(2, "-3"), entry(2, "1"), entry(5, "2")]
    said = [
        _stated(2, "100", at_end=False), _stated(2, "110", at_end=True),
        _stated(2, "110", at_end=False), _stated(2, "107", at_end=True),
        _stated(2, "107", at_end=False), _stated(31, "110", at_end=True),
    ]  # fmt: skip
    [result] = balances(rows, said)
    assert (result.opening, result.closing, result.breaks) == (Decimal(100), Decimal(110), ())
    assert set(result.proved) == {date(2024, 3, 2), date(2024, 4, 1)}


def test_a_statement_of_a_day_that_changes_nothing_meets_no_other() -> None:
    rows = [entry(2, "10"), entry(2, "-10"), entry(3, "1")]
    said = [_stated(2, "100", at_end=False), _stated(2, "100", at_end=True)]
    [result] = balances(rows, said)
    assert set(result.proved) == {date(2024, 3, 2), date(2024, 3, 3)}
