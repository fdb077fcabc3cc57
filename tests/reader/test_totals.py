"""Balances that a file states: opening plus movements is closing, for each account by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from statementkit.errors import LayoutError, RowError
from statementkit.reader import explain
from statementkit.reader.sample import take_sample

KEYS: dict[str, Any] = {
    "header": False,
    "delimiter": ",",
    "date_format": "yyyy-MM-dd",
    "decimal": ".",
    "opening_balance": 'conditions=1="open",other,date,amount,ownAccount,currency',
    "closing_balance": 'conditions=1="close",other,date,amount,ownAccount,currency',
    "order": 'conditions=1="row",other,date,amount,ownAccount,currency',
}
DAY = "2024-02-01"


def rows(*cells: str) -> str:
    """Return a file: `open 5`, `row -2 B`, where the account is A unless it is said."""
    lines = []
    for each in cells:
        kind, amount, *account = each.split()
        lines.append(f"{kind},{DAY},{amount},{account[0] if account else 'A'},EUR")
    return "\n".join(lines) + "\n"


def read(data: str, **keys: Any) -> sk.Statement:
    return sk.read(data.encode(), **{**KEYS, **keys})


def test_what_adds_up_is_proven() -> None:
    statement = read(rows("open 5.00", "row -2.00", "row 1.50", "close 4.50"))
    assert statement.balance == sk.model.BalanceCheck(
        True, 1, (), Decimal("5.00"), Decimal("4.50"), None
    )
    assert [each.amount for each in statement.transactions] == [Decimal("-2.00"), Decimal("1.50")]
    assert statement.skipped == (1, 4)


def test_the_difference_is_named() -> None:
    balance = read(rows("open 5.00", "row -2.00", "close 4.00")).balance
    assert (balance.holds, balance.breaks, balance.difference) == (False, (3,), Decimal("1.00"))


def test_a_break_is_told_once() -> None:
    file = rows("open 5", "row 1", "close 7", "row 1", "close 8", "row 1", "close 9")
    balance = read(file).balance
    assert (balance.checked, balance.breaks, balance.difference) == (3, (3,), Decimal(1))


def test_accounts_are_held_apart() -> None:
    file = rows("open 5", "open 10 B", "row 1", "row 2 B", "close 6", "close 13 B")
    balance = read(file).balance
    assert (balance.checked, balance.breaks, balance.difference) == (2, (6,), Decimal(1))
    assert balance.opening is balance.closing is None


def test_fees_belong_to_the_sum() -> None:
    order = 'conditions=1="row",other,date,amount,ownAccount,currency,fee'
    file = rows("open 5", "row 1", "close 5.75").replace(
        "row,2024-02-01,1,A,EUR", f"row,{DAY},1,A,EUR,0.25"
    )
    assert read(file, order=order).balance.holds is True


def test_one_record_may_state_both_balances() -> None:
    file = f"both,{DAY},5,A,EUR,6\nrow,{DAY},1,A,EUR\nboth,{DAY},6,A,EUR,9\nrow,{DAY},2,A,EUR\n"
    statement = read(
        file,
        opening_balance='conditions=1="both",date@2,amount@3,ownAccount@4',
        closing_balance='conditions=1="both",date@2,amount@6,ownAccount@4',
    )
    assert (statement.balance.checked, statement.balance.breaks) == (2, (3,))
    assert statement.balance.difference == 1
    assert statement.counts.skipped == 2


def test_a_day_without_movements_is_followed_by_others() -> None:
    file = rows("open 5", "close 5", "row 1", "close 6", "close 6", "row 2", "close 8")
    assert read(file).balance.holds is True


def test_a_file_without_its_end_is_not_proven() -> None:
    statement = read(rows("open 5", "row 1"))
    assert statement.balance.holds is None
    assert [(each.code, each.line) for each in statement.warnings] == [("SK434", 1)]


def test_a_closing_balance_needs_none_before_it() -> None:
    file = rows("row 1", "close 6", "row 2", "close 8", "row 1", "close 10")
    statement = read(file, opening_balance=None)
    assert (statement.balance.checked, statement.balance.breaks) == (2, (6,))
    assert statement.warnings == ()
    noted = [(each.line, str(each.amount), each.at_end) for each in statement.stated]
    assert noted == [(2, "6", True), (4, "8", True), (6, "10", True)]


def test_a_closing_balance_stands_behind_the_last_booking() -> None:
    earlier = "close,2000-01-01,6,A,EUR\n"
    statement = read(rows("row 1") + earlier, opening_balance=None)
    assert [str(each.day) for each in statement.stated] == [DAY]


def test_a_balance_that_does_not_read_is_a_problem() -> None:
    file = rows("open 5", "row 1", "close x")
    statement = read(file)
    assert [(each.code, each.line) for each in statement.problems] == [("SK301", 3)]
    assert statement.counts == sk.model.Counts(3, 1, 1, 1, 1)
    with pytest.raises(RowError):
        read(file, on_error="raise")


def test_running_and_stated_balances_are_both_checked() -> None:
    order = 'conditions=1="row",other,date,amount,ownAccount,currency,balance'
    file = f"open,{DAY},5,A,EUR\nrow,{DAY},1,A,EUR,6\nrow,{DAY},1,A,EUR,7\nclose,{DAY},8,A,EUR\n"
    balance = read(file, order=order).balance
    assert (balance.holds, balance.checked, balance.breaks) == (False, 2, (4,))


def test_an_order_of_balances_says_which_records() -> None:
    with pytest.raises(LayoutError, match="needs conditions") as caught:
        read(rows("open 5"), opening_balance="date|amount")
    assert caught.value.code == "SK515"


def test_balances_are_explained_and_sampled_as_such() -> None:
    file = rows("open 5", "row 1", "close 6").encode()
    layout = sk.Layout(**KEYS)
    assert explain(file, 3, layout).transactions[0].amount == 6
    sample = take_sample(file, layout)
    assert sample.counts == sk.model.Counts(3, 1, 2, 0, 1)
    assert sample.problems.number == 0


AMOUNTS = st.integers(-10_000, 10_000).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(st.tuples(st.sampled_from("AB"), AMOUNTS)), AMOUNTS, AMOUNTS)
def test_the_check_holds_exactly_if_every_account_adds_up(
    moves: list[tuple[str, Decimal]], opening: Decimal, error: Decimal
) -> None:
    sums = {
        account: opening + sum(amount for each, amount in moves if each == account)
        for account in "AB"
    }
    file = rows(
        *(f"open {opening} {account}" for account in "AB"),
        *(f"row {amount} {account}" for account, amount in moves),
        f"close {sums['A']} A",
        f"close {sums['B'] + error} B",
    )
    balance = read(file).balance
    assert balance.holds is (error == 0)
    assert balance.difference == (error or None)
