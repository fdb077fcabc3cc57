"""What is inferred from the examples of shipped layouts is what these layouts read."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import statementkit as sk

EXAMPLES = Path(__file__).parents[2] / "examples"
COLUMNS = {
    name: next((EXAMPLES / name).glob("statement.*"))
    for name, layout in sk.shipped_layouts().items()
    if layout.format in ("delimited", "excel")
}
ASKED = {
    "abnamro-nl": "date",
    "amex-us": "amount",
    "ozon-accruals": "amount",
    "tbank-ru": "amount",
    "wildberries-reports": "amount",
}


Movements = dict[tuple[int | None, date], Decimal]


def movements(file: Path, layout: Any) -> tuple[Movements, Movements]:
    """Return what each row moves, without its fee and with it: layouts may keep fees apart."""
    without: Movements = defaultdict(Decimal)
    within: Movements = defaultdict(Decimal)
    for each in sk.read(file, layout).transactions:
        key = each.line, each.booked_on
        without[key] += 0 if each.parent else each.amount
        within[key] += each.amount
    return without, within


@pytest.mark.parametrize("name", COLUMNS)
def test_inference_agrees_with_the_shipped_layout_or_asks(name: str) -> None:
    found = sk.infer(COLUMNS[name])
    if found.layout is None:
        assert [each.key for each in found.questions] == [ASKED[name]]
        return
    pairs = zip(movements(COLUMNS[name], found.layout), movements(COLUMNS[name], name), strict=True)
    assert any(inferred == shipped for inferred, shipped in pairs)


def test_rows_that_move_no_balance_are_left_out_by_what_they_say() -> None:
    found = sk.infer(COLUMNS["paypal-fees"])
    assert found.layout is not None
    assert str(found.layout.order).endswith('conditions=41=BLANK,skip;41="Memo",skip')
    assert not [each for each in found.warnings if "balance" in each.message]
