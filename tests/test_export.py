"""Transactions as records: exact, complete, and the same in JSON Lines and CSV."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit import Transaction
from statementkit.export import KEYS, Csv, JsonLines, plain, to_record
from statementkit.values import unguarded

TEXTS = st.none() | st.text(
    st.sampled_from("a\u00f5\u20ac,;\"'\r\n\t\0 =\u2028\U0001f600"), max_size=5
)
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False)
DATES = st.dates(date(1900, 1, 1), date(2999, 12, 31))
WORDS = ("currency", "name", "tax_id", "account", "description", "reference", "invoice_number")


@st.composite
def transactions(draw: st.DrawFn) -> Transaction:
    texts: dict[str, Any] = {word: draw(TEXTS) for word in WORDS}
    return Transaction(
        draw(DATES),
        draw(AMOUNTS),
        **texts,
        value_on=draw(st.none() | DATES),
        balance=draw(st.none() | AMOUNTS),
        line=draw(st.none() | st.integers(1)),
        branch=draw(st.none() | st.integers(1)),
    )


def test_a_record_has_the_keys_in_their_order() -> None:
    record = to_record(Transaction(date(2024, 2, 1), Decimal("-3.20")))
    assert tuple(record) == KEYS


def test_every_key_but_the_parent_is_an_attribute() -> None:
    assert set(KEYS) <= {field.name for field in attrs.fields(Transaction)}


def test_what_is_absent_is_none() -> None:
    record = to_record(Transaction(date(2024, 2, 1), Decimal("-3.20")))
    present = {key: value for key, value in record.items() if value is not None}
    assert present == {"booked_on": "2024-02-01", "amount": "-3.20", "kind": "payment"}


def test_a_fee_names_the_line_of_its_row() -> None:
    main = Transaction(date(2024, 2, 1), Decimal("10.00"), line=7)
    fee = Transaction(date(2024, 2, 1), Decimal("-0.30"), line=7, kind="fee", parent=main)
    assert (to_record(main)["parent"], to_record(fee)["parent"]) == (None, 7)


@given(AMOUNTS)
def test_a_plain_number_is_exact_and_has_no_exponent(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert set(text) <= set("-0123456789.")


@given(st.lists(transactions(), max_size=3))
def test_json_lines_give_back_every_record(made: list[Transaction]) -> None:
    file = io.StringIO()
    JsonLines(file).write(made)
    lines = file.getvalue().split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == [to_record(each) for each in made]


@pytest.mark.parametrize("raw", [False, True])
@given(made=st.lists(transactions(), max_size=3))
def test_csv_gives_back_every_record(raw: bool, made: list[Transaction]) -> None:
    file = io.StringIO()
    Csv(file, raw=raw).write(made)
    rows = list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))
    if not raw:
        rows = [{key: unguarded(text) for key, text in row.items()} for row in rows]
    texts = [
        {key: "" if value is None else str(value) for key, value in to_record(each).items()}
        for each in made
    ]
    assert rows == texts


def test_csv_lets_no_spreadsheet_compute_what_a_stranger_wrote() -> None:
    file = io.StringIO()
    trap = "=HYPERLINK(A1)"
    Csv(file).write([Transaction(date(2024, 2, 1), Decimal("-3.20"), name=trap, tax_id="+1-1")])
    [row] = csv.DictReader(io.StringIO(file.getvalue(), newline=""))
    assert (row["amount"], row["name"], row["tax_id"]) == ("-3.20", f"'{trap}", "'+1-1")


def test_the_header_of_csv_stands_once_above_several_statements() -> None:
    file = io.StringIO()
    writer = Csv(file)
    for day in (1, 2):
        writer.write([Transaction(date(2024, 2, day), Decimal("-3.20"))])
    assert [line[:10] for line in file.getvalue().splitlines()] == [
        "booked_on,",
        "2024-02-01",
        "2024-02-02",
    ]
