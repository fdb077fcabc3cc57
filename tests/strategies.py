"""Strategies of rows that reach every branch of an order, odd ones among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from statementkit.order.nodes import (
    Blank,
    Check,
    ColumnNumber,
    Date,
    Number,
    Order,
    Text,
    TextSet,
)
from statementkit.order.parser import parse_order
from statementkit.testing.drawn_layouts import COMPARED, orders

if TYPE_CHECKING:
    from collections.abc import Iterator

AMOUNTS = [
    "0", "0.00", "-0.00", "12.50", "-12.50", "+3", "1,234.56", "(5.00)", "5.00 CR", "7 EUR",
    "0.1", ".50", "100", "-100.00", "99999999999999999999.99", "1 000.00",
]  # fmt: skip
BAD_AMOUNTS = ["abc", "12,5O", "1,23,4", "5.", "NaN", "1e5", "--1", "１２"]
DATES = ["2024-02-29", "2024-1-5", "2023-12-31 10:15:00", " 2024-03-01 "]
BAD_DATES = ["2024-02-30", "31.12.2024", "yesterday", "0001-01-01"]
CURRENCIES = ["EUR", "usd", "€", "XXQ"]
CELLS = [
    *("", " ", "\N{NO-BREAK SPACE}"), *COMPARED, *AMOUNTS, *BAD_AMOUNTS, *DATES, *BAD_DATES,
    *CURRENCIES,
]  # fmt: skip


# -- rows ------------------------------------------------------------------------------------------

USUAL = {
    "date": DATES,
    "valueDate": [*DATES, ""],
    "amount": AMOUNTS,
    "creditSum": [*[""] * (len(AMOUNTS) // 2), *AMOUNTS],
    "debitSum": [*[""] * (len(AMOUNTS) // 2), *AMOUNTS],
    "fee": ["", "1.00", "-0.35", "0.00"],
    "feeIncluded": ["", "1.00", "0.00"],
    "balance": ["", "100.00", "-12.34"],
    "originalAmount": ["", "10.00"],
    "exchangeRate": ["", "1.0852", "0.5"],
    "currency": ["EUR", "usd", ""],
    "originalCurrency": ["GBP", ""],
    "debit": ["D", "d", "C", "", "Refund"],
    "credit": ["C", "c", "D", ""],
}
"""Cells that read under their field; any other field takes any cell."""

_USUAL = {field: st.sampled_from(usual) for field, usual in USUAL.items()}
_ONE_IN_FOUR = st.integers(0, 3).map(lambda drawn: drawn == 3)
_ONE_IN_FORTY = st.integers(0, 39).map(lambda drawn: drawn == 39)
_ONE_IN_TEN = st.integers(0, 9).map(lambda drawn: drawn == 9)


def cells(order: Order) -> st.SearchStrategy[str]:
    """Cells in which the texts that the order compares with are as likely as all others."""
    wanted = list(_compared_texts(order))
    return st.sampled_from(CELLS + wanted * (len(CELLS) // (len(wanted) or 1)))


def _compared_texts(order: Order) -> Iterator[str]:
    for branch in order.branches:
        for check in branch.checks:
            if isinstance(check.value, Text):
                yield check.value.value
            elif isinstance(check.value, TextSet):
                yield from check.value.values


@st.composite
def rows(draw: st.DrawFn, order: Order) -> list[str]:
    """A row for an order: mostly readable, of any length, aimed at one of its branches."""
    results: list[Any] = [order.default, *(branch.result for branch in order.branches)]
    target = draw(st.integers(0, len(results) - 1))
    anything = cells(order)
    row: list[str] = []
    for column in getattr(results[target], "columns", ()):
        if column.constant is None:
            usual = _USUAL.get(column.field, anything)
            blank = column.first_non_blank and draw(_ONE_IN_FOUR)
            row.append("" if blank else draw(anything if draw(_ONE_IN_FORTY) else usual))
    row += draw(st.lists(anything, max_size=4))
    if target and not draw(_ONE_IN_TEN):
        _aim(row, order, target)
    return row[: draw(st.integers(0, len(row)))] if draw(_ONE_IN_TEN) else row


def _aim(row: list[str], order: Order, branch: int) -> None:
    """Put cells into a row by which it passes the checks of a branch."""
    for check in order.branches[branch - 1].checks:
        assert isinstance(check.place, ColumnNumber)
        cell = _passing(check)
        if cell is not None:
            row += [""] * (check.place.number - len(row))
            row[check.place.number - 1] = cell


def _passing(check: Check) -> str | None:
    match check.operator, check.value:
        case "=" | "~", Text(text):
            return text
        case "=", TextSet(texts):
            return texts[-1]
        case "=", Blank(negated):
            return "x" if negated else ""
        case operator, Number():
            return "99.50" if ">" in operator else "-99.50"
        case _, Date():
            return "2024-02-29"
    return None


@st.composite
def orders_and_rows(
    draw: st.DrawFn, texts: st.SearchStrategy[str] | None = None
) -> tuple[Order, list[list[str]]]:
    """An order, and rows for it."""
    order = parse_order(draw(orders() if texts is None else texts))
    return order, draw(st.lists(rows(order), min_size=1, max_size=4))
