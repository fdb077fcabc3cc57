"""The rulings of the order language by number, as far as they concern rows.

Those about text and meaning of an order are in `test_rulings`; all the small print is in the cases.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import statementkit as sk
from tests.strategies import CELLS

DAY = "2024-02-01"


def read(order: str, *rows: list[str], **settings: Any) -> list[sk.Transaction]:
    mapper = sk.compile_order(order, **{"date_format": "yyyy-MM-dd", **settings})
    return list(mapper.map_rows(rows))


def branches(order: str, *rows: list[str], **settings: Any) -> list[int | None]:
    return [each.branch for each in read(order, *rows, **settings)]


def problem(order: str, row: list[str], **settings: Any) -> sk.Diagnostic:
    """The one thing that is wrong with a row."""
    with pytest.raises(sk.RowError) as caught:
        read(order, row, **settings)
    (finding,) = caught.value.diagnostics
    return finding


def test_ruling_10_equality_compares_texts_never_numbers() -> None:
    order = "date|amount|conditions=3=007,date,amount;3=Refund,date,amount"
    texts = ["007", "7", "07", "007.0", " 007\t", "Refund", "refund", "REFUND"]
    assert branches(order, *([DAY, "1", text] for text in texts)) == [
        1, None, None, None, 1, 2, None, None,
    ]  # fmt: skip


def test_ruling_11_limits_compare_numbers_in_the_format_of_the_file() -> None:
    order = "date|amount|conditions=3>1000.5,date,amount;3<-1,date,amount"
    texts = ["1000.51", "1,000.51", "1000.5", "-1.01", "-1", "1.000,51", "much", "", "0"]
    rows = [[DAY, "1", text] for text in texts]
    assert branches(order, *rows, thousands=",") == [1, 1, None, 2, None, None, None, None, None]
    assert branches(order, [DAY, "1", "1.000,51"], decimal=",", thousands=".") == [1]


def test_ruling_11_what_does_not_read_as_a_number_is_no_error() -> None:
    assert branches("date|amount|conditions=9>0,date,amount;9<0,skip", [DAY, "1"]) == [None]


@given(st.sampled_from(CELLS) | st.text(), st.integers(1, 4))
def test_ruling_12_every_cell_is_either_blank_or_not(cell: str, number: int) -> None:
    row = [DAY, "1", cell]
    blank = branches(f"date|amount|conditions={number}=BLANK,date,amount", row)
    notblank = branches(f"date|amount|conditions={number}=NOTBLANK,date,amount", row)
    assert sorted([blank, notblank], key=str) == [[1], [None]]
    assert (blank == [1]) == (number == 4 or (number == 3 and not cell.strip()))


def test_ruling_12_quoted_it_is_a_text() -> None:
    order = 'date|amount|conditions=3="BLANK",date,amount'
    assert branches(order, [DAY, "1", "BLANK"], [DAY, "1", ""], [DAY, "1"]) == [1, None, None]


def test_ruling_13_all_checks_must_hold() -> None:
    order = "date|amount|conditions=2>0,3=a,4=BLANK,date,amount"
    rows = [[DAY, "1", "a"], [DAY, "-1", "a"], [DAY, "1", "b"], [DAY, "1", "a", "x"]]
    assert branches(order, *rows) == [1, None, None, None]


def test_ruling_14_the_first_branch_that_matches_replaces_the_default() -> None:
    order = "date|amount|name|conditions=2>0,date,amount,description;2>10,date,amount,id"
    low, high, out = read(order, [DAY, "1", "a"], [DAY, "11", "b"], [DAY, "-1", "c"])
    assert (low.branch, low.description, low.name) == (1, "a", None)
    assert (high.branch, high.description, high.bank_id) == (1, "b", None)
    assert (out.branch, out.name) == (None, "c")


def test_ruling_14_other_in_a_branch_ignores_and_never_inherits() -> None:
    (fee,) = read("date|amount|name|conditions=3=Fee,date,amount,other", [DAY, "-1", "Fee"])
    assert fee.name is None


def test_ruling_14_without_a_default_a_row_that_no_branch_takes_is_a_problem() -> None:
    order = "conditions=3=Sale,date,amount"
    assert branches(order, [DAY, "1", "Sale"]) == [1]
    assert problem(order, [DAY, "1", "Gift"]).code == "SK316"


def test_ruling_15_checks_see_the_raw_cell_before_any_divide() -> None:
    order = "date|amountdivide-100%|conditions=2>0,date,amountdivide-100%,name"
    (taken, left) = read(order, [DAY, "500", "x"], [DAY, "-500", "x"])
    assert (str(taken.amount), taken.branch) == ("-5.00", 1)
    assert (str(left.amount), left.branch) == ("5.00", None)


def test_ruling_16_the_rest_of_a_longer_row_is_ignored() -> None:
    long, exact = read("date|amount|name", [DAY, "1", "a", "b", "c"], [DAY, "1", "a"])
    assert long == exact


def test_ruling_17_a_missing_cell_is_blank() -> None:
    (short,) = read("date|amount|name|currency|fee", [DAY, "1"], currency="EUR")
    assert (short.name, short.currency) == (None, "EUR")


@pytest.mark.parametrize(
    ("row", "code", "column", "field"),
    [
        ([DAY, "x"], "SK311", 3, "amount"),
        ([DAY, "x", " "], "SK311", 3, "amount"),
        (["", "x", "1"], "SK310", 1, "date"),
    ],
)
def test_ruling_17_without_date_or_amount_a_row_is_a_problem_with_its_place(
    row: list[str], code: str, column: int, field: str
) -> None:
    found = problem("date|name|amount", row)
    assert (found.code, found.line, found.column, found.field) == (code, 1, column, field)
    assert found.hint is not None
    assert ("columns that the order reads" in found.hint) == (column > len(row))


def test_ruling_18_a_list_that_maps_nothing_skips_its_rows() -> None:
    assert read("date|amount|conditions=3=Hold,other,other", [DAY, "1", "Hold"]) == []
    assert read("other|conditions=3=Sale,date,amount", [DAY, "1", "Hold"]) == []
    mapper = sk.compile_order("date|amount|conditions=3=Hold,other", date_format="yyyy-MM-dd")
    tally = mapper.tally()
    rows = [[DAY, "1", "Hold"], [DAY, "1", "Sale"], ["", "", "Hold"]]
    assert len(list(mapper.map_rows(rows, tally=tally))) == 1
    assert (tally.skipped, tally.mapped, tally.bad) == ([1, 3], 1, 0)


def test_ruling_18_anything_between_is_an_error_of_the_order() -> None:
    with pytest.raises(sk.OrderCheckError):
        sk.compile_order("date|amount|conditions=3=Hold,date", date_format="yyyy-MM-dd")
