"""The balances that a file states in records of their own, with the days they hold on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from statementkit import read
from statementkit.model import StatedBalance

LAYOUT: dict[str, Any] = {
    "order": 'conditions=1="T",ownAccount@2,date@3,amount@4',
    "opening_balance": 'conditions=1="O",ownAccount@2,date@3,amount@4',
    "closing_balance": 'conditions=1="C",ownAccount@2,date@3,amount@4',
    "date_format": "yyyy-MM-dd",
    "header": False,
    "delimiter": ",",
}


def _stated(*rows: str) -> list[tuple[str, int, str, bool, int | None]]:
    statement = read("\n".join(rows).encode(), **LAYOUT)
    return [
        (each.account or "", each.day.day, str(each.amount), each.at_end, each.line)
        for each in statement.stated
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            ["O,A,2024-02-01,10", "T,A,2024-02-03,5", "C,A,2024-02-29,15"],
            [("A", 3, "10", False, 1), ("A", 29, "15", True, 3)],
            id="opening before the first row, closing on its own day",
        ),
        pytest.param(
            ["O,A,2024-01-31,10", "T,A,2024-02-03,5", "T,A,2024-02-02,1", "C,A,2024-02-02,16"],
            [("A", 2, "10", False, 1), ("A", 3, "16", True, 4)],
            id="rows in any order, and a closing that is dated too early",
        ),
        pytest.param(
            ["O,A,2024-02-01,10", "C,A,2024-02-29,15", "T,A,2024-02-03,5"],
            [("A", 3, "10", False, 1), ("A", 29, "15", True, 1)],
            id="the closing stands before the rows",
        ),
        pytest.param(
            [
                "O,A,2024-02-01,10",
                "T,A,2024-02-01,5",
                "C,A,2024-02-01,15",
                "T,A,2024-02-02,5",
                "C,A,2024-02-02,20",
            ],
            [("A", 1, "10", False, 1), ("A", 1, "15", True, 3), ("A", 2, "20", True, 5)],
            id="a closing every day",
        ),
        pytest.param(
            ["O,A,2024-02-01,10", "C,A,2024-02-29,10"],
            [("A", 29, "10", True, 1)],
            id="nothing moved",
        ),
        pytest.param(["T,A,2024-02-03,5", "C,A,2024-02-29,15"], [], id="nothing leads up to it"),
        pytest.param(
            ["O,A,2024-02-01,10", "T,A,2024-02-03,5", "O,B,2024-02-01,7", "T,B,2024-02-04,1"],
            [("A", 3, "10", False, 1), ("B", 4, "7", False, 3)],
            id="two accounts without a closing",
        ),
    ],
)
def test_balances_of_records(
    rows: list[str], expected: list[tuple[str, int, str, bool, int | None]]
) -> None:
    assert _stated(*rows) == expected


def test_balances_of_a_file_for_1c() -> None:
    statement = read("docs/samples/kl_to_1c.txt")
    opening, closing = statement.stated
    assert opening.account == "40702810072866116858"
    moved = sum(each.amount for each in statement.transactions)
    assert closing.amount - opening.amount == moved
    assert (opening.at_end, closing.at_end, opening.currency) == (False, True, "RUB")
    assert opening.day < closing.day


def test_the_line_takes_no_part_in_equality() -> None:
    first = StatedBalance(date(2024, 2, 1), Decimal(5), at_end=True, line=3)
    assert first == StatedBalance(date(2024, 2, 1), Decimal("5.00"), at_end=True)
