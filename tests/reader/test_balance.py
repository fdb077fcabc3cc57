"""The proof by arithmetic: balances that add up hold, one that does not is found by its line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.model import BalanceCheck

CENTS = st.integers(-100_000, 100_000).map(lambda cents: Decimal(cents) / 100)
NONZERO = CENTS.filter(bool)


def read(rows: list[str], order: str = "date|amount|balance|fee", **settings: Any) -> sk.Statement:
    data = "".join(f"2024-02-01,{row}\n" for row in rows)
    given = {"date_format": "yyyy-MM-dd", "header": False, "delimiter": ",", "decimal": "."}
    return sk.read(data.encode(), order=order, **{**given, **settings})


def running(opening: Decimal, amounts: list[Decimal]) -> list[str]:
    """Rows with their running balances, oldest first."""
    rows = []
    for amount in amounts:
        opening += amount
        rows.append(f"{amount},{opening},")
    return rows


@given(CENTS, st.lists(NONZERO, min_size=2, max_size=9), st.booleans())
def test_running_balances_hold_in_either_direction(
    opening: Decimal, amounts: list[Decimal], newest_first: bool
) -> None:
    rows = running(opening, amounts)
    statement = read(rows[::-1] if newest_first else rows)
    assert statement.balance.holds is True
    assert statement.balance.breaks == ()
    assert statement.balance.checked == len(rows) - 1
    declared = read(rows[::-1] if newest_first else rows, newest_first=newest_first)
    assert declared.balance.holds is True
    assert declared.balance.opening == opening
    assert declared.balance.closing == opening + sum(amounts)


@given(CENTS, st.lists(NONZERO, min_size=3, max_size=9), NONZERO, st.data())
def test_a_wrong_amount_breaks_the_chain_at_its_line(
    opening: Decimal, amounts: list[Decimal], wrong: Decimal, data: st.DataObject
) -> None:
    rows = running(opening, amounts)
    place = data.draw(st.integers(1, len(rows) - 1))
    amount, balance, _ = rows[place].split(",")
    rows[place] = f"{Decimal(amount) + wrong},{balance},"
    found = read(rows, newest_first=False).balance
    assert (found.holds, found.breaks) == (False, (place + 1,))


@given(CENTS, st.lists(NONZERO, min_size=3, max_size=9), st.data())
def test_a_missing_row_breaks_the_chain_behind_it(
    opening: Decimal, amounts: list[Decimal], data: st.DataObject
) -> None:
    rows = running(opening, amounts)
    place = data.draw(st.integers(1, len(rows) - 2))
    found = read(rows[:place] + rows[place + 1 :], newest_first=False).balance
    assert (found.holds, found.breaks) == (False, (place + 1,))


def test_fees_move_the_balance_too() -> None:
    found = read(["10,110,", "20,129.70,0.30", "-5,124.70,"]).balance
    assert (found.holds, found.checked, found.opening, found.closing) == (
        True, 2, Decimal(100), Decimal("124.70"),
    )  # fmt: skip


def test_rows_without_a_balance_are_summed_up_to_the_next() -> None:
    found = read(["10,110,", "20,,", "-5,125,", "1,,"], newest_first=False).balance
    assert (found.holds, found.checked) == (True, 1)
    assert read(["10,110,", "20,,", "-5,124,"], newest_first=False).balance.breaks == (3,)


def test_every_account_and_currency_has_its_own_chain() -> None:
    rows = ["1,11,EUR,A", "5,105,USD,A", "1,12,EUR,A", "1,501,EUR,B", "-5,100,USD,A", "1,502,EUR,B"]
    found = read(rows, "date|amount|balance|currency|ownAccount").balance
    assert (found.holds, found.checked, found.opening) == (True, 3, None)
    broken = read([*rows, "1,999,EUR,A"], "date|amount|balance|currency|ownAccount").balance
    assert (broken.holds, broken.breaks) == (False, (7,))


@pytest.mark.parametrize("rows", [["1,11,"], ["1,,", "2,,"], ["1,11,", "2,,"], ["Total,,"]])
def test_without_two_balances_nothing_is_checked(rows: list[str]) -> None:
    assert read(rows).balance == BalanceCheck(None)


def test_an_order_without_a_balance_checks_nothing() -> None:
    assert read(["1,11,", "2,13,"], "date|amount").balance == BalanceCheck(None)


def test_a_thousand_breaks_are_counted_by_a_hundred_lines() -> None:
    found = read([f"1,{n * 7}," for n in range(1_000)], newest_first=False).balance
    assert found.holds is False
    assert found.checked == 999
    assert len(found.breaks) == 100
