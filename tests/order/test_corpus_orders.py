"""Orders of real banks, from a folder of real files beside the checkout, where there is one."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from statementkit.order.check import check_order
from statementkit.order.parser import parse_order
from statementkit.order.unparse import unparse

BESIDE = Path(__file__).parents[2].parent / "shared" / "corpus"
ORDERS = Path(os.environ.get("STATEMENTKIT_CORPUS", BESIDE)) / "bank2ynab-orders.tsv"


def read() -> list[list[str]]:
    if not ORDERS.exists():
        return []
    with ORDERS.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def names(row: list[str]) -> str:
    return row[0]


ROWS = read()
pytestmark = pytest.mark.skipif(not ROWS, reason="no folder of real files beside the checkout")


@pytest.mark.parametrize("row", ROWS, ids=names)
def test_an_order_of_a_real_bank(row: list[str]) -> None:
    text, notes = row[1], row[-1]
    order = parse_order(text)
    assert unparse(order) == text
    words = [column.field for column in order.default.columns] if order.default else []
    errors = [each for each in check_order(order) if each.severity == "error"]
    if "coalesce" in notes:
        (finding,) = errors
        assert finding.code == "SK206"
        assert "amount?|amount?" in (finding.hint or "")
        assert words.count("amount") == 2
        assert check_order(parse_order(text.replace("amount", "amount?"))) == []
    elif "date" in words and {"amount", "creditSum", "debitSum"} & set(words):
        assert errors == []
    else:
        assert {each.code for each in errors} <= {"SK204", "SK205"}
        assert errors
