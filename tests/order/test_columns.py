"""The expressions do the work themselves: what they are sure of, and what they leave to others.

That they say the same as the row functions is held by every test that runs over `BACKENDS`.
"""

from __future__ import annotations

import sys
from itertools import product
from typing import Any

import polars as pl
import pytest

import statementkit as sk
from statementkit.order.columns import _added
from statementkit.order.columns_lookup import MANY, Lookup
from statementkit.order.columns_numbers import NumberReader, signed
from statementkit.order.columns_outcomes import END, MAPPED, SKIPPED, UNSURE
from statementkit.order.columns_rows import ColumnMapper, RowBatch, batched
from statementkit.order.columns_spaces import SPACES, trimmed


def states(order: str, rows: list[Any], **settings: Any) -> list[int]:
    shape = "fixed" if isinstance(rows[0], str) else "delimited"
    settings |= {"format": shape, "date_format": "dd.MM.yyyy", "thousands": ","}
    mapper = ColumnMapper(sk.compile_order(order, **settings))
    batch = RowBatch(list(enumerate(rows, 1)), mapper.columns)
    outcomes = mapper.outcomes(batch)
    return [] if outcomes is None else outcomes["state"].to_list()


def test_spaces_are_those_of_python() -> None:
    assert sorted(SPACES) == [chr(c) for c in range(sys.maxunicode + 1) if chr(c).isspace()]


@pytest.mark.parametrize("around", ["", " ", "\u3000", "\x85", "Ü", "а"])
def test_texts_are_trimmed_as_python_trims_them(around: str) -> None:
    texts = [*(f"{space}{around}a b{around}{space}" for space in SPACES), around, "", None]
    column = pl.Series(texts, dtype=pl.String)
    expected = [each and each.strip() for each in texts]
    assert [each.to_list() for each in trimmed([column, column])] == [expected, expected]
    others = ["a b"] * len(texts)
    few = pl.Series([*texts, *others], dtype=pl.String)
    assert trimmed([few])[0].to_list() == [*expected, *others]
    alone = [trimmed([pl.Series([text], dtype=pl.String)])[0].item() for text in texts]
    assert alone == expected


@pytest.mark.parametrize("decimal", [".", ","])
def test_a_number_is_read_alone_as_among_others(decimal: str) -> None:
    order = sk.compile_order("date|amount", date_format="dd.MM.yyyy", decimal=decimal)
    reader = NumberReader(order.interpreter, None, 12)
    texts = ["".join(each) for size in range(3) for each in product("-+.,1e0 \n", repeat=size)]
    longer = ["-1e1", "1.e1", "1.1", "1,1", "-.1", "-,1", "-0.", "1\n1", "1234567890.125"]
    column = pl.Series([*texts, *longer, None])
    for text, read in zip(column, reader(column), strict=True):
        assert reader(pl.Series([text], dtype=pl.String)).to_list() == [read]


@pytest.mark.parametrize("texts", [["a", None, "a"], ["a", "b"], ["a", "a"], [None, None], []])
def test_a_null_stays_null(texts: list[str | None]) -> None:
    column = pl.Series("it", texts, dtype=pl.String).to_frame()
    read = Lookup(str.upper, pl.String)(column.to_series())
    assert read.to_list() == [each and each.upper() for each in texts]


def test_a_lookup_says_of_every_column_what_its_function_says() -> None:
    many = [f"a{number}" for number in range(MANY + 1)]
    lookup = Lookup(str.upper, pl.String)
    for texts in (["a", "b"], many, ["c"] * 2_000, ["b", None, "a"], many[::-1], ["c", "a0"], []):
        found = lookup(pl.Series(texts, dtype=pl.String))
        assert found.to_list() == [each and each.upper() for each in texts]


def test_a_lookup_asks_once_about_each_text() -> None:
    asked: list[str] = []

    def read(text: str) -> str:
        asked.append(text)
        return text.upper()

    lookup = Lookup(read, pl.String)
    for texts in (["a", "b", None, "a"], ["b", "c"], ["c"] * 100 + ["d"] * 100):
        lookup(pl.Series(texts))
    assert sorted(asked) == ["a", "b", "c", "d"]


def test_no_more_rows_are_taken_than_make_a_batch() -> None:
    rows = iter([(line, ["x"]) for line in range(1, 9)])
    batch = next(batched(rows, ("1",), 3))
    assert batch.lines == [1, 2, 3]
    assert next(rows) == (4, ["x"])


# Polars calls these on threads of its own, which no measure of coverage looks into.


