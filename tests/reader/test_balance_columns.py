"""Running balances in columns: a checker finds in frames what it finds in their transactions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.model import BalanceCheck, Transaction
from statementkit.order.columns_frames import frame_of
from statementkit.reader.balance import BalanceChecker
from statementkit.reader.balance_columns import follow

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = tuple[object, ...]

DAY = date(2024, 2, 1)
_MOST = Decimal(10**26 - 1)
"""The largest number that a column holds."""

SMALL = st.integers(-3, 3).map(lambda cents: Decimal(cents) / 100)
LARGE = st.sampled_from([Decimal(9 * 10**25), Decimal("-9e25"), Decimal("1e25"), Decimal("-1e25")])

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", None]),
        st.sampled_from(["EUR", None]),
        SMALL | LARGE,
        st.none() | SMALL | st.just("right") | st.just("right backwards") | LARGE,
        st.lists(SMALL, max_size=2),
    ),
    max_size=12,
)
"""Account, currency, amount, balance and fees; a balance may be the one that is right."""


def blocks_of(rows: Sequence[Row]) -> list[list[Transaction]]:
    """Return each row with its fees as transactions, its balance reckoned where it is right."""
    blocks: list[list[Transaction]] = []
    sums: dict[tuple[object, object], Decimal] = {}
    for line, (account, currency, amount, balance, fees) in enumerate(rows, 2):
        assert isinstance(amount, Decimal)
        assert isinstance(fees, list)
        key = account, currency
        before = sums.get(key, Decimal(0))
        after = before + amount + sum(fees)
        if balance in ("right", "right backwards"):
            balance = after if balance == "right" else -before
        if isinstance(balance, Decimal) and abs(balance) > _MOST:
            balance = None
        sums[key] = after
        given = {"currency": currency, "own_account": account, "line": line}
        head = Transaction(DAY, amount, balance=balance, **given)  # type: ignore[arg-type]
        made = [Transaction(DAY, fee, kind="fee", parent=head, **given) for fee in fees]  # type: ignore[arg-type]
        blocks.append([head, *made])
    return blocks


def checked(blocks: list[list[Transaction]], newest_first: bool | None, size: int) -> BalanceCheck:
    checker = BalanceChecker(newest_first)
    for start in range(0, len(blocks), size):
        follow(checker, frame_of(chain.from_iterable(blocks[start : start + size])))
    return checker.result()


@given(ROWS, st.sampled_from([None, True, False]), st.integers(1, 12))
def test_frames_are_checked_as_transactions_are(
    rows: list[Row], newest_first: bool | None, size: int
) -> None:
    blocks = blocks_of(rows)
    checker = BalanceChecker(newest_first)
    for each in chain.from_iterable(blocks):
        checker.add(each)
    assert checked(blocks, newest_first, size) == checker.result()


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_thousand_breaks_are_counted_by_a_hundred_lines(newest_first: bool) -> None:
    rows: list[Row] = [("A", "EUR", Decimal(1), Decimal(7 * n), []) for n in range(1_000)]
    found = checked(blocks_of(rows), newest_first, 400)
    assert (found.checked, len(found.breaks)) == (999, 100)


def test_sums_with_more_digits_than_a_column_are_exact() -> None:
    most = _MOST
    rows: list[Row] = [("A", "EUR", most, balance, []) for balance in (Decimal(0), most, None)]
    rows.append(("A", "EUR", -most, most, []))
    found = checked(blocks_of(rows), False, 9)
    assert (found.holds, found.checked, found.opening) == (True, 2, -most)