def test_numbers_are_said_with_the_signs_of_their_values() -> None:
    texts = pl.Series(["5.00", "-5.00", "5.00", "-5.00", "", None, "0.00"])
    values = pl.Series([5, -5, -5, 5, None, None, 0])
    expected = ["5.00", "-5.00", "-5.00", "5.00", "", None, "0.00"]
    assert signed([texts, values]).to_list() == expected
    assert signed([texts.head(2), values.head(2)]).to_list() == expected[:2]


def test_sums_are_exact_and_stand_where_they_are_asked_for() -> None:
    one = pl.Series(["1.10", "2", None, "-0.3", "9" * 40])
    other = pl.Series(["0.05", "7", None, "0.3", "0.01"])
    added = pl.Series([True, False, False, True, True])
    assert _added([added, one, other]).to_list() == ["1.15", "2", None, "0.0", "9" * 40 + ".01"]


DAY = "1.2.2024"


@pytest.mark.parametrize(
    ("order", "row"),
    [
        ("date|amount", [f" {DAY} 10:15", " -1,234.50 "]),
        ("date|amountdivide100%|fee.multiply(0.5)|fee", [DAY, "1250", "3", ""]),
        ("date|amount|fee|balance", [DAY, "5.00", " ", "\u3000"]),
        ("date|amount|debit=H", [DAY, "(5.00)", "H"]),
        ("date|creditSum|debitSumdivide-1%", [DAY, "0.00", "-7.10"]),
        ("date|amount?|amount?|feeIncluded", [DAY, "0", "7.10", "0.3"]),
        ("date|amount|currency|balance|valueDate", [DAY, "1", "usd", "-0.00", ""]),
        ("date|amount|name|descAndName|description.upper", [DAY, "1", "ä", " ", "ß"]),
        ("date|amount|id.extract(/[0-9]+/)|type|originalAmount", [DAY, "1", "A7", "", "EUR 5.00"]),
        ('date|amount|conditions=2>12.5,3~"fee",date,amount,name', [DAY, "13", "Fees"]),
        ("conditions=1>=2024-01-01,2<0.0000001,3!=x,date,amount", [DAY, "-.5", ""]),
        ("date@1-10|amount@11-16|debit@17-17", "01.02.2024 12.50D"),
    ],
)
def test_usual_rows_are_read_by_expressions(order: str, row: Any) -> None:
    assert states(order, [row], currency="EUR") == [MAPPED]


def test_rows_of_branches() -> None:
    order = "date|amount|other|conditions=3=x,skip;3=y,end"
    rows = [[DAY, "1", each] for each in ("x", "", "y")]
    assert states(order, rows) == [SKIPPED, MAPPED, END]


@pytest.mark.parametrize("check", [f"2{sign}12.5" for sign in ("<", ">", "<=", ">=")])
def test_numbers_beside_a_limit_are_compared_exactly(check: str) -> None:
    cells = ["12.5", "12.50", "12.50000000000000000001", "12.49999999999999999999", "-12.5", "x"]
    rows = [[DAY, each] for each in cells]
    order = f"date|amount|conditions={check},skip"
    mapper = sk.compile_order(order, date_format="dd.MM.yyyy")
    expected = [mapper.interpreter.run(row).result == "skipped" for row in rows]
    assert [state == SKIPPED for state in states(order, rows)] == expected


@pytest.mark.parametrize(
    ("order", "row"),
    [
        ("date|amount", ["31.2.2024", "1"]),
        ("date|amount", [DAY]),
        ("date|amount", ["", "1"]),
        ("date|amount", [DAY, "1e5"]),
        ("date|amount", [DAY, "１２"]),
        ("date|amount", [DAY, "9" * 39]),
        ("date|amount.divide(3)", [DAY, "1"]),
        ("date|amount|debit", [DAY, "-1", "C"]),
        ("date|creditSum|debitSum", [DAY, "1", "1"]),
        ("date|debitSum", [DAY, "-1"]),
        ("date|amount|currency", [DAY, "1", "€"]),
        ("date|amount|name.extract(/a/)", [DAY, "1", "a" * 200_000]),
        ("date|amount|other|conditions=3~/a/,skip", [DAY, "1", "a" * 200_000]),
        ("conditions=2>5,date,amount", [DAY, "1"]),
        ("date@1-10|amount@11-16", "01.02.2024 12"),
    ],
)
def test_what_needs_words_is_left_to_the_row_functions(order: str, row: Any) -> None:
    assert states(order, [row]) == [UNSURE]
